package dev.retinue.memory.index;

import dev.retinue.collection.EnglishWords;
import dev.retinue.collection.Entry;
import dev.retinue.collection.FieldValue;
import dev.retinue.collection.Filter;
import dev.retinue.collection.Vector;
import dev.retinue.consolidation.Remembered;
import dev.retinue.consolidation.Standing;
import dev.retinue.identity.Principal;
import dev.retinue.json.RecordedForm;
import dev.retinue.memory.Fact;
import dev.retinue.memory.MemoryKind;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.MemorySelection;
import dev.retinue.memory.Note;
import dev.retinue.memory.Resource;
import dev.retinue.memory.Skill;
import dev.retinue.memory.Turn;
import dev.retinue.memory.recall.RecallFields;
import dev.retinue.memory.recall.Said;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A record as an entry of the collection, and what is asked of it as filters. */
final class RecordEntry {
  private static final String PRINCIPAL = "principal";
  private static final String IS = "is";
  private static final String ABOUT = "about";
  static final String FROM = "from";
  private static final String TO = "to";
  private static final String TRIGGER = "trigger";
  private static final String EMBEDDED = "embedded";
  private static final String CONTENT = "content";
  static final String SINCE = "since";
  private static final String REVIEWED = "reviewed";
  private static final String USES = "uses";
  private static final String USED = "used";

  /**
   * How much of an answer is embedded: a long one would drown in its own meaning what the user
   * said.
   */
  private static final int EMBEDDED_ANSWER_CHARS = 600;

  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

  /** Turns of one session, as they follow one another. */
  static final Comparator<Turn> IN_ORDER =
      Comparator.<Turn, Instant>comparing(RecordEntry::time).thenComparing(Turn::id);

  private RecordEntry() {}

  static Entry of(MemoryRecord record, MemoryKind kind, EnglishWords words) {
    Entry entry =
        RecallFields.entry(record.id(), record.context().session(), said(record))
            .withField(IS, FieldValue.keyword(record.getClass().getSimpleName()))
            .withField(RecallFields.KIND, FieldValue.keyword(name(kind)))
            .withField(PRINCIPAL, FieldValue.keyword(record.context().principal().name()))
            .withField(CONTENT, FieldValue.keyword(content(record)))
            .withPayload(RecordedForm.write(record));
    return switch (record) {
      case Turn turn -> entry;
      case Fact fact ->
          ending(
              entry
                  .withField(ABOUT, FieldValue.keyword(about(fact)))
                  .withField(FROM, FieldValue.time(fact.origin().validFrom())),
              fact.origin().validTo());
      case Skill skill -> {
        String[] triggers =
            skill.practice().triggers().stream()
                .map(trigger -> Triggers.key(words, trigger))
                .filter(key -> !key.isEmpty())
                .distinct()
                .toArray(String[]::new);
        yield triggers.length == 0 ? entry : entry.withField(TRIGGER, FieldValue.keyword(triggers));
      }
      case Note note -> entry;
      case Resource resource -> entry;
    };
  }

  /** The entry of a record that stands in a memory already, or did. */
  static Entry of(Remembered held, EnglishWords words) {
    Entry entry = standing(of(held.record(), held.record().kind(), words), held.standing());
    Instant used = held.usedAt();
    return used == null ? entry : used(entry, held.uses(), used);
  }

  /** The entry of a record that stands so. */
  static Entry standing(Entry entry, Standing standing) {
    Entry stands =
        entry
            .withField(RecallFields.KIND, FieldValue.keyword(name(standing.kind())))
            .withField(SINCE, FieldValue.time(standing.since()));
    return standing.reviewed() ? stands.withField(REVIEWED, FieldValue.keyword("yes")) : stands;
  }

  /** One that came at this time, and that nobody has looked at. */
  static Entry recorded(Entry entry, Instant at) {
    return entry.withField(SINCE, FieldValue.time(at));
  }

  /** Those that a consolidation has looked at. */
  static Filter reviewed() {
    return Filter.is(REVIEWED, "yes");
  }

  static Entry usedMore(Entry entry, Uses.Use more) {
    return used(entry, uses(entry) + more.times(), more.last());
  }

  private static Entry used(Entry entry, int times, Instant last) {
    return entry.withField(USES, FieldValue.number(times)).withField(USED, FieldValue.time(last));
  }

  private static int uses(Entry entry) {
    return entry.fields().get(USES) instanceof FieldValue.Numeric times ? (int) times.value() : 0;
  }

