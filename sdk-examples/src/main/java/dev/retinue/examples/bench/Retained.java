package dev.retinue.examples.bench;

import dev.langchain4j.model.chat.ChatModel;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.policy.Decision;
import dev.retinue.policy.Policy;
import dev.retinue.run.Outcome;
import dev.retinue.run.Run;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The heap that is kept by what does nothing: the live heap after a collection, compared. */
final class Retained {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Retained() {}

  /**
   * Runs that wait for an approval, with a journal on the heap or in a folder: bytes for each, and
   * threads that there are more than before. They are approved in the end, and must all answer.
   */
  static double[] bySuspendedRuns(int runs, Contender.Kind kind, Path folder) throws Exception {
    ChatModel model = new AddingModel();
    Policy asking =
        request ->
            request.effect() instanceof Effect.CallTool
                ? new Decision.Ask("adding-asks", "May it add?")
                : new Decision.Allow("default");
    try (AgentRuntime runtime =
        RetinueContender.journaled(kind, folder.resolve("suspended"))
            .model(model)
            .tools(new AddingModel.Adder())
            .policy(asking)
            .build()) {
      Agent agent = runtime.agent(AgentDefinition.builder("Adder").tools("add").build());
      suspend(agent, runtime, 1_000);
      settle(runtime, new ArrayList<>(agent.runs()));
      long before = live();
      int threads = ManagementFactory.getThreadMXBean().getThreadCount();
      suspend(agent, runtime, runs);
      int more = ManagementFactory.getThreadMXBean().getThreadCount() - threads;
      double each = (live() - before) / (double) runs;
      settle(runtime, agent.runs());
      return new double[] {each, more};
    }
  }

  /** Starts runs and returns when all of them wait; what starting them takes is not kept. */
  private static void suspend(Agent agent, AgentRuntime runtime, int runs)
      throws InterruptedException {
    for (int i = 0; i < runs; i++) {
      agent.start("What is 2 + 2? It is question number " + i);
    }
    long patience = System.nanoTime() + PATIENCE.toNanos();
    while (runtime.pending().size() < runs) {
      if (System.nanoTime() > patience) {
        throw new IllegalStateException(
            "of " + runs + " runs only " + runtime.pending().size() + " wait");
      }
      Thread.sleep(20);
    }
  }

  private static void settle(AgentRuntime runtime, List<Run> waiting) throws InterruptedException {
    runtime.pending().forEach(runtime::approve);
    for (Run run : waiting) {
      if (!(run.await() instanceof Outcome.Answered answered && answered.text().equals("4"))) {
        throw new IllegalStateException("approved and not answered: " + run.await().text());
      }
    }
  }

  /** Agents that nobody talks to: bytes for each. */
  static double[] byIdleAgents(int agents, Contender.Kind kind) {
    return switch (kind) {
      case AISERVICES -> {
        List<AiServicesContender.Assistant> kept = new ArrayList<>();
        long before = live();
        for (int i = 0; i < agents; i++) {
          kept.add(AiServicesContender.assistant(new AddingModel(), new AddingModel.Adder()));
        }
        double each = (live() - before) / (double) agents;
        yield new double[] {each, kept.size()};
      }
      case RETINUE -> {
        try (AgentRuntime runtime =
            AgentRuntime.builder()
                .model(new AddingModel())
                .tools(new AddingModel.Adder())
                .build()) {
          runtime.agent(definition(-1));
          long before = live();
          for (int i = 0; i < agents; i++) {
            runtime.agent(definition(i));
          }
          double each = (live() - before) / (double) agents;
          yield new double[] {each, runtime.agents().size()};
        }
      }
      default -> throw new IllegalArgumentException("not measured: " + kind);
    };
  }

  private static AgentDefinition definition(int number) {
    return AgentDefinition.builder("Adder " + (number + 1)).tools("add").build();
  }

  /** What is left of the heap after a collection, in bytes. */
  static long live() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
