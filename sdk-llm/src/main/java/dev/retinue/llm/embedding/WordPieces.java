package dev.retinue.llm.embedding;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * BERT's uncased tokenizer: normalise, split at spaces and punctuation, then cut each word greedily
 * into the longest known pieces. Written here because the native tokenizer that langchain4j uses
 * asks a metadata server on the network when it is made. Reads Hugging Face's {@code
 * tokenizer.json} with a {@code WordPiece} model. Immutable.
 *
 * @see <a href="https://arxiv.org/abs/1810.04805">Devlin et al., BERT</a>
 */
final class WordPieces {
  private static final int LONGEST_WORD = 100;

  private final Map<String, Integer> vocabulary;
  private final boolean[] continues;
  private final long unknown;
  private final long start;
  private final long end;

  private WordPieces(Map<String, Integer> vocabulary) {
    this.vocabulary = vocabulary;
    this.continues = new boolean[vocabulary.size()];
    vocabulary.forEach((piece, id) -> continues[id] = piece.startsWith("##"));
    this.unknown = id("[UNK]");
    this.start = id("[CLS]");
    this.end = id("[SEP]");
  }

  static WordPieces read(InputStream tokenizerJson) throws IOException {
    JsonNode pieces =
        Json.tree(new String(tokenizerJson.readAllBytes(), StandardCharsets.UTF_8))
            .path("model")
            .path("vocab");
    Map<String, Integer> vocabulary = new HashMap<>();
    pieces.properties().forEach(each -> vocabulary.put(each.getKey(), each.getValue().intValue()));
    return new WordPieces(vocabulary);
  }

  private long id(String piece) {
    Integer id = vocabulary.get(piece);
    if (id == null) {
      throw new IllegalArgumentException("the tokenizer's vocabulary lacks '" + piece + "'");
    }
    return id;
  }

  /** Stands before every text. */
  long start() {
    return start;
  }

  /** Stands after every text. */
  long end() {
    return end;
  }

  /** The text's pieces, without start and end. */
  long[] ids(String text) {
    List<Long> ids = new ArrayList<>();
    for (String word : words(text)) {
      pieces(word, ids);
    }
    return ids.stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * The last place at or before {@code to} that does not cut a word, unless a word fills it all.
   */
  int boundary(long[] ids, int from, int to) {
    int at = to;
    while (at < ids.length && at > from && continues[(int) ids[at]]) {
      at--;
    }
    return at == from ? to : at;
  }

  private void pieces(String word, List<Long> ids) {
    if (word.codePointCount(0, word.length()) > LONGEST_WORD) {
      ids.add(unknown);
      return;
    }
    List<Long> found = new ArrayList<>();
    for (int from = 0; from < word.length(); ) {
      int to = word.length();
      Integer id = null;
      while (to > from && id == null) {
        String piece = word.substring(from, to);
        id = vocabulary.get(from == 0 ? piece : "##" + piece);
        to = id == null ? word.offsetByCodePoints(to, -1) : to;
      }
      if (id == null) {
        ids.add(unknown);
        return;
      }
      found.add(id.longValue());
      from = to;
    }
    ids.addAll(found);
  }

  private static List<String> words(String text) {
    String plain =
        Normalizer.normalize(text, Normalizer.Form.NFD)
            .replaceAll("\\p{Mn}+", "")
            .toLowerCase(Locale.ROOT);
    List<String> words = new ArrayList<>();
    var word = new StringBuilder();
    plain
        .codePoints()
        .forEach(c -> {
          if (isDropped(c)) {
            return;
          }
          boolean alone = isPunctuation(c) || isIdeograph(c);
          if (alone || isSpace(c)) {
            take(word, words);
          }
          if (alone) {
            words.add(Character.toString(c));
          } else if (!isSpace(c)) {
            word.appendCodePoint(c);
          }
        });
    take(word, words);
    return words;
  }

  private static void take(StringBuilder word, List<String> words) {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }

  private static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private static boolean isDropped(int c) {
    return c == 0
        || c == 0xFFFD
        || (!isSpace(c)
            && switch (Character.getType(c)) {
              case Character.CONTROL,
                  Character.FORMAT,
                  Character.PRIVATE_USE,
                  Character.SURROGATE,
                  Character.UNASSIGNED ->
                  true;
              default -> false;
            });
  }

  private static boolean isPunctuation(int c) {
    boolean ascii =
        (c >= '!' && c <= '/')
            || (c >= ':' && c <= '@')
            || (c >= '[' && c <= '`')
            || (c >= '{' && c <= '~');
    return ascii
        || switch (Character.getType(c)) {
          case Character.CONNECTOR_PUNCTUATION,
              Character.DASH_PUNCTUATION,
              Character.START_PUNCTUATION,
              Character.END_PUNCTUATION,
              Character.INITIAL_QUOTE_PUNCTUATION,
              Character.FINAL_QUOTE_PUNCTUATION,
              Character.OTHER_PUNCTUATION ->
              true;
          default -> false;
        };
  }

  /** The blocks that BERT calls Chinese characters; kana and hangul are not among them. */
  private static boolean isIdeograph(int c) {
    return (c >= 0x4E00 && c <= 0x9FFF)
        || (c >= 0x3400 && c <= 0x4DBF)
        || (c >= 0x20000 && c <= 0x2A6DF)
        || (c >= 0x2A700 && c <= 0x2B81F)
        || (c >= 0x2B920 && c <= 0x2CEAF)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0x2F800 && c <= 0x2FA1F);
  }
}
