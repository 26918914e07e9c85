package dev.retinue.memory.recall;

import dev.retinue.collection.Entry;
import dev.retinue.collection.FieldValue;
import dev.retinue.collection.Filter;
import dev.retinue.collection.LuceneCollection;
import dev.retinue.collection.Ranking;
import dev.retinue.collection.SearchRequest;
import dev.retinue.collection.Sighting;
import dev.retinue.collection.Vector;
import dev.retinue.collection.VectorState;
import dev.retinue.embedding.Embeddings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions from one collection of {@link RecallFields entries}: the best by words and the
 * best by meaning are candidates, and a weighted sum of {@link Ingredient}s orders them. No step
 * looks at more than the candidates. Thread-safe.
 */
public final class Recall {
  /** By words, and as many by meaning. A hundred of each are no better and take longer. */
  private static final int CANDIDATES = 60;

  /** Names, and times: of a pasted page the first are enough. */
  private static final int MOST_NAMED = 20;

  /** Beyond it, more text is not a better answer. */
  private static final double MOST_LENGTH = 1000;

  private static final double USUAL_LENGTH = 90;
  private static final double HALF_LIFE_DAYS = 30;

  /** How sure it must be that what was remembered of an event is that event. */
  private static final double CERTAIN = 0.5;

  private static final Pattern NAME = Pattern.compile("\\b\\p{Lu}\\p{L}+");

  private final LuceneCollection collection;
  private final @Nullable Embeddings embeddings;
  private final RecallWeights weights;

  /**
   * A recall over this collection.
   *
   * @param collection of {@link RecallFields#settings}; stays the caller's to close
   * @param embeddings that the collection's vectors are of, or null to recall by words
   */
  public Recall(
      LuceneCollection collection, @Nullable Embeddings embeddings, RecallWeights weights) {
    this.collection = collection;
    this.embeddings = embeddings;
    this.weights = weights;
  }

  /** Embeds the question, if the collection has vectors, and answers it. */
  public Recalled recall(RecallQuestion question) {
    return recall(question, meaning(question));
  }

  /**
   * What the question is compared by: the question as it is and without the names of those who
   * speak. Their names are in every question and tell nothing of what was said. Null if meaning is
   * not searched.
   */
  public @Nullable Vector meaning(RecallQuestion question) {
    if (embeddings == null
        || question.text().isBlank()
        || !(collection.vectors() instanceof VectorState.Ready)) {
      return null;
    }
    String nameless = question.text();
    for (String name : speakersIn(question)) {
      nameless = nameless.replaceAll("\\b" + Pattern.quote(name) + "\\b(?:['’]s)?", "");
    }
    nameless = nameless.replaceAll("\\s+", " ").strip();
    if (nameless.isEmpty() || nameless.equals(question.text())) {
      return Vector.of(embeddings.embed(List.of(question.text()), Embeddings.Use.QUERY).getFirst());
    }
    List<float[]> both = embeddings.embed(List.of(question.text(), nameless), Embeddings.Use.QUERY);
    return Vectors.sum(Vector.of(both.get(0)), Vector.of(both.get(1)), 1);
  }

  /**
   * Answers a question that is already embedded.
   *
   * @param meaning of {@link #meaning}; null to recall by words
   * @throws IllegalArgumentException if the vector has other dimensions than the collection's
   */
  public Recalled recall(RecallQuestion question, @Nullable Vector meaning) {
    if (question.text().isBlank()) {
      return new Recalled(List.of(), 0);
    }
    List<Period> dated =
        TimeExpressions.in(question.text(), question.now()).stream().limit(MOST_NAMED).toList();
    return recall(question, meaning, dated.isEmpty() ? told(question, meaning != null) : dated);
  }

  /** The side of an event that the question names, if it is certain enough when that was. */
  private List<Period> told(RecallQuestion question, boolean byMeaning) {
    EventTime told = EventTime.in(question.text(), question.now());
    if (told == null) {
      return List.of();
    }
    RecallQuestion when = new RecallQuestion(told.event(), question.visible(), 1, question.now());
    Recalled recalled = recall(when, byMeaning ? meaning(when) : null, List.of());
    return recalled.answerable() >= CERTAIN
            && recalled.hits().getFirst().entry().fields().get(RecallFields.AT)
                instanceof FieldValue.Time time
        ? List.of(told.from(time.value()))
        : List.of();
  }

