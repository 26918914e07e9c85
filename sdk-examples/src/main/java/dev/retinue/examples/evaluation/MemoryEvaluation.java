package dev.retinue.examples.evaluation;

import dev.retinue.embedding.Embeddings;
import dev.retinue.embedding.EmbeddingsProvider;
import dev.retinue.examples.evaluation.EvaluationSet.Question;
import dev.retinue.memory.index.LuceneMemoryProvider;
import dev.retinue.memory.recall.RecallWeights;
import dev.retinue.runtime.AgentRuntime;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How well memory recalls: plays the records of a set in as conversations, one memory for each
 * space, asks every question within its space, and prints recall, nDCG and reciprocal rank.
 */
public final class MemoryEvaluation {
  private static final String USAGE =
      "usage: memory-eval FOLDER [--scoring bm25,dense,hybrid,recall,recall-INGREDIENT]"
          + " [--unanswerable CATEGORY] [--vectors FILE]";

  private final PrintStream out;
  private final Options options;

  private record Options(
      Path folder, List<Scoring> scorings, String unanswerable, @Nullable Path vectors) {
    static Options parse(String[] arguments) {
      if (arguments.length % 2 == 0) {
        throw new IllegalArgumentException(USAGE);
      }
      List<Scoring> scorings = List.of(Scoring.parse("recall"));
      String unanswerable = "adversarial";
      Path vectors = null;
      for (int i = 1; i < arguments.length; i += 2) {
        String value = arguments[i + 1];
        switch (arguments[i]) {
          case "--scoring" ->
              scorings = Arrays.stream(value.split(",")).map(Scoring::parse).toList();
          case "--unanswerable" -> unanswerable = value;
          case "--vectors" -> vectors = Path.of(value);
          default ->
              throw new IllegalArgumentException("unknown option '" + arguments[i] + "'\n" + USAGE);
        }
      }
      return new Options(Path.of(arguments[0]), scorings, unanswerable, vectors);
    }
  }

  private MemoryEvaluation(PrintStream out, Options options) {
    this.out = out;
    this.options = options;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    try {
      new MemoryEvaluation(System.out, Options.parse(arguments)).run();
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private void run() throws IOException, InterruptedException {
    EvaluationSet set = EvaluationSet.read(options.folder());
    EmbeddingsProvider provider =
        ServiceLoader.load(EmbeddingsProvider.class)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no embeddings are on the class path"));
    Path home = Files.createTempDirectory("memory-eval");
    try (Embeddings model = provider.open()) {
      StoredEmbeddings embeddings = new StoredEmbeddings(model, options.vectors());
      Map<String, RememberedSpace> spaces = new LinkedHashMap<>();
      set.documents()
          .forEach((space, documents) ->
              spaces.put(
                  space, new RememberedSpace("space-" + spaces.size(), documents, embeddings)));
      Instant now =
          spaces.values().stream().map(RememberedSpace::latest).max(Instant::compareTo).get();
      Clock clock = Clock.fixed(now.plus(Duration.ofDays(1)), ZoneOffset.UTC);
      spaces.values().forEach(RememberedSpace::embed);
      play(spaces, home, embeddings, clock);
      for (Scoring scoring : options.scorings()) {
        switch (scoring) {
          case Scoring.Plain plainly ->
              ask(
                  set.questions(),
                  scoring,
                  question -> space(spaces, question).askPlain(question, plainly));
          case Scoring.Recalling recalling -> {
            try (AgentRuntime runtime = runtime(home, embeddings, clock, recalling.weights())) {
              ask(
                  set.questions(),
                  scoring,
                  question -> space(spaces, question).ask(question, runtime));
            }
          }
        }
      }
      embeddings.store();
      spaces.values().forEach(RememberedSpace::close);
    } finally {
      delete(home);
    }
  }

  private static AgentRuntime runtime(
      Path home, Embeddings embeddings, Clock clock, RecallWeights weights) {
    return AgentRuntime.builder()
        .home(home)
        .embeddings(embeddings)
        .memory(new LuceneMemoryProvider(weights))
        .clock(clock)
        .build();
  }

  private static RememberedSpace space(Map<String, RememberedSpace> spaces, Question question) {
    RememberedSpace space = spaces.get(question.space());
    if (space == null) {
      throw new IllegalArgumentException(
          "question '"
              + question.id()
              + "' asks in space '"
              + question.space()
              + "', which has no records");
    }
    return space;
  }

  private void play(
      Map<String, RememberedSpace> spaces, Path home, Embeddings embeddings, Clock clock)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    double seconds;
    int turns = 0;
    try (AgentRuntime runtime = runtime(home, embeddings, clock, RecallWeights.STANDARD)) {
      for (RememberedSpace space : spaces.values()) {
        space.play(runtime);
        turns += space.size();
      }
      seconds = (System.nanoTime() - begin) / 1e9;
      for (RememberedSpace space : spaces.values()) {
        space.awaitMeanings(runtime);
      }
    }
    if (options.scorings().stream().anyMatch(scoring -> scoring instanceof Scoring.Plain)) {
      spaces.values().forEach(RememberedSpace::playPlain);
    }
    System.gc(); // heap in use is only meaningful without garbage
    Runtime runtime = Runtime.getRuntime();
    out.printf(Locale.ROOT, "figure memory_ingest %.0f turns/s%n", turns / seconds);
    out.printf(Locale.ROOT, "figure memory_disk %.2f MB%n", bytes(home) / 1e6);
    out.printf(
        Locale.ROOT,
        "figure memory_heap %.0f MB%n",
        (runtime.totalMemory() - runtime.freeMemory()) / 1e6);
  }

  private interface Asking {
    RememberedSpace.Answer ask(Question question) throws InterruptedException;
  }

  private void ask(List<Question> questions, Scoring scoring, Asking asking)
      throws InterruptedException {
    List<Judged> judged = new ArrayList<>();
    double[] millis = new double[questions.size()];
    for (Question question : questions) {
      RememberedSpace.Answer answer = asking.ask(question);
      millis[judged.size()] = answer.nanos() / 1e6;
      judged.add(
          new Judged(
              question.category(), answer.ranked(), question.relevant(), answer.answerable()));
    }
    new JudgedTable(out, scoring.name().toLowerCase(Locale.ROOT))
        .print(judged, millis, options.unanswerable());
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
