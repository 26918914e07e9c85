package dev.retinue.history;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.calls;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.effect.ToolResult;
import dev.retinue.identity.Address;
import dev.retinue.journal.HeapJournal;
import dev.retinue.journal.JournalRecord;
import dev.retinue.memory.ConversationMemory;
import dev.retinue.policy.Decision;
import dev.retinue.policy.Policy;
import dev.retinue.reasoner.Reasoner;
import dev.retinue.run.Eventually;
import dev.retinue.run.Outcome;
import dev.retinue.run.Run;
import dev.retinue.run.Scene;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.ForwardingJournal;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.testkit.SettableClock;
import dev.retinue.tool.ToolTraits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  private static final AgentDefinition CLERK =
      AgentDefinition.builder("Clerk").tools("look", "send").build();

  @TempDir Path home;

  private static AgentRuntime.Builder world(AiMessage... script) {
    return AgentRuntime.builder()
        .clock(new TickingClock("2026-03-02T09:00:00Z", Duration.ofMillis(10)))
        .memory(new ConversationMemory())
        .model(ScriptedModel.turn(script))
        .tool(RecordingTool.named("look").with(ToolTraits.READS))
        .tool(RecordingTool.named("send"));
  }

  private static AgentRuntime.Builder world() {
    return world(
        calls("look", "{\"text\":\"a\"}", "look", "{\"text\":\"b\"}"),
        call("send", "{\"text\":\"c\"}"),
        say("Done."));
  }

  @Nested
  @DisplayName("of a run")
  class OfARun {
    @Test
    void holdsEveryEffectWithItsRequestItsResultAndItsTimes() throws Exception {
      try (AgentRuntime runtime = world().build()) {
        Run run = runtime.agent(CLERK).start("Go");
        run.await();
        RunHistory history = runtime.history(run.id());

        assertThat(history.status()).isEqualTo(RunHistory.Status.ENDED);
        assertThat(history.asked().input()).isEqualTo("Go");
        assertThat(history.outcome()).map(Outcome::text).contains("Done.");
        assertThat(history.definition()).contains(CLERK);
        assertThat(history.steps())
            .extracting(step -> step.address() + " " + step.effect())
            .containsExactly(
                "0.0 Recall",
                "1.0 CallModel",
                "2.0 CallTool",
                "2.1 CallTool",
                "3.0 CallModel",
                "4.0 CallTool",
                "5.0 CallModel",
                "6.0 ReadClock",
                "7.0 Remember");
        Step look = history.step(new Address("2.1")).orElseThrow();
        assertThat(look.call()).contains(new Effect.CallTool("look", "{\"text\":\"b\"}"));
        assertThat(look.told()).contains(new ToolResult.Ok("look:b"));
        assertThat(history.tokens().total()).isEqualTo(45);
        for (Step step : history.steps()) {
          assertThat(step.span().from()).isBetween(history.span().from(), history.asOf());
          assertThat(step.span().to()).isAfterOrEqualTo(step.span().from());
        }
        assertThat(history.steps().get(4).span().from())
            .as("a step begins when the one before it has ended")
            .isEqualTo(
                Stream.of(2, 3)
                    .map(i -> history.steps().get(i).span().to())
                    .max(java.util.Comparator.naturalOrder())
                    .orElseThrow());
      }
    }

    @Test
    void holdsDecisionsAndWaits() throws Exception {
      Policy asks =
          request ->
              request.effect() instanceof Effect.CallTool tool && tool.tool().equals("send")
                  ? new Decision.Ask("sending asks", "Send it?")
                  : new Decision.Allow("all else");
      try (AgentRuntime runtime = world().policy(asks).build()) {
        Run run = runtime.agent(CLERK).start("Go");
        var pending = Eventually.pending(runtime, run);
        RunHistory waiting = runtime.history(run.id());

        assertThat(waiting.status()).isEqualTo(RunHistory.Status.WAITING);
        assertThat(waiting.outcome()).isEmpty();
        assertThat(waiting.step(new Address("4.0")).orElseThrow().waits()).isTrue();
        assertThat(waiting.waited()).isPositive();

        runtime.deny(pending, "not today");
        run.await();
        Step send = runtime.history(run.id()).step(new Address("4.0")).orElseThrow();

        assertThat(send.told()).contains(new ToolResult.Denied("not today"));
        assertThat(send.marks()).hasSize(2);
        assertThat(send.marks().get(0))
            .isInstanceOfSatisfying(
                Step.Mark.Waited.class,
                waited -> assertThat(waited.span().to()).isAfter(waited.span().from()));
        assertThat(send.marks().get(1))
            .isInstanceOfSatisfying(
                Step.Mark.Decided.class,
                decided -> assertThat(decided.denial()).isEqualTo("not today"));
        assertThat(send.wentWrong()).isTrue();
      }
    }

    @Test
    void holdsTheEffectsOfToolsAndTheRunsItDelegated() throws Exception {
      RecordingTool plan =
          RecordingTool.named("look")
              .doing((arguments, context) ->
                  context.effects().perform(new Effect.CallTool("send", "{\"text\":\"x\"}")));
      Reasoner boss =
          Scene.reasoner(
              "boss",
              (task, effects) -> effects.perform(new Effect.Delegate("clerk", "Do it")).text());
      try (AgentRuntime runtime =
          AgentRuntime.builder()
              .model(ScriptedModel.turn(call("look", "{}"), say("Done.")))
              .memory(new ConversationMemory())
              .tool(plan)
              .tool(RecordingTool.named("send"))
              .reasoner(boss)
              .build()) {
        runtime.agent(CLERK);
        Agent chief = runtime.agent(AgentDefinition.builder("Chief").type("boss").build());
        Run run = chief.start("Go");
        run.await();
        RunHistory child =
            java.util.Objects.requireNonNull(
                runtime.history(run.id()).delegated().get(new Address("0.0")));

        assertThat(child.asked().parent()).isEqualTo(run.id());
        assertThat(child.asked().input()).isEqualTo("Do it");
        assertThat(child.step(new Address("2.0")).orElseThrow().children())
            .extracting(step -> step.address().path())
            .containsExactly("2.0/0.0");
        assertThat(runtime.history(child.run()).outcome()).map(Outcome::text).contains("Done.");
      }
    }

    @Test
    void thatIsUnknownIsSaidWithTheNearest() throws Exception {
      try (AgentRuntime runtime = world().build()) {
        Run run = runtime.agent(CLERK).start("Go");
        run.await();
        String almost = run.id().substring(0, run.id().length() - 1) + "z";

        assertThatThrownBy(() -> runtime.history(almost))
            .isInstanceOf(HistoryException.class)
            .hasMessage(
                "no run '"
                    + almost
                    + "' in this runtime or its history; did you mean '"
                    + run.id()
                    + "'?; agent.history() lists those that are kept");
      }
    }
  }

  @Nested
  @DisplayName("of an agent")
  class OfAnAgent {
    @Test
    void listsItsRunsTheNewestFirst() throws Exception {
      try (AgentRuntime runtime = world().build()) {
        Agent clerk = runtime.agent(CLERK);
        clerk.ask("first");
        clerk.ask("second");

        assertThat(clerk.history())
            .extracting(RunSummary::input)
            .containsExactly("second", "first");
        assertThat(clerk.history().getFirst().outcome().orElseThrow().usage().toolCalls())
            .isEqualTo(3);
      }
    }

    @Test
    void inMemoryIsTheLastRuns() throws Exception {
      try (AgentRuntime runtime = world().history(Retention.lastRuns(2)).build()) {
        Agent clerk = runtime.agent(CLERK);
        Run first = clerk.start("first");
        first.await();
        clerk.ask("second");
        clerk.ask("third");

        assertThat(clerk.history())
            .extracting(RunSummary::input)
            .containsExactly("third", "second");
        assertThatThrownBy(() -> runtime.history(first.id())).isInstanceOf(HistoryException.class);
      }
    }
  }

  @Nested
  @DisplayName("in files")
  class InFiles {
    private Path folder() {
      return home.resolve("agents/clerk/history");
    }

    private List<Path> files() throws IOException {
      if (!Files.exists(folder())) {
        return List.of();
      }
      try (Stream<Path> all = Files.list(folder())) {
        return all.sorted().toList();
      }
    }

    private Run ask(AgentRuntime.Builder builder, String question) throws Exception {
      try (AgentRuntime runtime = builder.home(home).build()) {
        Run run = runtime.agent(CLERK).start(question);
        run.await();
        return run;
      }
    }

    @Test
    void isOneReadableFileForEachRunThatOutlivesTheRuntime() throws Exception {
      Run run = ask(world().journal(new HeapJournal()), "Where <is> it?\nHere.");

      assertThat(files())
          .extracting(file -> file.getFileName().toString())
          .containsExactly(run.id() + ".jsonl");
      List<String> lines = Files.readAllLines(files().getFirst());
      assertThat(lines.get(0)).startsWith("{\"is\":\"History\",\"version\":1,\"definition\":{");
      assertThat(lines.get(1))
          .startsWith("{\"at\":\"2026-03-02T09:00:00.")
          .contains("\"is\":\"RunStarted\"")
          .contains("\"input\":\"Where <is> it?\\nHere.\"");
      assertThat(lines)
          .anySatisfy(line ->
              assertThat(line)
                  .contains(
                      "\"address\":\"2.1\",\"effect\":\"CallTool\",\"request\":{\"is\":\"CallTool\",\"tool\":\"look\"")
                  .contains("\"result\":{\"is\":\"Ok\",\"text\":\"look:b\"}"));
      assertThat(lines.getLast()).contains("\"is\":\"RunEnded\"");

      try (AgentRuntime next = world().journal(new HeapJournal()).home(home).build()) {
        RunHistory history = next.history(run.id());
        assertThat(history.outcome()).map(Outcome::text).contains("Done.");
        assertThat(history.definition()).contains(CLERK);
        assertThat(next.agent(CLERK).history())
            .extracting(RunSummary::run)
            .containsExactly(run.id());
        assertThat(next.timeTravel().replay(run.id())).isEqualTo(new Replay.Same(7));
      }
    }

    @Test
    void keepsWhatIsReadEqualToWhatWasWritten() throws Exception {
      Keeping journal = new Keeping();
      Run run = ask(world().journal(journal), "Go");
      Finished read = HistoryFile.read(files().getFirst());

      assertThat(read.records()).isEqualTo(journal.last);
      assertThat(read.start().run()).isEqualTo(run.id());
    }

    @Test
    void keepsAsManyAsItShould() throws Exception {
      HeapJournal journal = new HeapJournal();
      for (String question : List.of("one", "two", "three")) {
        ask(
            world()
                .journal(journal)
                .clock(java.time.Clock.systemUTC())
                .history(Retention.lastRuns(2)),
            question);
      }

      assertThat(files()).hasSize(2);
      try (AgentRuntime next = world().home(home).journal(new HeapJournal()).build()) {
        assertThat(next.agent(CLERK).history())
            .extracting(RunSummary::input)
            .containsExactly("three", "two");
      }
    }

    @Test
    void keepsThemAsLongAsItShould() throws Exception {
      SettableClock clock = SettableClock.at("2026-03-02T09:00:00Z");
      Retention month = Retention.IN_FILES.noOlderThan(Duration.ofDays(30));
      ask(world().journal(new HeapJournal()).clock(clock).history(month), "old");
      clock.advance(Duration.ofDays(31));
      ask(world().journal(new HeapJournal()).clock(clock).history(month), "new");

      assertThat(files()).hasSize(1);
      assertThat(Files.readString(files().getFirst())).contains("\"input\":\"new\"");
    }

    @Test
    void isGoneWithTheAgent() throws Exception {
      try (AgentRuntime runtime = world().journal(new HeapJournal()).home(home).build()) {
        Agent clerk = runtime.agent(CLERK);
        Run run = clerk.start("Go");
        run.await();
        runtime.erase(clerk.id());

        assertThat(files()).isEmpty();
        assertThatThrownBy(() -> runtime.history(run.id())).isInstanceOf(HistoryException.class);
      }
    }

    @Test
    void aDamagedFileIsNamedWithItsLineAndHarmsNoOther() throws Exception {
      Run damaged = ask(world().journal(new HeapJournal()), "one");
      Run whole = ask(world().journal(new HeapJournal()).clock(java.time.Clock.systemUTC()), "two");
      Path file = folder().resolve(damaged.id() + ".jsonl");
      List<String> lines = Files.readAllLines(file);
      Files.write(file, lines.subList(0, 3));
      Files.writeString(file, "{\"at\":\"2026", java.nio.file.StandardOpenOption.APPEND);

      try (AgentRuntime next = world().home(home).journal(new HeapJournal()).build()) {
        assertThatThrownBy(() -> next.history(damaged.id()))
            .isInstanceOf(HistoryException.class)
            .hasMessageStartingWith("the history " + file + " cannot be read, line 4: ");
        assertThat(next.agent(CLERK).history())
            .extracting(RunSummary::run)
            .containsExactly(whole.id());
      }
    }
  }

  @Nested
  @DisplayName("between the journal and the file")
  class Crashes {
    @Test
    void aRunThatDiedBeforeTheJournalLetGoIsKeptOnce() throws Exception {
      Keeping journal = new Keeping();
      journal.releases = false;
      String id;
      try (AgentRuntime dying = world().journal(journal).home(home).build()) {
        Run run = dying.agent(CLERK).start("Go");
        run.await();
        id = run.id();
      }
      assertThat(journal.runs()).hasSize(1);
      assertThat(home.resolve("agents/clerk/history/" + id + ".jsonl")).exists();

      journal.releases = true;
      try (AgentRuntime next = world().journal(journal).home(home).build()) {
        assertThat(next.agent(CLERK).history()).extracting(RunSummary::run).containsExactly(id);
      }
      assertThat(journal.runs()).isEmpty();
      assertThat(home.resolve("agents/clerk/history").toFile().list())
          .containsExactly(id + ".jsonl");
    }

    @Test
    void aRunThatCannotBeWrittenStaysInTheJournalUntilItCan() throws Exception {
      HeapJournal journal = new HeapJournal();
      Path inTheWay = home.resolve("agents/clerk/history");
      String id;
      try (AgentRuntime runtime = world().journal(journal).home(home).build()) {
        Agent clerk = runtime.agent(CLERK);
        Files.createDirectories(inTheWay.getParent());
        Files.writeString(inTheWay, "a file where the folder should be");
        Run run = clerk.start("Go");
        assertThat(run.await()).isInstanceOf(Outcome.Answered.class);
        id = run.id();
        assertThat(runtime.history(id).outcome()).isPresent();
      }
      assertThat(journal.runs()).hasSize(1);

      Files.delete(inTheWay);
      try (AgentRuntime next = world().journal(journal).home(home).build()) {
        next.agent(CLERK);
        assertThat(next.history(id).outcome()).isPresent();
      }
      assertThat(journal.runs()).isEmpty();
      assertThat(inTheWay.resolve(id + ".jsonl")).exists();
    }

    @Test
    void aHalfWrittenFileIsNoHistory() throws Exception {
      Path folder = Files.createDirectories(home.resolve("agents/clerk/history"));
      Files.writeString(folder.resolve("019b76da0000-000000000000.jsonl.new"), "{\"is\":\"Hist");

      try (AgentRuntime next = world().home(home).journal(new HeapJournal()).build()) {
        assertThat(next.agent(CLERK).history()).isEmpty();
        assertThatThrownBy(() -> next.history("019b76da0000-000000000000"))
            .isInstanceOf(HistoryException.class);
      }
    }
  }

  /**
   * A journal that remembers the last run it let go of, or lets go of none, as a process that dies.
   */
  private static final class Keeping extends ForwardingJournal {
    volatile boolean releases = true;
    volatile List<JournalRecord> last = List.of();

    Keeping() {
      super(new HeapJournal());
    }

    @Override
    public void release(String run) {
      if (releases) {
        last = read(run);
        super.release(run);
      }
    }
  }
}
