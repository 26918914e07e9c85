package dev.retinue.examples.bench;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.journal.file.Sync;
import dev.retinue.memory.RecallQuery;
import dev.retinue.memory.Turn;
import dev.retinue.runtime.AgentMemory;
import dev.retinue.runtime.AgentRuntime;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Many agents with a hundred memories each, of which few are open at a time: the heap of one that
 * nobody talks to, and how long a recall takes that opens an index first.
 */
final class ManyMemoriesBenchmark {
  private static final int MEMORIES = 100;
  private static final int STAY_OPEN = 32;
  private static final Duration IDLE = Duration.ofSeconds(1);

  void run(int agents, Path home, PrintStream out) throws IOException, InterruptedException {
    out.printf(Locale.ROOT, "%,d agents take in %d turns each%n", agents, MEMORIES);
    List<String> questions = new ArrayList<>();
    try (AgentRuntime runtime = runtime(home)) {
      SyntheticTalk talk = new SyntheticTalk(2);
      for (int agent = 0; agent < agents; agent++) {
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < MEMORIES; i++) {
          turns.add(talk.next("a" + agent + "-"));
        }
        memory(runtime, agent).remember(turns);
        MemoryBenchmark.awaitMeanings(memory(runtime, agent));
        questions.add(talk.about(turns.getFirst()));
      }
    }
    try (AgentRuntime runtime = runtime(home)) {
      ask(runtime, 0, questions);
      long before = Retained.live();
      for (int agent = 0; agent < agents; agent++) {
        memory(runtime, agent);
      }
      double idle = (double) (Retained.live() - before) / agents;
      double[] millis = new double[agents];
      for (int i = 0; i < agents; i++) {
        millis[i] = ask(runtime, (int) (i * 7919L % agents), questions);
      }
      out.printf(Locale.ROOT, "figure memory_idle_agent %.0f bytes%n", idle);
      double heap = Retained.live() / 1e6;
      out.printf(Locale.ROOT, "figure memory_heap_of_%d_agents %.0f MB%n", agents, heap);
      MemoryBenchmark.figures(out, "memory_cold_recall", millis);
    }
  }

  private static AgentRuntime runtime(Path home) {
    return AgentRuntime.builder()
        .home(home)
        .embeddings(new SyntheticTalk.Meanings())
        .sync(Sync.PROCESS)
        .openStores(STAY_OPEN, IDLE)
        .build();
  }

  private static double ask(AgentRuntime runtime, int agent, List<String> questions)
      throws InterruptedException {
    RecallQuery query = new RecallQuery(questions.get(agent), "", 0, 10);
    long begin = System.nanoTime();
    int found = memory(runtime, agent).recall(query).relevant().size();
    double millis = (System.nanoTime() - begin) / 1e6;
    if (found == 0) {
      throw new IllegalStateException("agent " + agent + " remembers nothing");
    }
    return millis;
  }

  private static AgentMemory memory(AgentRuntime runtime, int agent) {
    return runtime.agent(AgentDefinition.builder("Scribe " + agent).build()).memory();
  }
}
