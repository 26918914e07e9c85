package dev.retinue.memory.index;

import dev.retinue.collection.CollectionSettings;
import dev.retinue.collection.Entry;
import dev.retinue.collection.FieldValue;
import dev.retinue.collection.Filter;
import dev.retinue.collection.Hit;
import dev.retinue.collection.LuceneCollection;
import dev.retinue.collection.Order;
import dev.retinue.collection.Ranking;
import dev.retinue.collection.SearchRequest;
import dev.retinue.collection.Vector;
import dev.retinue.embedding.Embeddings;
import dev.retinue.identity.Principal;
import dev.retinue.journal.JournalPosition;
import dev.retinue.json.RecordedForm;
import dev.retinue.memory.Memory;
import dev.retinue.memory.RecallQuery;
import dev.retinue.memory.Recollections;
import dev.retinue.memory.Recollections.Recollection;
import dev.retinue.memory.Turn;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns in a collection. Each search goes through {@link #visibleTo}; there is no other.
 * Thread-safe, as the collection is: a turn is put whole in one step.
 */
final class LuceneMemory implements Memory {
  private static final String USER = "user";
  private static final String ANSWER = "answer";
  private static final String SESSION = "session";
  private static final String PRINCIPAL = "principal";
  private static final String AT = "at";
  private static final String POSITION = "position";

  static final CollectionSettings TEXT = CollectionSettings.text(USER, ANSWER);

  /**
   * How much of an answer is embedded: a long one would drown in its own meaning what the user
   * said.
   */
  private static final int EMBEDDED_ANSWER_CHARS = 600;

  /**
   * So many times more turns are searched than asked, because turns that ask the same become one.
   */
  private static final int OVERSAMPLING = 4;

  /**
   * What a turn is worth in which the user asked, against one in which something was stated: a
   * question resembles questions and answers few. On half of LoCoMo (1,018 questions about five
   * long dialogues, single utterances without answers) 0.6 and 0.7 are the best of 0.5 to 1, with
   * .62 recall@10 against .57 without.
   */
  private static final double QUESTION_WEIGHT = 0.65;

  private final LuceneCollection turns;
  private final @Nullable Embeddings embeddings;

  LuceneMemory(LuceneCollection turns, @Nullable Embeddings embeddings) {
    this.turns = turns;
    this.embeddings = embeddings;
  }

  @Override
  public void keep(Turn turn) {
    if (turns.find(turn.id()).isPresent()) {
      return;
    }
    turns.put(
        List.of(
            Entry.of(turn.id(), USER, turn.user())
                .withText(ANSWER, turn.answer())
                .withVector(vector(embeddedText(turn), Embeddings.Use.PASSAGE))
                .withField(SESSION, FieldValue.keyword(turn.context().session()))
                .withField(PRINCIPAL, FieldValue.keyword(turn.context().principal().name()))
                .withField(AT, FieldValue.time(turn.context().at()))
                .withPayload(RecordedForm.write(turn))));
  }

  @Override
  public Recollections recall(RecallQuery query, Principal principal) {
    Filter visible = visibleTo(principal);
    List<Turn> recent = recent(query, visible);
    Filter others =
        Filter.and(
            visible, Filter.not(Filter.ids(recent.stream().map(Turn::id).toArray(String[]::new))));
    if (query.relevant() == 0 || query.text().isBlank() || turns.count(others) == 0) {
      return new Recollections(recent, List.of());
    }
    return new Recollections(recent, relevant(query, others));
  }

  private static Filter visibleTo(Principal principal) {
    return Filter.anyOf(PRINCIPAL, principal.name(), Principal.SHARED.name());
  }

  private List<Turn> recent(RecallQuery query, Filter visible) {
    if (query.recentTurns() == 0) {
      return List.of();
    }
    Filter session = Filter.and(visible, Filter.is(SESSION, query.session()));
    return turns.list(session, Order.descending(AT), query.recentTurns()).reversed().stream()
        .map(LuceneMemory::turn)
        .toList();
  }

  /**
   * Of turns in which the user said the same only the latest is returned, in the place of the best:
   * a question asked before resembles itself most of all, and would crowd out the turn that answers
   * it.
   */
  private List<Recollection> relevant(RecallQuery query, Filter others) {
    Ranking ranking = Ranking.of(query.text(), vector(query.text(), Embeddings.Use.QUERY));
    int depth = Math.clamp((long) query.relevant() * OVERSAMPLING, 20, SearchRequest.MAX_LIMIT);
    List<Hit> hits = turns.search(new SearchRequest(ranking, others, depth));
    boolean byWords = ranking instanceof Ranking.ByText;
    double scale = byWords && !hits.isEmpty() ? hits.getFirst().score() : 1;
    Map<String, Recollection> bySaying = new LinkedHashMap<>();
    hits.stream()
        .map(hit -> weighed(turn(hit.entry()), hit.score() / scale))
        .sorted(Comparator.comparingDouble(Recollection::score).reversed()) // stable: then by id
        .forEach(found -> bySaying.merge(saying(found.turn()), found, LuceneMemory::later));
    return bySaying.values().stream().limit(query.relevant()).toList();
  }

  private static Recollection weighed(Turn turn, double score) {
    return new Recollection(turn, saying(turn).endsWith("?") ? score * QUESTION_WEIGHT : score);
  }

  private static String saying(Turn turn) {
    return turn.user().strip().toLowerCase(Locale.ROOT);
  }

  private static Recollection later(Recollection better, Recollection other) {
    boolean isLater = other.turn().context().at().isAfter(better.turn().context().at());
    return isLater ? new Recollection(other.turn(), better.score()) : better;
  }

  private static Turn turn(Entry entry) {
    return RecordedForm.read(entry.payload(), Turn.class);
  }

  private static String embeddedText(Turn turn) {
    String answer = turn.answer();
    return turn.user()
        + "\n"
        + answer.substring(0, Math.min(EMBEDDED_ANSWER_CHARS, answer.length()));
  }

  private @Nullable Vector vector(String text, Embeddings.Use use) {
    return embeddings == null || text.isBlank()
        ? null
        : Vector.of(embeddings.embed(List.of(text), use).getFirst());
  }

  @Override
  public JournalPosition committed() {
    String position = turns.userData().get(POSITION);
    return position == null ? JournalPosition.NONE : JournalPosition.parse(position);
  }

  @Override
  public void commit(JournalPosition position) {
    turns.commit(Map.of(POSITION, position.toString()));
  }

  @Override
  public void close() {
    turns.close();
  }
}