  private Recalled recall(RecallQuestion question, @Nullable Vector meaning, List<Period> periods) {
    Ranking ranking = Ranking.of(AskedWords.of(question.text()), meaning);
    List<SearchRequest> requests = new ArrayList<>();
    requests.add(new SearchRequest(ranking, question.visible(), depth(question)));
    if (!periods.isEmpty()) {
      Filter then = Filter.and(question.visible(), within(periods));
      requests.add(new SearchRequest(ranking, then, depth(question)));
    }
    Asked asked = new Asked(speakersIn(question), periods, question.now().toInstant());
    List<Candidate> ranked = new ArrayList<>();
    List<Entry> entries =
        collection.select(
            requests,
            RecallFields.ranked(),
            sightings -> {
              ranked.addAll(Candidate.ranked(candidates(sightings, asked)));
              return ranked.stream().limit(question.limit()).map(Candidate::sighting).toList();
            });
    List<RecallHit> hits = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Candidate candidate = ranked.get(i);
      hits.add(new RecallHit(entries.get(i), candidate.score(), candidate.parts()));
    }
    return new Recalled(hits, Answerability.of(question.text(), ranked));
  }

  private static int depth(RecallQuestion question) {
    return Math.max(CANDIDATES, question.limit());
  }

  private static Filter within(List<Period> periods) {
    return new Filter.Or(
        periods.stream()
            .map(period ->
                (Filter)
                    new Filter.Range(
                        RecallFields.AT,
                        FieldValue.time(period.from()),
                        FieldValue.time(period.to())))
            .toList());
  }

  /** Capitalised words that somebody visible is called by. */
  private Set<String> speakersIn(RecallQuestion question) {
    Set<String> names = new LinkedHashSet<>();
    Matcher name = NAME.matcher(question.text());
    while (names.size() < MOST_NAMED && name.find()) {
      names.add(name.group());
    }
    names.removeIf(any -> {
      Filter says = Filter.is(RecallFields.SPEAKER, any);
      return collection.count(Filter.and(question.visible(), says)) == 0;
    });
    return names;
  }

  private List<Candidate> candidates(List<Sighting> sightings, Asked asked) {
    Spread words = Spread.of(sightings, Sighting::textScore);
    Spread meaning = Spread.of(sightings, Sighting::vectorScore);
    List<Candidate> candidates = new ArrayList<>();
    for (Sighting sighting : sightings) {
      Map<Ingredient, Double> values = new EnumMap<>(Ingredient.class);
      values.put(Ingredient.WORDS, words.standard(sighting.textScore()));
      values.put(Ingredient.MEANING, meaning.standard(sighting.vectorScore()));
      describe(sighting.fields(), asked, values);
      candidates.add(Candidate.of(sighting, values, weights));
    }
    return candidates;
  }

  private void describe(
      Map<String, FieldValue> fields, Asked asked, Map<Ingredient, Double> values) {
    if (fields.get(RecallFields.SPEAKER) instanceof FieldValue.Keywords names
        && names.values().stream().anyMatch(asked.speakers()::contains)) {
      values.put(Ingredient.SPEAKER, 1.0);
    }
    values.put(Ingredient.ASKS, RecallFields.number(fields, RecallFields.ASKS, 0));
    double length =
        Math.min(MOST_LENGTH, RecallFields.number(fields, RecallFields.LENGTH, USUAL_LENGTH));
    values.put(Ingredient.LENGTH, Math.log((10 + length) / 100));
    if (fields.get(RecallFields.AT) instanceof FieldValue.Time at) {
      values.put(
          Ingredient.TIME,
          asked.periods().stream()
              .filter(period -> period.holds(at.value()))
              .mapToDouble(Period::certainty)
              .max()
              .orElse(0));
      double days = Math.max(0, Duration.between(at.value(), asked.now()).toHours() / 24.0);
      values.put(Ingredient.RECENCY, Math.pow(2, -days / HALF_LIFE_DAYS));
    }
    values.put(Ingredient.IMPORTANCE, RecallFields.number(fields, RecallFields.IMPORTANCE, 0));
    if (fields.get(RecallFields.KIND) instanceof FieldValue.Keywords kinds) {
      double prior =
          kinds.values().stream()
              .mapToDouble(kind -> weights.kinds().getOrDefault(kind, 0.0))
              .max()
              .orElse(0);
      values.put(Ingredient.KIND, prior);
    }
  }

  private record Asked(Set<String> speakers, List<Period> periods, Instant now) {}
}
