package dev.retinue.examples.bench;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.embedding.Embeddings;
import dev.retinue.identity.Principal;
import dev.retinue.journal.file.Sync;
import dev.retinue.memory.RecallQuery;
import dev.retinue.memory.Turn;
import dev.retinue.runtime.AgentMemory;
import dev.retinue.runtime.AgentRuntime;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;

/**
 * An agent's memory of 100,000 turns through the public API: how fast it takes them in, how long a
 * turn takes until it is acknowledged by the journal, and how long a recall takes beside
 * langchain4j's store in memory and Lucene used directly. Text and vectors are synthetic, so that
 * embedding costs next to nothing. Ways to ask take turns, question by question.
 *
 * <p>Then many agents, see {@link ManyMemoriesBenchmark}.
 *
 * <p>Arguments: {@code --tiny} to see that it works and no more; {@code --turns N} and {@code
 * --agents N}, of which 0 leaves that part out.
 */
final class MemoryBenchmark implements Bench.Benchmark {
  private static final int FOUND = 10;
  private static final int BATCH = 200;

  @Override
  public void run(List<String> arguments, PrintStream out) throws Exception {
    boolean tiny = arguments.contains("--tiny");
    int turns = number(arguments, "--turns", tiny ? 500 : 100_000);
    int agents = number(arguments, "--agents", tiny ? 10 : 10_000);
    Path home = Files.createTempDirectory("bench-memory");
    try {
      if (turns > 0) {
        one(turns, tiny, home.resolve("one"), out);
      }
      if (agents > 0) {
        new ManyMemoriesBenchmark().run(agents, home.resolve("many"), out);
      }
    } finally {
      delete(home);
    }
  }

  private static int number(List<String> arguments, String name, int otherwise) {
    int at = arguments.indexOf(name);
    return at < 0 ? otherwise : Integer.parseInt(arguments.get(at + 1));
  }

  private static void one(int turns, boolean tiny, Path home, PrintStream out) throws Exception {
    int questions = tiny ? 50 : 2_000;
    int writes = tiny ? 50 : 2_000;
    Embeddings meanings = new SyntheticTalk.Meanings();
    try (AgentRuntime runtime =
            AgentRuntime.builder()
                .home(home.resolve("retinue"))
                .embeddings(meanings)
                .sync(Sync.PROCESS)
                .build();
        MemoryPeers peers = new MemoryPeers(home.resolve("lucene"))) {
      AgentMemory memory =
          runtime.agent(AgentDefinition.builder("Scribe").build()).memory(Principal.SHARED);
      SyntheticTalk talk = new SyntheticTalk(1);
      List<Turn> said = new ArrayList<>();
      out.printf(Locale.ROOT, "taking in %,d turns%n", turns);
      long begin = System.nanoTime();
      for (int done = 0; done < turns; done += BATCH) {
        List<Turn> batch = new ArrayList<>();
        for (int i = 0; i < Math.min(BATCH, turns - done); i++) {
          batch.add(talk.next("t"));
        }
        memory.remember(batch);
        said.addAll(batch);
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      awaitMeanings(memory);
      double embedded = (System.nanoTime() - begin) / 1e9;
      for (Turn turn : said) {
        peers.add(turn, meanings.embed(List.of(turn.text()), Embeddings.Use.PASSAGE).getFirst());
      }
      double[] acknowledged = writes(memory, talk, writes);
      ask(memory, peers, meanings, talk, said, questions, out);
      out.printf(Locale.ROOT, "figure memory_ingest %.0f turns/s%n", turns / seconds);
      out.printf(Locale.ROOT, "figure memory_ingest_embedded %.0f turns/s%n", turns / embedded);
      figures(out, "memory_write_process", acknowledged);
    }
  }

  static void awaitMeanings(AgentMemory memory) throws InterruptedException {
    if (!memory.awaitMeanings(Duration.ofMinutes(30))) {
      throw new IllegalStateException("the turns do not get their vectors");
    }
  }

  private static double[] writes(AgentMemory memory, SyntheticTalk talk, int count)
      throws InterruptedException {
    double[] millis = new double[count];
    for (int i = 0; i < count; i++) {
      Turn turn = talk.next("w");
      long begin = System.nanoTime();
      memory.remember(turn);
      millis[i] = (System.nanoTime() - begin) / 1e6;
    }
    return millis;
  }

  private static void ask(
      AgentMemory memory,
      MemoryPeers peers,
      Embeddings meanings,
      SyntheticTalk talk,
      List<Turn> said,
      int count,
      PrintStream out)
      throws IOException, InterruptedException {
    double[] ours = new double[count];
    double[] store = new double[count];
    double[] lucene = new double[count];
    int wrong = 0;
    try (DirectoryReader reader = peers.reader()) {
      for (int i = -count / 5; i < count; i++) { // The first fifth warms up.
        Turn about = said.get(Math.floorMod(i * 7919, said.size()));
        String question = talk.about(about);
        float[] vector = meanings.embed(List.of(question), Embeddings.Use.QUERY).getFirst();
        long begin = System.nanoTime();
        var recalled = memory.recall(new RecallQuery(question, "", 0, FOUND));
        long afterOurs = System.nanoTime();
        peers.askStore(vector, FOUND);
        long afterStore = System.nanoTime();
        peers.askLucene(reader, question, vector, FOUND);
        long end = System.nanoTime();
        if (i >= 0) {
          ours[i] = (afterOurs - begin) / 1e6;
          store[i] = (afterStore - afterOurs) / 1e6;
          lucene[i] = (end - afterStore) / 1e6;
          String session = about.context().session();
          wrong += recalled.sessions().contains(session) ? 0 : 1;
        }
      }
    }
    out.printf(Locale.ROOT, "%d of %d questions did not find their session%n", wrong, count);
    figures(out, "memory_recall", ours);
    figures(out, "memory_recall_langchain4j_in_memory", store);
    figures(out, "memory_recall_lucene", lucene);
    out.printf(
        Locale.ROOT,
        "ratio memory_recall_p50_to_lucene %.3f%n",
        percentile(ours, 50) / percentile(lucene, 50));
    out.printf(
        Locale.ROOT,
        "ratio memory_recall_p50_to_langchain4j %.3f%n",
        percentile(ours, 50) / percentile(store, 50));
  }

  static void figures(PrintStream out, String name, double[] millis) {
    out.printf(Locale.ROOT, "figure %s_p50 %.3f ms%n", name, percentile(millis, 50));
    out.printf(Locale.ROOT, "figure %s_p99 %.3f ms%n", name, percentile(millis, 99));
  }

  private static double percentile(double[] values, int percent) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
