package dev.retinue.run;

import static dev.retinue.run.Spender.agent;
import static dev.retinue.run.Spender.assertRefused;
import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.budget.Allowance;
import dev.retinue.budget.Cost;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.DayLimits;
import dev.retinue.definition.Limits;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.journal.HeapJournal;
import dev.retinue.run.Outcome.Answered;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.testkit.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was spent is known in the next process. */
class KeptSpendingTest {
  private final SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");
  private final Allowance allowance =
      Allowance.perDay(Cost.UNLIMITED.withModelCalls(3))
          .withInAll(Cost.UNLIMITED.withModelCalls(5));

  private AgentRuntime.Builder process(Path home) {
    return AgentRuntime.builder()
        .home(home)
        .clock(clock)
        .model(ScriptedModel.turn(say("fine")))
        .budget(allowance);
  }

  @Test
  void theDaysAndTheWholeSpendingCountOn(@TempDir Path home) throws Exception {
    AgentDefinition definition = agent("One", "", Limits.STANDARD);
    try (AgentRuntime runtime = process(home).build()) {
      runtime.agent(definition).ask("?");
      runtime.agent(definition).ask("?");
    }
    try (AgentRuntime runtime = process(home).build()) {
      assertThat(runtime.agent(definition).ask("?")).isInstanceOf(Answered.class);
      assertRefused(
          runtime.agent(definition).ask("?"),
          "the host may make 3 model calls a day and has made them");
    }
    clock.advance(Duration.ofDays(1));
    try (AgentRuntime runtime = process(home).build()) {
      runtime.agent(definition).ask("?");
    }
    try (AgentRuntime runtime = process(home).build()) {
      runtime.agent(definition).ask("?");
      assertRefused(
          runtime.agent(definition).ask("?"), "the host may make 5 model calls and has made them");
    }
  }

  @Test
  void whatARunInFlightHasSpentIsCountedOnce(@TempDir Path home) throws Exception {
    HeapJournal journal = new HeapJournal();
    AgentDefinition definition =
        AgentDefinition.builder("Asker").tools("ask").memory(MemoryDefinition.Type.NONE).build();
    Pending question;
    try (AgentRuntime runtime = asking(home, journal).build()) {
      question = Eventually.pending(runtime, runtime.agent(definition).start("Go"));
    }
    CountDownLatch ended = new CountDownLatch(1);
    try (AgentRuntime runtime =
        asking(home, journal)
            .listener(event -> {
              if (event instanceof RunEvent.Ended) {
                ended.countDown();
              }
            })
            .build()) {
      runtime.agent(definition);
      runtime.answer(question, "yes");
      ended.await();
    }
    try (AgentRuntime runtime = process(home).build()) {
      Agent other = runtime.agent(agent("Other", "", Limits.STANDARD));
      assertThat(other.ask("?")).isInstanceOf(Answered.class);
      assertRefused(other.ask("?"), "the host may make 3 model calls a day and has made them");
    }
  }

  @Test
  void whatAnErasedAgentSpentCountsForTheHostAndNoMoreForIt(@TempDir Path home) throws Exception {
    AgentDefinition definition =
        agent("Spy", "", Limits.STANDARD.withPerDay(new DayLimits(2L, null, null, null, null)));
    Path log = home.resolve("spending.log");
    try (AgentRuntime runtime = process(home).build()) {
      Run run = runtime.agent(definition).start("?");
      run.await();
      runtime.agent(definition).ask("?");
      assertRefused(
          runtime.agent(definition).ask("?"),
          "agent 'spy' may make 2 model calls a day and has made them");
      assertThat(log).content().contains("spy", run.id());

      runtime.erase("spy");

      assertThat(log).content().doesNotContain("spy", run.id());
      assertThat(runtime.agent(definition).ask("?")).isInstanceOf(Answered.class);
      assertRefused(
          runtime.agent(definition).ask("?"),
          "the host may make 3 model calls a day and has made them");
    }
    try (AgentRuntime runtime = process(home).build()) {
      assertRefused(
          runtime.agent(definition).ask("?"),
          "the host may make 3 model calls a day and has made them");
    }
  }

  private AgentRuntime.Builder asking(Path home, HeapJournal journal) {
    return process(home)
        .journal(journal)
        .model(ScriptedModel.turn(call("ask", "{}"), say("done")))
        .tool(Scene.asking());
  }
}
