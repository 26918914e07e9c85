package dev.retinue.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.error.SetupException;
import dev.retinue.journal.HeapJournal;
import dev.retinue.journal.Journal;
import dev.retinue.journal.JournalException;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.JournaledRun;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.ScriptedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An erased agent leaves nothing behind, and the others are as they were. */
class ErasureTest {
  @TempDir Path home;
  private final HeapJournal journal = new HeapJournal();

  private AgentRuntime runtime() {
    return builder().build();
  }

  private AgentRuntime.Builder builder() {
    return AgentRuntime.builder()
        .home(home)
        .journal(journal)
        .model(ScriptedModel.turn())
        .reasoner(
            Scene.reasoner(
                "custom",
                (task, effects) -> {
                  if (task.input().startsWith("tell ")) {
                    effects.perform(new Effect.SendMessage("spy", task.input()));
                    return "told";
                  }
                  return effects.perform(new Effect.AskHuman(task.input())).text();
                }));
  }

  private static Agent agent(AgentRuntime runtime, String name) {
    return runtime.agent(AgentDefinition.builder(name).type("custom").build());
  }

  private List<String> runsInTheJournal() {
    List<String> agents = new ArrayList<>();
    journal.runs().forEach(run -> agents.add(run.start().scope().agent()));
    return agents;
  }

  @Test
  void itsRunsItsMailItsRecordsAndItsFolderAreGone() throws Exception {
    try (AgentRuntime runtime = runtime()) {
      Run spying = agent(runtime, "Spy").start("the secret plan");
      Run other = agent(runtime, "Other").start("What now?");
      Eventually.pending(runtime, 2);
      agent(runtime, "Other").ask("tell the spy");
      Files.writeString(
          Files.createDirectories(home.resolve("agents/spy/files")).resolve("a"), "a");
      assertThat(runsInTheJournal()).contains("spy");

      runtime.erase("spy");

      assertThat(spying.outcome()).containsInstanceOf(Outcome.Cancelled.class);
      assertThat(home.resolve("agents/spy")).doesNotExist();
      assertThat(home.resolve("agents/other/agent.yaml")).exists();
      assertThat(runtime.agent("spy")).isEmpty();
      assertThat(runsInTheJournal()).containsOnly("other");
      assertThat(other.outcome()).isEmpty();
      runtime.answer(Eventually.pending(runtime, 1).getFirst(), "go on");
      assertThat(other.await().text()).isEqualTo("go on");
    }
  }

  @Test
  void anAgentThatWasNotMadeHereIsErasedAsWell() throws Exception {
    try (AgentRuntime first = runtime()) {
      agent(first, "Spy").start("the secret plan");
      Eventually.pending(first, 1);
    }
    try (AgentRuntime next = runtime()) {
      next.erase("spy");
      next.erase("nobody");

      assertThat(home.resolve("agents/spy")).doesNotExist();
      assertThat(next.pending()).isEmpty();
    }
    List<Object> records = new ArrayList<>();
    journal.scan(JournalPosition.NONE, (position, record) -> records.add(record));
    assertThat(records).isEmpty();
  }

  @Test
  void whatIsNoIdErasesNothing() throws Exception {
    try (AgentRuntime runtime = runtime()) {
      Files.writeString(home.resolve("precious"), "stays");
      runtime.erase("..");
      runtime.erase("../..");
      runtime.erase("");

      assertThat(home.resolve("precious")).exists();
    }
  }

  @Test
  void itCanBeMadeAnewAfterwards() throws Exception {
    try (AgentRuntime runtime = runtime()) {
      agent(runtime, "Spy").start("one");
      Eventually.pending(runtime, 1);
      runtime.erase("spy");

      Run run = agent(runtime, "Spy").start("two");
      runtime.answer(Eventually.pending(runtime, 1).getFirst(), "fine");

      assertThat(run.await().text()).isEqualTo("fine");
    }
  }

  @Test
  void whoHeldItCannotStartARunOfIt() throws Exception {
    try (AgentRuntime runtime = runtime()) {
      Agent spy = agent(runtime, "Spy");
      runtime.erase("spy");

      assertThatThrownBy(() -> spy.start("one"))
          .isInstanceOf(SetupException.class)
          .hasMessage("agent 'spy' was erased; make it again with runtime.agent(definition)");
      assertThat(runtime.pending()).isEmpty();
    }
  }

  /** As a journal whose disk is full for a while. */
  private static final class Stubborn implements Journal {
    private final HeapJournal journal;
    private boolean fails = true;

    Stubborn(HeapJournal journal) {
      this.journal = journal;
    }

    @Override
    public JournalPosition append(JournalRecord record) {
      return journal.append(record);
    }

    @Override
    public List<JournalRecord> read(String run) {
      return journal.read(run);
    }

    @Override
    public List<JournaledRun> runs() {
      return journal.runs();
    }

    @Override
    public void scan(JournalPosition after, BiConsumer<JournalPosition, JournalRecord> reader) {
      journal.scan(after, reader);
    }

    @Override
    public JournalPosition end() {
      return journal.end();
    }

    @Override
    public void release(String run) {
      journal.release(run);
    }

    @Override
    public void erase(Collection<String> runs) {
      if (fails) {
        throw new JournalException("", "the disk is full; make room, then erase again", null);
      }
      journal.erase(runs);
    }
  }

  @Test
  void anAgentThatCouldNotBeErasedIsWhatItWasAndCanBeErasedAgain() throws Exception {
    Stubborn stubborn = new Stubborn(journal);
    try (AgentRuntime runtime = builder().journal(stubborn).build()) {
      Agent spy = agent(runtime, "Spy");
      spy.start("the secret plan");
      Eventually.pending(runtime, 1);

      assertThatThrownBy(() -> runtime.erase("spy"))
          .hasMessage("the disk is full; make room, then erase again");
      assertThat(runtime.agent("spy")).contains(spy);
      Run again = spy.start("another plan");
      runtime.answer(Eventually.pending(runtime, 1).getFirst(), "fine");
      assertThat(again.await().text()).isEqualTo("fine");

      stubborn.fails = false;
      runtime.erase("spy");
      assertThat(runsInTheJournal()).doesNotContain("spy");
      assertThat(home.resolve("agents/spy")).doesNotExist();
      assertThatThrownBy(() -> spy.start("one"))
          .hasMessage("agent 'spy' was erased; make it again with runtime.agent(definition)");
    }
  }
}
