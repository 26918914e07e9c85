package dev.retinue.examples.evaluation;

import dev.retinue.collection.CollectionSettings;
import dev.retinue.collection.EmbeddingSpace;
import dev.retinue.collection.Entry;
import dev.retinue.collection.Filter;
import dev.retinue.collection.LuceneCollection;
import dev.retinue.collection.Ranking;
import dev.retinue.collection.SearchRequest;
import dev.retinue.collection.Vector;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.embedding.Embeddings;
import dev.retinue.examples.evaluation.EvaluationSet.Document;
import dev.retinue.examples.evaluation.EvaluationSet.Question;
import dev.retinue.identity.Principal;
import dev.retinue.memory.Context;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.RecallQuery;
import dev.retinue.memory.Recollections;
import dev.retinue.memory.Turn;
import dev.retinue.runtime.AgentMemory;
import dev.retinue.runtime.AgentRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory of one space, and the only class here that knows how one gets in and out of it: the
 * memory of an agent, as any host has it, and beside it a plain collection for what it is compared
 * to. A record of several lines {@code Name: words} is played in as a conversation of as many
 * turns, and found when one of them is. Confined to one thread.
 */
final class RememberedSpace implements AutoCloseable {
  private static final String TEXT = "text";
  private static final Pattern SAYS = Pattern.compile("(\\p{Lu}[\\p{L} .'-]{0,40}): (.*)");
  private static final int RECORDS_ASKED = 20;
  private static final int MOST_TURNS_ASKED = 60;

  private final String agent;
  private final LuceneCollection plain;
  private final Embeddings embeddings;
  private final List<Said> said = new ArrayList<>();
  private final Map<String, Document> documents = new LinkedHashMap<>();
  private Instant latest = Instant.MIN;

  /** What a turn is made of. A session of its own for each record of several turns. */
  private record Said(Document document, int place, String speaker, String text) {
    Turn turn(int within) {
      String session = document.session() + (isWhole() ? "" : "/" + document.id());
      Instant at = document.at().toInstant().plusSeconds(within);
      Context context =
          new Context(session, Principal.SHARED, at, speaker.isEmpty() ? null : speaker);
      return new Turn(document.id() + "#" + place, context, text, List.of(), "");
    }

    /** Whether the record is one turn of a session, rather than a session. */
    boolean isWhole() {
      return !document.speaker().isEmpty();
    }
  }

  /**
   * @param agent the agent that remembers it
   */
  RememberedSpace(String agent, List<Document> documents, Embeddings embeddings) {
    this.agent = agent;
    this.embeddings = embeddings;
    EmbeddingSpace space = new EmbeddingSpace(embeddings.model(), embeddings.dimensions());
    plain = LuceneCollection.inMemory(CollectionSettings.text(TEXT).withEmbeddings(space));
    for (Document document : documents) {
      this.documents.put(document.id(), document);
      Instant at = document.at().toInstant();
      latest = at.isAfter(latest) ? at : latest;
      turns(document);
    }
  }

  private void turns(Document document) {
    List<String> speakers = new ArrayList<>();
    List<StringBuilder> texts = new ArrayList<>();
    if (document.speaker().isEmpty()) {
      for (String line : document.text().lines().toList()) {
        Matcher says = SAYS.matcher(line);
        if (says.matches()) {
          speakers.add(says.group(1));
          texts.add(new StringBuilder(says.group(2)));
        } else if (texts.isEmpty()) {
          speakers.add("");
          texts.add(new StringBuilder(line));
        } else {
          texts.getLast().append('\n').append(line);
        }
      }
    } else {
      speakers.add(document.speaker());
      texts.add(new StringBuilder(document.text()));
    }
    for (int i = 0; i < texts.size(); i++) {
      said.add(new Said(document, i, speakers.get(i), texts.get(i).toString()));
    }
  }

  int size() {
    return said.size();
  }

  /** When the last of it was said. */
  Instant latest() {
    return latest;
  }

  /** Makes the vectors beforehand, so that the play can be timed without them. */
  void embed() {
    embeddings.embed(said.stream().map(Said::text).toList(), Embeddings.Use.PASSAGE);
  }

  /** Plays all turns in, one after another. */
  void play(AgentRuntime runtime) throws InterruptedException {
    AgentMemory memory = memory(runtime);
    Map<String, Integer> places = new LinkedHashMap<>();
    for (Said each : said) {
      Turn turn = each.turn(places.merge(each.turn(0).context().session(), 1, Integer::sum));
      memory.remember(turn);
    }
  }

  /** Waits until all turns are found by their meaning. */
  void awaitMeanings(AgentRuntime runtime) throws InterruptedException {
    if (!memory(runtime).awaitMeanings(Duration.ofMinutes(10))) {
      throw new IllegalStateException("the turns of " + agent + " do not get their vectors");
    }
  }

  private AgentMemory memory(AgentRuntime runtime) {
    return runtime.agent(AgentDefinition.builder(agent).build()).memory(Principal.SHARED);
  }

  /** What the peers search: whole records, as they are. */
  void playPlain() {
    List<String> texts = documents.values().stream().map(Document::text).toList();
    List<float[]> vectors = embeddings.embed(texts, Embeddings.Use.PASSAGE);
    List<Entry> entries = new ArrayList<>();
    for (Document document : documents.values()) {
      entries.add(
          Entry.of(document.id(), TEXT, document.text())
              .withVector(Vector.of(vectors.get(entries.size()))));
    }
    plain.put(entries);
  }

  /** Ranked ids of records, how answerable the question is, and how long that took. */
  record Answer(List<String> ranked, double answerable, long nanos) {}

  /** Asks twice: the first time embeds the question, the second is timed. */
  Answer ask(Question question, AgentRuntime runtime) throws InterruptedException {
    AgentMemory memory = memory(runtime);
    RecallQuery query = new RecallQuery(question.text(), "", 0, depth());
    memory.recall(query);
    long begin = System.nanoTime();
    Recollections recalled = memory.recall(query);
    long nanos = System.nanoTime() - begin;
    List<String> ranked =
        said.getFirst().isWhole()
            ? recalled.relevant().stream().map(found -> document(found.record())).toList()
            : recalled.sessions().stream().map(session -> session.replaceFirst(".*/", "")).toList();
    return new Answer(ranked, recalled.support(), nanos);
  }

  private static String document(MemoryRecord record) {
    return record.id().substring(0, record.id().lastIndexOf('#'));
  }

  /** Of a record of many turns several are found, so that more must be asked for. */
  private int depth() {
    return (int) Math.min(MOST_TURNS_ASKED, (long) RECORDS_ASKED * said.size() / documents.size());
  }

  /** Asks one of the peers. */
  Answer askPlain(Question question, Scoring.Plain plainly) {
    Vector vector =
        Vector.of(embeddings.embed(List.of(question.text()), Embeddings.Use.QUERY).getFirst());
    Ranking ranking =
        switch (plainly) {
          case BM25 -> new Ranking.ByText(question.text());
          case DENSE -> new Ranking.ByVector(vector);
          case HYBRID -> new Ranking.ByBoth(question.text(), vector);
        };
    long begin = System.nanoTime();
    var hits = plain.search(new SearchRequest(ranking, Filter.all(), RECORDS_ASKED));
    long nanos = System.nanoTime() - begin;
    double top = hits.isEmpty() ? 0 : hits.getFirst().score();
    return new Answer(hits.stream().map(hit -> hit.entry().id()).toList(), top, nanos);
  }

  @Override
  public void close() {
    plain.close();
  }
}