  /** The record as it was stated, and how it stands. */
  static Remembered remembered(Entry entry) {
    // Of one that was kept before it was noted when, the time in it is the best there is.
    Instant since =
        entry.fields().get(SINCE) instanceof FieldValue.Time time ? time.value() : at(entry);
    return new Remembered(
        stated(entry),
        new Standing(kind(entry), since, entry.fields().containsKey(REVIEWED)),
        uses(entry),
        entry.fields().get(USED) instanceof FieldValue.Time time ? time.value() : null);
  }

  /** Records of the same sort: turns, notes, facts and so on. */
  static Filter ofTheSort(MemoryRecord record) {
    return Filter.is(IS, record.getClass().getSimpleName());
  }

  /** A fact's entry with the end that follows from all that is known; null for none. */
  static Entry ending(Entry fact, @Nullable Instant end) {
    return fact.withField(TO, end == null ? FieldValue.Time.LATEST : FieldValue.time(end));
  }

  /** When a fact ends by all that is known, to the microsecond; null if that is not known. */
  static @Nullable Instant end(Entry fact) {
    return fact.fields().get(TO) instanceof FieldValue.Time time
            && !time.equals(FieldValue.Time.LATEST)
        ? time.value()
        : null;
  }

  static Entry embedded(Entry entry, Vector vector, String model) {
    return entry.withVector(vector).withField(EMBEDDED, FieldValue.keyword(model));
  }

  /** With the vector that it has, until it has another. */
  static Entry toBeEmbedded(Entry entry) {
    return entry.withoutField(EMBEDDED);
  }

  static Turn turn(Entry entry) {
    return (Turn) stated(entry);
  }

  static Said said(MemoryRecord record) {
    String speaker = Objects.requireNonNullElse(record.context().speaker(), "");
    Instant at = record.context().at();
    return record instanceof Turn turn
        ? new Said(speaker, turn.user(), turn.answer(), at)
        : new Said(speaker, record.text(), "", at);
  }

  /** The record as it was kept; a fact as it was stated. */
  static MemoryRecord stated(Entry entry) {
    return RecordedForm.read(entry.payload(), MemoryRecord.class);
  }

  /** The record; of a fact as far as it holds. */
  static MemoryRecord record(Entry entry) {
    MemoryRecord record = stated(entry);
    if (!(record instanceof Fact fact)) {
      return record;
    }
    Instant end = end(entry);
    Instant stated = fact.origin().validTo();
    return end == null || (stated != null && !end.isBefore(stated)) ? fact : fact.until(end);
  }

  static MemoryKind kind(Entry entry) {
    return entry.fields().get(RecallFields.KIND) instanceof FieldValue.Keywords names
        ? MemoryKind.valueOf(names.values().getFirst().toUpperCase(Locale.ROOT))
        : record(entry).kind();
  }

  /** What stands for its meaning. */
  static String embeddedText(MemoryRecord record) {
    if (record instanceof Turn turn && !turn.answer().isBlank()) {
      String answer = turn.answer();
      return turn.user()
          + "\n"
          + answer.substring(0, Math.min(EMBEDDED_ANSWER_CHARS, answer.length()));
    }
    return record.text();
  }

