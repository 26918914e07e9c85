package dev.retinue.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.budget.Allowance;
import dev.retinue.budget.Cost;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectClass;
import dev.retinue.identity.Principal;
import dev.retinue.journal.HeapJournal;
import dev.retinue.journal.Journal;
import dev.retinue.journal.JournalException;
import dev.retinue.memory.ConversationMemory;
import dev.retinue.policy.Decision;
import dev.retinue.reasoner.Reasoner;
import dev.retinue.reasoner.StopReason;
import dev.retinue.run.Outcome;
import dev.retinue.run.Run;
import dev.retinue.run.RunEvent;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.StoppingJournal.When;
import dev.retinue.tool.ToolTraits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Reasoner} promises: it is deterministic between effects, and does not catch the
 * signal that unwinds a run. An implementation's test extends this and gives a reasoner with a
 * model's script under which it comes to an answer.
 */
public abstract class ReasonerContract {
  /** The reasoner under test. */
  protected abstract Reasoner reasoner();

  /** A model under which the task comes to an answer; may call the tool {@code look}. */
  protected abstract ScriptedModel model();

  /** What is asked. */
  protected String task() {
    return "How high is the crane?";
  }

  /** The agent that it thinks for; its tools are at most {@code look}. */
  protected AgentDefinition agent() {
    return AgentDefinition.builder("Contract")
        .type(reasoner().type())
        .tools("look")
        .memory(MemoryDefinition.Type.AUTO)
        .build();
  }

  /** Whatever else the runtime needs: a knowledge base, for instance. */
  protected AgentRuntime.Builder prepare(AgentRuntime.Builder builder) {
    return builder;
  }

  private AgentRuntime runtime(Journal journal, BlockingQueue<Outcome> ended) {
    return prepare(
            AgentRuntime.builder()
                .journal(journal)
                .memory(new ConversationMemory())
                .model(model())
                .reasoner(reasoner())
                .tool(
                    RecordingTool.named("look")
                        .with(ToolTraits.READS.withEffectClass(EffectClass.PURE)))
                .clock(SettableClock.at("2026-01-01T00:00:00Z"))
                .random(new Random(1)))
        .listener(event -> {
          if (event instanceof RunEvent.Ended end) {
            ended.add(end.outcome());
          }
        })
        .build();
  }

  @Test
  void itsTypeIsAWord() {
    assertThat(reasoner().type()).matches("[a-z][a-z0-9_]*");
  }

  @Test
  void theSameResultsGiveTheSameEffects() throws Exception {
    assertThat(effects()).isNotEmpty().isEqualTo(effects());
  }

  private List<String> effects() throws InterruptedException {
    List<String> effects = new ArrayList<>();
    try (AgentRuntime runtime = runtime(new HeapJournal(), new LinkedBlockingQueue<>())) {
      Run run = runtime.agent(agent()).session("s", Principal.SHARED).start(task());
      assertThat(run.await()).isInstanceOf(Outcome.Answered.class);
      for (RunEvent event : run.events()) {
        if (event instanceof RunEvent.EffectStarted started) {
          effects.add(started.address() + " " + started.effect());
        }
      }
    }
    effects.sort(null);
    return effects;
  }

  @Test
  void stoppedAtAnyRecordItGoesOnToTheSameAnswer() throws Exception {
    StoppingJournal counting = StoppingJournal.never(new HeapJournal());
    String expected;
    try (AgentRuntime runtime = runtime(counting, new LinkedBlockingQueue<>())) {
      expected = runtime.agent(agent()).session("s", Principal.SHARED).ask(task()).text();
    }
    // The last record is the end itself: a run stopped after it has nothing to go on with.
    for (int append = 1; append < counting.appends(); append++) {
      HeapJournal journal = new HeapJournal();
      stopAt(append, journal);

      BlockingQueue<Outcome> ended = new LinkedBlockingQueue<>();
      try (AgentRuntime next = runtime(journal, ended)) {
        next.agent(agent());
        Outcome outcome = ended.poll(20, TimeUnit.SECONDS);
        assertThat(outcome).as("stopped at append %d", append).isInstanceOf(Outcome.Answered.class);
        assertThat(outcome.text()).as("stopped at append %d", append).isEqualTo(expected);
      }
    }
  }

  private void stopAt(int append, HeapJournal journal) throws InterruptedException {
    StoppingJournal stopping = StoppingJournal.at(append, When.AFTER_WRITING, journal);
    try (AgentRuntime dying = runtime(stopping, new LinkedBlockingQueue<>())) {
      var session = dying.agent(agent()).session("s", Principal.SHARED);
      try {
        assertThat(session.start(task()).await(Duration.ofSeconds(20))).isPresent();
      } catch (JournalException e) {
        assertThat(append).as("only a start that is not recorded is refused").isEqualTo(1);
      }
    }
  }

  @Test
  void itDoesNotCatchTheUnwinding() throws Exception {
    try (AgentRuntime runtime =
        prepare(
                AgentRuntime.builder()
                    .model(model())
                    .memory(new ConversationMemory())
                    .reasoner(reasoner())
                    .tool(RecordingTool.named("look"))
                    .policy(request ->
                        request.effect() instanceof Effect.CallModel
                            ? new Decision.Ask("contract", "May it think?")
                            : new Decision.Allow("contract")))
            .build()) {
      Run run = runtime.agent(agent()).start(task());
      for (RunEvent event : run.events()) {
        if (event instanceof RunEvent.Waiting) {
          break;
        }
      }

      run.cancel();

      assertThat(run.await()).isInstanceOf(Outcome.Cancelled.class);
    }
  }

  @Test
  void withoutABudgetForModelsItStopsForThatReason() throws Exception {
    try (AgentRuntime runtime =
        prepare(
                AgentRuntime.builder()
                    .model(model())
                    .memory(new ConversationMemory())
                    .reasoner(reasoner())
                    .tool(RecordingTool.named("look"))
                    .budget(Allowance.inAll(Cost.UNLIMITED.withModelCalls(0))))
            .build()) {
      assertThat(runtime.agent(agent()).ask(task()))
          .isInstanceOfSatisfying(
              Outcome.Stopped.class,
              stopped -> assertThat(stopped.reason()).isEqualTo(StopReason.BUDGET));
    }
  }
}
