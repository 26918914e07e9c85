package dev.retinue.memory.recall;

import dev.retinue.collection.CollectionSettings;
import dev.retinue.collection.EmbeddingSpace;
import dev.retinue.collection.Entry;
import dev.retinue.collection.FieldValue;
import dev.retinue.collection.Vector;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes of what was said the entry that {@link Recall} finds. A turn is searched amid its
 * neighbours in the session, since an answer rarely repeats the words of the question before it; so
 * an entry is a function of the turn and of those around it, and made anew when they change.
 *
 * <p>All words lie in one field, the turn's own twice and those of the neighbours once: for Lucene
 * a field of weights costs a score for each entry that has any of the words, while in a single
 * field it skips those that cannot win.
 */
public final class RecallFields {
  /** The text field: the speaker, what was said, and what was said around it. */
  public static final String WORDS = "words";

  public static final String SESSION = "session";

  /** Keywords: the speaker's whole name and each part of it. */
  public static final String SPEAKER = "speaker";

  public static final String KIND = "kind";
  public static final String AT = "at";

  /** A number from 0 to 1 that a caller may add. */
  public static final String IMPORTANCE = "importance";

  /** A number: equal for records in which the same was said. */
  static final String SAYS = "says";

  static final String LENGTH = "length";
  static final String ASKS = "asks";

  /** How many turns on either side have their words beside a turn's own. */
  public static final int NEIGHBOURS = 2;

  /** What a long neighbour tells of a turn is in its beginning. */
  private static final int NEIGHBOUR_CHARS = 800;

  /** A question that was answered is worth half of what a mere question loses. */
  private static final double ANSWERED = 0.5;

  private static final double MEANING_OF_THE_TURN_BEFORE = 0.4;
  private static final double MEANING_OF_THE_TURN_AFTER = 0.3;

  private RecallFields() {}

  /** Of a collection that holds such entries. */
  public static CollectionSettings settings(@Nullable EmbeddingSpace space) {
    return CollectionSettings.text(WORDS).withEmbeddings(space);
  }

  /** What was said, alone. The caller adds its own fields, the vector and the payload. */
  public static Entry entry(String id, String session, Said said) {
    String answer = said.answer();
    boolean asks = said.user().strip().endsWith("?");
    Entry entry =
        amid(Entry.of(id, WORDS, ""), said, List.of(), List.of())
            .withField(SESSION, FieldValue.keyword(session))
            .withField(AT, FieldValue.time(said.at()))
            .withField(SAYS, FieldValue.number(says(said.user())))
            .withField(LENGTH, FieldValue.number(said.text().length()))
            .withField(ASKS, FieldValue.number(!asks ? 0 : answer.isBlank() ? 1 : ANSWERED));
    return said.speaker().isBlank()
        ? entry
        : entry.withField(SPEAKER, new FieldValue.Keywords(names(said.speaker())));
  }

  /** As many bits of a hash as a number holds. */
  private static double says(String text) {
    String plain = text.strip().toLowerCase(Locale.ROOT);
    UUID hash = UUID.nameUUIDFromBytes(plain.getBytes(StandardCharsets.UTF_8));
    return hash.getLeastSignificantBits() & ((1L << 52) - 1);
  }

  private static List<String> names(String speaker) {
    Set<String> names = new LinkedHashSet<>();
    names.add(speaker.strip());
    names.addAll(List.of(speaker.strip().split("\\s+")));
    return List.copyOf(names);
  }

  /**
   * The entry with the words of the turns around it.
   *
   * @param before the turns of the session before it, in any order; at most {@link #NEIGHBOURS}
   * @param after those after it
   */
  public static Entry amid(Entry entry, Said said, List<Said> before, List<Said> after) {
    StringBuilder words = new StringBuilder(said.speaker()).append('\n');
    words.append(said.text()).append('\n').append(said.text());
    Stream.of(before, after)
        .flatMap(List::stream)
        .forEach(other -> {
          String text = other.text();
          words.append('\n').append(text, 0, Math.min(NEIGHBOUR_CHARS, text.length()));
        });
    return entry.withText(WORDS, words.toString());
  }

  /**
   * The vector of a turn amid others.
   *
   * @param own the embedding of what was said, as a passage
   * @param before that of the turn before it, or null if it is the first or not embedded
   * @param after that of the turn after it, or null
   */
  public static Vector meaning(Vector own, @Nullable Vector before, @Nullable Vector after) {
    Vector meaning = before == null ? own : Vectors.sum(own, before, MEANING_OF_THE_TURN_BEFORE);
    return after == null ? meaning : Vectors.sum(meaning, after, MEANING_OF_THE_TURN_AFTER);
  }

  /** Fields that a ranking looks at. */
  static Set<String> ranked() {
    return Set.of(SAYS, SPEAKER, AT, LENGTH, ASKS, KIND, IMPORTANCE);
  }

  static double number(Map<String, FieldValue> fields, String field, double otherwise) {
    return fields.get(field) instanceof FieldValue.Numeric number ? number.value() : otherwise;
  }
}
