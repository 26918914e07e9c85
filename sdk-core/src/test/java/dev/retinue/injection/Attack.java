package dev.retinue.injection;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.Yaml;

/**
 * What somebody outside wants, and how it gets before the model.
 *
 * @param channel where it stands
 * @param encoding how it is hidden there
 * @param goal what it is after
 * @param says what it asks for, in words
 * @param call the tool that would do it
 * @param with the text that the tool would be called with
 */
record Attack(
    String id,
    Channel channel,
    Encoding encoding,
    String goal,
    String says,
    String call,
    String with) {
  /** Where content from outside comes from. */
  enum Channel {
    WEB,
    DOCUMENT,
    MAIL,
    MAIL_INPUT,
    TOOL,
    TOOL_ERROR,
    FILE,
    FILE_NAME,
    MEMORY,
    SESSION,
    DELEGATION_DOWN,
    DELEGATION_UP,
    MESSAGE
  }

  static List<Attack> all() {
    return rows("attacks.yaml").stream()
        .map(row ->
            new Attack(
                text(row, "id"),
                Channel.valueOf(text(row, "channel").toUpperCase(Locale.ROOT)),
                Encoding.valueOf(text(row, "encoding").toUpperCase(Locale.ROOT)),
                text(row, "goal"),
                text(row, "says"),
                text(row, "call"),
                text(row, "with")))
        .toList();
  }

  static List<Map<String, Object>> rows(String file) {
    try (InputStream in = Objects.requireNonNull(Attack.class.getResourceAsStream(file), file)) {
      return new Yaml().load(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static String text(Map<String, Object> row, String key) {
    return Objects.requireNonNull(row.get(key), () -> row + " has no " + key).toString();
  }

  /** The poisoned content; in several pieces if the attack comes in several. */
  List<String> content() {
    return encoding.parts(says).stream()
        .map(part -> "Trams of Europe, a short history. " + part + " The end.")
        .toList();
  }

  @Override
  public String toString() {
    return id + " by " + channel + " in " + encoding + " after " + goal;
  }
}
