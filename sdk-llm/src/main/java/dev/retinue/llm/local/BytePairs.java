package dev.retinue.llm.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Byte pair encoding from Hugging Face's {@code tokenizer.json}: over bytes as in GPT-2, Llama 3
 * and Qwen, or over characters with bytes for the rest as in Llama 2 and Mistral. Written here
 * because Jlama's spells characters beyond ASCII wrongly or leaves them out. Immutable.
 *
 * @see <a href="https://arxiv.org/abs/1508.07909">Sennrich et al., subword units</a>
 */
final class BytePairs {
  /** A character that no text may contain; see {@link #plain}. */
  private static final String GUARD = "\uFDD0";

  private static final String LETTERS = letters();

  private final Map<String, Integer> vocabulary = new HashMap<>();
  private final Map<Integer, String> texts = new HashMap<>();
  private final Map<String, Integer> added = new HashMap<>();
  private final Set<Integer> marks = new HashSet<>();
  private final Merges merges;
  private final Cut cut;
  private final boolean ofBytes;
  private final boolean wholeWords;
  private final @Nullable Integer unknown;
  private final @Nullable Pattern addedPattern;

  private BytePairs(JsonNode json) {
    JsonNode model = json.path("model");
    model.path("vocab").properties().forEach(each -> know(each.getKey(), each.getValue().asInt()));
    for (JsonNode token : json.path("added_tokens")) {
      String content = token.path("content").asText();
      know(content, token.path("id").asInt());
      added.put(content, token.path("id").asInt());
      if (token.path("special").asBoolean()) {
        marks.add(token.path("id").asInt());
      }
    }
    merges = Merges.of(model.path("merges"), vocabulary);
    cut = Cut.of(json);
    ofBytes = ofBytes(json.path("pre_tokenizer")) || ofBytes(json.path("decoder"));
    wholeWords = model.path("ignore_merges").asBoolean();
    unknown = vocabulary.get(model.path("unk_token").asText(""));
    addedPattern =
        added.isEmpty()
            ? null
            : Pattern.compile(
                added.keySet().stream()
                    .sorted(Comparator.comparingInt(String::length).reversed())
                    .map(Pattern::quote)
                    .collect(Collectors.joining("|")));
  }

  /**
   * @throws IllegalArgumentException if it is another kind of tokenizer, or not whole
   */
  static BytePairs of(JsonNode tokenizer) {
    String type = tokenizer.path("model").path("type").asText("BPE");
    if (!type.equals("BPE")) {
      throw new IllegalArgumentException(
          "tokenizer.json's model '" + type + "' is not supported; BPE is");
    }
    if (tokenizer.path("model").path("vocab").isEmpty()) {
      throw new IllegalArgumentException("tokenizer.json has no vocabulary");
    }
    return new BytePairs(tokenizer);
  }

  private static boolean ofBytes(JsonNode step) {
    return step.findValuesAsText("type").contains("ByteLevel");
  }

  private void know(String text, int id) {
    vocabulary.put(text, id);
    texts.put(id, text);
  }

  /** One more than the highest token. */
  int size() {
    return texts.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
  }

  /** The token that is added to the vocabulary under this text. */
  Optional<Integer> added(String text) {
    return Optional.ofNullable(added.get(text));
  }

  /**
   * A text whose words are no marks, whatever they look like: what somebody says must not end their
   * turn and begin another's.
   */
  String plain(String text) {
    return addedPattern == null
        ? text
        : addedPattern
            .matcher(text)
            .replaceAll(found -> {
              int first = found.group().offsetByCodePoints(0, 1);
              return Matcher.quoteReplacement(
                  found.group().substring(0, first) + GUARD + found.group().substring(first));
            });
  }

  /** The tokens of a text, marks in it included, unless they are {@link #plain}. */
  int[] encode(String text) {
    IntStream.Builder tokens = IntStream.builder();
    int from = 0;
    if (addedPattern != null) {
      for (Matcher mark = addedPattern.matcher(text); mark.find(); from = mark.end()) {
        spell(text.substring(from, mark.start()), tokens);
        tokens.add(added.getOrDefault(mark.group(), 0));
      }
    }
    spell(text.substring(from), tokens);
    return tokens.build().toArray();
  }

  private void spell(String text, IntStream.Builder tokens) {
    if (text.isEmpty()) {
      return;
    }
    for (String piece : cut.pieces(text.replace(GUARD, ""))) {
      String spelled = ofBytes ? inLetters(piece) : piece;
      Integer whole = wholeWords ? vocabulary.get(spelled) : null;
      if (whole != null) {
        tokens.add(whole);
      } else {
        IntStream.Builder single = IntStream.builder();
        spelled.codePoints().forEach(each -> single(Character.toString(each), single));
        for (int token : merges.apply(single.build().toArray())) {
          tokens.add(token);
        }
      }
    }
  }

  private void single(String character, IntStream.Builder tokens) {
    Integer token = vocabulary.get(character);
    if (token != null) {
      tokens.add(token);
      return;
    }
    for (byte each : character.getBytes(StandardCharsets.UTF_8)) {
      Integer ofByte = vocabulary.get("<0x%02X>".formatted(each & 0xFF));
      if (ofByte != null) {
        tokens.add(ofByte);
      } else if (unknown != null) {
        tokens.add(unknown);
        return;
      }
    }
  }

  /** The bytes of a token; none for marks, which nobody reads. */
  byte[] bytes(int token) {
    String text = texts.get(token);
    return text == null || marks.contains(token) ? new byte[0] : spelled(token, text);
  }

  private byte[] spelled(int token, String text) {
    if (added.getOrDefault(text, -1) == token) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    if (ofBytes) {
      byte[] bytes = new byte[text.length()];
      for (int i = 0; i < bytes.length; i++) {
        int value = LETTERS.indexOf(text.charAt(i));
        bytes[i] = (byte) (value < 0 ? '?' : value);
      }
      return bytes;
    }
    return ofByteFallback(text).isPresent()
        ? new byte[] {(byte) ofByteFallback(text).getAsInt()}
        : text.replace(Cut.SPACE, " ").getBytes(StandardCharsets.UTF_8);
  }

  private static OptionalInt ofByteFallback(String text) {
    return text.matches("<0x[0-9A-F]{2}>")
        ? OptionalInt.of(Integer.parseInt(text.substring(3, 5), 16))
        : OptionalInt.empty();
  }

  /** The text of a mark or of any other token. */
  String text(int token) {
    return texts.getOrDefault(token, "");
  }

  /** Whether words begin with their space, so that an answer does too. */
  boolean spacesFirst() {
    return !ofBytes;
  }

  private static String inLetters(String text) {
    StringBuilder letters = new StringBuilder();
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      letters.append(LETTERS.charAt(each & 0xFF));
    }
    return letters.toString();
  }

  /** GPT-2's letter for each byte: itself where it can be seen, else one from 256 on. */
  private static String letters() {
    StringBuilder letters = new StringBuilder();
    int hidden = 0;
    for (char value = 0; value < 256; value++) {
      boolean seen =
          (value >= '!' && value <= '~')
              || (value >= '\u00A1' && value <= '\u00AC')
              || value >= '\u00AE';
      letters.append(seen ? value : (char) (256 + hidden++));
    }
    return letters.toString();
  }
}
