package dev.retinue.llm.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@code tokenizer.json} does to a text before it is spelled: its normalizer and its
 * pre-tokenizer. Immutable.
 *
 * @param normalise changes the text
 * @param split cuts it into pieces that no token crosses
 */
record Cut(UnaryOperator<String> normalise, Function<String, List<String>> split) {
  static final String SPACE = "\u2581";

  /** GPT-2's, which a pre-tokenizer of bytes uses by itself. */
  private static final String WORDS =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

  /**
   * @throws IllegalArgumentException if a step is of a kind not known here, since leaving it out
   *     would spell another text
   */
  static Cut of(JsonNode tokenizer) {
    return new Cut(
        normalizer(tokenizer.path("normalizer")), splitter(tokenizer.path("pre_tokenizer")));
  }

  List<String> pieces(String text) {
    return split.apply(normalise.apply(text));
  }

  private static UnaryOperator<String> normalizer(JsonNode step) {
    String type = step.path("type").asText("");
    return switch (type) {
      case "" -> text -> text;
      case "NFC", "NFKC", "NFD", "NFKD" -> {
        Normalizer.Form form = Normalizer.Form.valueOf(type);
        yield text -> Normalizer.normalize(text, form);
      }
      case "Prepend" -> {
        String prefix = step.path("prepend").asText();
        yield text -> text.isEmpty() ? text : prefix + text;
      }
      case "Replace" -> {
        Pattern pattern = pattern(step.path("pattern"));
        String content = Matcher.quoteReplacement(step.path("content").asText());
        yield text -> pattern.matcher(text).replaceAll(content);
      }
      case "Sequence" -> {
        List<UnaryOperator<String>> steps = new ArrayList<>();
        step.path("normalizers").forEach(each -> steps.add(normalizer(each)));
        yield text -> {
          String changed = text;
          for (UnaryOperator<String> each : steps) {
            changed = each.apply(changed);
          }
          return changed;
        };
      }
      default -> throw unknown("normalizer", type);
    };
  }

  private static Function<String, List<String>> splitter(JsonNode step) {
    String type = step.path("type").asText("");
    return switch (type) {
      case "" -> List::of;
      case "ByteLevel" -> {
        Function<String, List<String>> words =
            step.path("use_regex").asBoolean(true)
                ? text -> split(Pattern.compile(WORDS, Pattern.UNICODE_CHARACTER_CLASS), text, true)
                : List::of;
        yield step.path("add_prefix_space").asBoolean()
            ? text -> words.apply(text.startsWith(" ") ? text : " " + text)
            : words;
      }
      case "Digits" -> {
        Pattern digits =
            Pattern.compile(step.path("individual_digits").asBoolean() ? "\\p{N}" : "\\p{N}+");
        yield text -> split(digits, text, true);
      }
      case "Split" -> {
        Pattern pattern = pattern(step.path("pattern"));
        String behavior = step.path("behavior").asText();
        boolean matches = behavior.equals("Removed") && step.path("invert").asBoolean();
        if (!matches && !behavior.equals("Isolated")) {
          throw unknown("pre_tokenizer's behavior", behavior);
        }
        yield text -> split(pattern, text, !matches);
      }
      case "Metaspace" -> metaspace(step);
      case "Sequence" -> {
        List<Function<String, List<String>>> steps = new ArrayList<>();
        step.path("pretokenizers").forEach(each -> steps.add(splitter(each)));
        yield text -> {
          List<String> pieces = List.of(text);
          for (Function<String, List<String>> each : steps) {
            pieces = pieces.stream().flatMap(piece -> each.apply(piece).stream()).toList();
          }
          return pieces;
        };
      }
      default -> throw unknown("pre_tokenizer", type);
    };
  }

  private static Function<String, List<String>> metaspace(JsonNode step) {
    String scheme =
        step.path("prepend_scheme")
            .asText(step.path("add_prefix_space").asBoolean(true) ? "always" : "never");
    boolean splits = step.path("split").asBoolean(true);
    Pattern words = Pattern.compile(SPACE + "?[^" + SPACE + "]+|" + SPACE);
    return text -> {
      String spaced = text.replace(" ", SPACE);
      if (!scheme.equals("never") && !spaced.startsWith(SPACE)) {
        spaced = SPACE + spaced;
      }
      return splits ? split(words, spaced, true) : List.of(spaced);
    };
  }

  private static Pattern pattern(JsonNode pattern) {
    return pattern.has("Regex")
        ? Pattern.compile(pattern.path("Regex").asText(), Pattern.UNICODE_CHARACTER_CLASS)
        : Pattern.compile(Pattern.quote(pattern.path("String").asText()));
  }

  private static List<String> split(Pattern pattern, String text, boolean between) {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    for (Matcher match = pattern.matcher(text); match.find(); from = match.end()) {
      if (between && from < match.start()) {
        pieces.add(text.substring(from, match.start()));
      }
      if (!match.group().isEmpty()) {
        pieces.add(match.group());
      }
    }
    if (between && from < text.length()) {
      pieces.add(text.substring(from));
    }
    return pieces;
  }

  private static IllegalArgumentException unknown(String what, String type) {
    return new IllegalArgumentException(
        "tokenizer.json's " + what + " '" + type + "' is not supported");
  }
}
