package dev.retinue.tools.web;

import dev.retinue.tools.egress.EgressResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A body as a model can read it: text where it is text, in its encoding, and Base64 otherwise.
 *
 * @param warning what may be wrong with it
 */
record ReadableBody(@Nullable String text, @Nullable String base64, @Nullable String warning) {
  private static final Pattern TEXTUAL =
      Pattern.compile("text/.*|.*[/+](?:json|xml|yaml|javascript|x-www-form-urlencoded).*");
  private static final Pattern CHARSET =
      Pattern.compile("charset\\s*=\\s*\"?([^\\s\";]+)", Pattern.CASE_INSENSITIVE);

  static ReadableBody of(EgressResponse response) {
    byte[] bytes = response.bytes();
    if (bytes.length == 0) {
      return new ReadableBody(null, null, null);
    }
    Optional<String> coding = response.header("Content-Encoding");
    if (coding.isPresent()) {
      return binary(
          bytes, "the body is compressed with '" + coding.get() + "', which is not undone");
    }
    String type = response.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    Matcher named = CHARSET.matcher(type);
    String name = named.find() ? named.group(1) : "utf-8";
    Charset charset;
    try {
      charset = Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return binary(
          bytes, "the server says the body is in '" + name + "', which is not known here");
    }
    ByteBuffer content = ByteBuffer.wrap(bytes, 0, end(bytes, charset, response.truncated()));
    try {
      return new ReadableBody(charset.newDecoder().decode(content).toString(), null, null);
    } catch (CharacterCodingException e) {
      if (!TEXTUAL.matcher(type).matches()) {
        return binary(bytes, null);
      }
      return new ReadableBody(
          replaced(bytes, charset),
          null,
          "some bytes are no text of " + charset + "; each is shown as U+FFFD");
    }
  }

  private static ReadableBody binary(byte[] bytes, @Nullable String warning) {
    return new ReadableBody(null, Base64.getEncoder().encodeToString(bytes), warning);
  }

  private static String replaced(byte[] bytes, Charset charset) {
    try {
      return charset
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalStateException("a decoder that replaces does not fail", e);
    }
  }

  /** Where a text ends that was cut in the middle of a character of UTF-8. */
  private static int end(byte[] bytes, Charset charset, boolean truncated) {
    int end = bytes.length;
    if (!truncated || !charset.equals(StandardCharsets.UTF_8)) {
      return end;
    }
    int start = end - 1;
    while (start > 0 && end - start < 4 && (bytes[start] & 0xC0) == 0x80) {
      start--;
    }
    int lead = bytes[start] & 0xFF;
    int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    return start + length > end ? start : end;
  }
}
