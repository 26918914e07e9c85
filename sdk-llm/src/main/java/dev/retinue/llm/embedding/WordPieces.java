package dev.retinue.llm.embedding;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * BERT's tokenizer: normalise, split at spaces and punctuation, then cut each word greedily into
 * the longest known pieces. Written here because the native tokenizer that langchain4j uses asks a
 * metadata server on the network when it is made. A mark such as {@code [SEP]} within a text is
 * text: only the encoder sets marks. Immutable.
 *
 * @see <a href="https://arxiv.org/abs/1810.04805">Devlin et al., BERT</a>
 */
final class WordPieces {
  static final String START = "[CLS]";
  static final String END = "[SEP]";

  private final Map<String, Integer> vocabulary;
  private final Reading reading;
  private final boolean[] continues;
  private final long unknown;
  private final long start;
  private final long end;

  /**
   * How a text is brought to the form of the vocabulary; names as in Hugging Face's {@code
   * BertNormalizer}.
   */
  record Reading(
      boolean lowercase,
      boolean stripAccents,
      boolean cleanText,
      boolean splitIdeographs,
      int longestWord) {
    static Reading bert(boolean lowercase) {
      return new Reading(lowercase, lowercase, true, true, 100);
    }
  }

  /** The vocabulary has {@code unknown}, {@link #START} and {@link #END}. */
  WordPieces(Map<String, Integer> vocabulary, String unknown, Reading reading) {
    this.vocabulary = Map.copyOf(vocabulary);
    this.reading = reading;
    this.continues =
        new boolean[vocabulary.values().stream().mapToInt(id -> id).max().orElse(0) + 1];
    vocabulary.forEach((piece, id) -> continues[id] = piece.startsWith("##"));
    this.unknown = id(unknown);
    this.start = id(START);
    this.end = id(END);
  }

  private long id(String piece) {
    Integer id = vocabulary.get(piece);
    if (id == null) {
      throw new IllegalArgumentException("the vocabulary lacks '" + piece + "'");
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

  /** Greater by one than the greatest id. */
  int size() {
    return continues.length;
  }

  /** The text's pieces, without start and end. */
  long[] ids(String text) {
    var ids = new Ids();
    for (String word : words(text)) {
      pieces(word, ids);
    }
    return ids.toArray();
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

  private void pieces(String word, Ids ids) {
    int before = ids.size;
    if (word.codePointCount(0, word.length()) > reading.longestWord()) {
      ids.add(unknown);
      return;
    }
    for (int from = 0; from < word.length(); ) {
      int to = word.length();
      Integer id = null;
      while (to > from && id == null) {
        String piece = word.substring(from, to);
        id = vocabulary.get(from == 0 ? piece : "##" + piece);
        to = id == null ? word.offsetByCodePoints(to, -1) : to;
      }
      if (id == null) {
        ids.size = before;
        ids.add(unknown);
        return;
      }
      ids.add(id);
      from = to;
    }
  }

  /** A list of numbers without boxes. */
  private static final class Ids {
    private long[] ids = new long[64];
    private int size;

    void add(long id) {
      if (size == ids.length) {
        ids = Arrays.copyOf(ids, 2 * size);
      }
      ids[size++] = id;
    }

    long[] toArray() {
      return Arrays.copyOf(ids, size);
    }
  }

  private List<String> words(String text) {
    String plain = reading.stripAccents() ? Normalizer.normalize(text, Normalizer.Form.NFD) : text;
    List<String> words = new ArrayList<>();
    var word = new StringBuilder();
    plain
        .codePoints()
        .forEach(c -> {
          boolean accent =
              reading.stripAccents() && Character.getType(c) == Character.NON_SPACING_MARK;
          if (accent || (reading.cleanText() && isDropped(c))) {
            return;
          }
          boolean alone = isPunctuation(c) || (reading.splitIdeographs() && isIdeograph(c));
          if (alone || isSpace(c)) {
            take(word, words);
          }
          // Letter by letter, as the reference does: a sigma at the end of a word is no other.
          int letter = reading.lowercase() ? Character.toLowerCase(c) : c;
          if (alone) {
            words.add(Character.toString(letter));
          } else if (!isSpace(c)) {
            word.appendCodePoint(letter);
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
    return c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c);
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