  private static String name(MemoryKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static String about(Fact fact) {
    return fact.statement().subject().strip().toLowerCase(Locale.ROOT)
        + "\u0000"
        + fact.statement().attribute().strip().toLowerCase(Locale.ROOT);
  }

  /**
   * The same for records that say the same: a turn at the same time of the same session, anything
   * else whenever it was said, of a note whatever its punctuation and letter case.
   */
  private static String content(MemoryRecord record) {
    List<Object> parts =
        switch (record) {
          case Turn turn -> List.of(turn.context(), turn.user(), turn.answer());
          case Note note -> List.of(plain(note.text()));
          case Fact fact -> List.of(fact.statement(), fact.origin().validFrom());
          case Skill skill -> List.of(skill.practice());
          case Resource resource -> List.of(resource.holding());
        };
    try {
      byte[] said = RecordedForm.write(parts).getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(said);
      return record.getClass().getSimpleName() + " " + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String plain(String text) {
    return BETWEEN_WORDS.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
  }

  // --- filters

  /** Records with the id of one of these, or that say the same. */
  static Filter anyLike(List<Entry> entries) {
    return Filter.or(
        Filter.ids(entries.stream().map(Entry::id).distinct().toArray(String[]::new)),
        Filter.anyOf(
            CONTENT,
            entries.stream()
                .map(entry -> keyword(entry, CONTENT))
                .distinct()
                .toArray(String[]::new)));
  }

  /** Records of the same principal that say the same. */
  static Filter sayingTheSame(Entry entry) {
    return Filter.and(
        new Filter.Equals(PRINCIPAL, field(entry, PRINCIPAL)),
        new Filter.Equals(CONTENT, field(entry, CONTENT)));
  }

  /** Equal for records of the same principal that say the same; no id looks like it. */
  static String says(Entry entry) {
    return keyword(entry, CONTENT) + "\u0000" + keyword(entry, PRINCIPAL);
  }

  private static String keyword(Entry entry, String name) {
    return ((FieldValue.Keywords) field(entry, name)).values().getFirst();
  }

  /**
   * Other turns of the session and principal of one, before it or after it; of those at the same
   * time the smaller id is before.
   */
  static Filter beside(Turn turn, boolean after) {
    FieldValue.Ordered at = FieldValue.time(turn.context().at());
    Filter later =
        Filter.or(
            Filter.not(Filter.atMost(RecallFields.AT, at)),
            Filter.and(new Filter.Equals(RecallFields.AT, at), new Filter.After(turn.id())));
    return Filter.and(
        turnsOf(turn.context().session()),
        ofPrincipal(turn.context().principal()),
        Filter.not(Filter.ids(turn.id())),
        after ? later : Filter.not(later));
  }

  static boolean isBeside(Entry entry, Turn turn, boolean after) {
    return field(entry, IS).equals(FieldValue.keyword(Turn.class.getSimpleName()))
        && field(entry, RecallFields.SESSION).equals(FieldValue.keyword(turn.context().session()))
        && isOf(entry, turn.context().principal())
        && !entry.id().equals(turn.id())
        && isLater(entry, turn) == after;
  }

  private static boolean isLater(Entry entry, Turn turn) {
    int order = at(entry).compareTo(time(turn));
    return order > 0 || (order == 0 && entry.id().compareTo(turn.id()) > 0);
  }

  static Instant at(Entry entry) {
    return ((FieldValue.Time) field(entry, RecallFields.AT)).value();
  }

  /** As exactly as an entry has it. */
  private static Instant time(MemoryRecord record) {
    return record.context().at().truncatedTo(ChronoUnit.MICROS);
  }

  private static FieldValue field(Entry entry, String name) {
    return Objects.requireNonNull(entry.fields().get(name), name);
  }

  static Filter visibleTo(Principal principal) {
    return Filter.anyOf(PRINCIPAL, principal.name(), Principal.SHARED.name());
  }

  static Filter ofPrincipal(Principal principal) {
    return Filter.is(PRINCIPAL, principal.name());
  }

  static Filter turnsOf(String session) {
    return Filter.and(
        Filter.is(IS, Turn.class.getSimpleName()), Filter.is(RecallFields.SESSION, session));
  }

  /** Records that others of their session or subject depend on. */
  static Filter besideOthers() {
    return Filter.anyOf(IS, Fact.class.getSimpleName(), Turn.class.getSimpleName());
  }

  /** Facts of the same principal, subject and attribute. */
  static Filter sameAs(Fact fact) {
    return Filter.and(ofPrincipal(fact.context().principal()), Filter.is(ABOUT, about(fact)));
  }

  static boolean isSameAs(Entry entry, Fact fact) {
    return FieldValue.keyword(about(fact)).equals(entry.fields().get(ABOUT))
        && isOf(entry, fact.context().principal());
  }

  static boolean isOf(Entry entry, Principal principal) {
    return field(entry, PRINCIPAL).equals(FieldValue.keyword(principal.name()));
  }

  static Filter ofKinds(List<MemoryKind> kinds) {
    return Filter.anyOf(
        RecallFields.KIND, kinds.stream().map(RecordEntry::name).toArray(String[]::new));
  }

  static Filter embeddedBy(String model) {
    return Filter.is(EMBEDDED, model);
  }

  static Filter triggeredBy(Set<String> keys) {
    return new Filter.AnyOf(TRIGGER, keys);
  }

  /** What is no fact, and facts that hold at an instant. */
  static Filter holdsAt(Instant instant) {
    return Filter.not(
        Filter.or(
            Filter.atMost(TO, FieldValue.time(instant)),
            Filter.atLeast(FROM, FieldValue.time(instant.plusNanos(1_000)))));
  }

  static Filter selected(MemorySelection selection) {
    return switch (selection) {
      case MemorySelection.All all -> Filter.all();
      case MemorySelection.Ids some ->
          Filter.ids(some.ids().stream().distinct().toArray(String[]::new));
      case MemorySelection.OfKinds some -> ofKinds(some.kinds());
      case MemorySelection.OfSession one -> Filter.is(RecallFields.SESSION, one.session());
      case MemorySelection.Between time ->
          new Filter.Range(
              RecallFields.AT,
              FieldValue.time(time.from()),
              FieldValue.time(time.to().minusNanos(1_000)));
      case MemorySelection.AllOf several ->
          new Filter.And(several.selections().stream().map(RecordEntry::selected).toList());
    };
  }
}
