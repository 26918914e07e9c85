package dev.retinue.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.error.SetupException;
import dev.retinue.journal.HeapJournal;
import dev.retinue.journal.Journal;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.Payload;
import dev.retinue.journal.Permitted;
import dev.retinue.journal.StoreLocation;
import dev.retinue.journal.Wait;
import dev.retinue.knowledge.DocumentSource;
import dev.retinue.knowledge.DocumentSources;
import dev.retinue.knowledge.FixedKnowledge;
import dev.retinue.knowledge.Ingested;
import dev.retinue.knowledge.Knowledge;
import dev.retinue.knowledge.KnowledgeProvider;
import dev.retinue.knowledge.KnowledgeQuery;
import dev.retinue.knowledge.Passages;
import dev.retinue.memory.RecallQuery;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.runtime.Recovery;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.testkit.SettableClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits when a process ends goes on in the next one. */
class NextProcessTest {
  @TempDir Path home;
  private final HeapJournal journal = new HeapJournal();
  private final SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");
  private final BlockingQueue<Outcome> answers = new LinkedBlockingQueue<>();

  /** A journal that outlives the runtime. */
  private AgentRuntime process() {
    return process(journal);
  }

  private AgentRuntime process(Journal over) {
    return process(over, new FixedKnowledge(List.of()));
  }

  private AgentRuntime process(Journal over, KnowledgeProvider knowledge) {
    return AgentRuntime.builder()
        .home(home)
        .journal(over)
        .knowledge(knowledge)
        .clock(clock)
        .model(ScriptedModel.turn())
        .tool(RecordingTool.named("look"))
        .reasoner(Scene.reasoner("custom", NextProcessTest::reason))
        .listener(event -> {
          if (event instanceof RunEvent.Ended ended
              && ended.outcome() instanceof Outcome.Answered answered) {
            answers.add(answered);
          }
        })
        .build();
  }

  private static String reason(dev.retinue.reasoner.Task task, dev.retinue.effect.Effects effects) {
    return switch (task.input()) {
      case "ask" -> "Hello " + effects.perform(new Effect.AskHuman("Name?")).text();
      case "recall and ask" -> {
        effects.perform(new Effect.Recall(new RecallQuery("names", "s", 1, 1)));
        yield "Hello " + effects.perform(new Effect.AskHuman("Name?")).text();
      }
      case "receive" -> "Got " + effects.perform(new Effect.ReceiveMessage()).body();
      case "send" -> {
        effects.perform(new Effect.SendMessage("receiver", "news"));
        yield "sent";
      }
      case "sleep" -> {
        effects.perform(new Effect.Sleep(java.time.Duration.ofDays(1)));
        yield "awake";
      }
      case "delegate" -> "Heard: " + effects.perform(new Effect.Delegate("worker", "ask")).text();
      default -> "?";
    };
  }

  private static AgentDefinition definition(String name) {
    return AgentDefinition.builder(name).type("custom").memory(MemoryDefinition.Type.NONE).build();
  }

  private String answer() throws InterruptedException {
    Outcome outcome = answers.poll(20, TimeUnit.SECONDS);
    assertThat(outcome).isNotNull();
    return outcome.text();
  }

  private List<JournalRecord> records() {
    List<JournalRecord> records = new ArrayList<>();
    journal.scan(JournalPosition.NONE, (position, record) -> records.add(record));
    return records;
  }

  @Test
  void aPersonIsStillAskedAndMayAnswerBeforeTheAgentIsMade() throws Exception {
    try (AgentRuntime first = process()) {
      first.agent(definition("Asker")).start("ask");
      Eventually.pending(first, 1);
    }
    try (AgentRuntime next = process()) {
      Pending pending = Eventually.pending(next, 1).getFirst();
      assertThat(pending.need()).isEqualTo(new Wait.Answer("Name?"));
      assertThat(pending.scope().agent()).isEqualTo("asker");
      next.answer(pending, "Ada");
      assertThat(next.pending()).isEmpty();

      next.agent(definition("Asker"));

      assertThat(answer()).isEqualTo("Hello Ada");
    }
    assertThat(records()).isEmpty();
  }

  @Test
  void aTimerThatRanOutMeanwhileWakesTheRun() throws Exception {
    try (AgentRuntime first = process()) {
      Run run = first.agent(definition("Sleeper")).start("sleep");
      Eventually.first(run, RunEvent.Waiting.class);
    }
    clock.advance(java.time.Duration.ofDays(2));
    try (AgentRuntime next = process()) {
      assertThat(next.recover().agents()).hasSize(1);
      assertThat(answer()).isEqualTo("awake");
    }
  }

  @Test
  void aMessageThatNobodyTookIsStillThere() throws Exception {
    try (AgentRuntime first = process()) {
      first.agent(definition("Sender")).ask("send");
      assertThat(answer()).isEqualTo("sent");
    }
    try (AgentRuntime next = process()) {
      assertThat(next.agent(definition("Receiver")).ask("receive").text()).isEqualTo("Got news");
      assertThat(answer()).isEqualTo("Got news");
    }
    try (AgentRuntime third = process()) {
      third.agent(definition("Receiver"));
      assertThat(records()).as("it was taken once, and nothing of it is left").isEmpty();
    }
  }

  @Test
  void aRunThatWaitsForAMessageGetsOneThatIsSentInTheNextProcess() throws Exception {
    try (AgentRuntime first = process()) {
      Run run = first.agent(definition("Receiver")).start("receive");
      Eventually.first(run, RunEvent.Waiting.class);
    }
    try (AgentRuntime next = process()) {
      next.agent(definition("Sender")).ask("send");
      assertThat(answer()).isEqualTo("sent");
      next.agent(definition("Receiver"));

      assertThat(answer()).isEqualTo("Got news");
    }
    assertThat(records()).isEmpty();
  }

  @Test
  void agentsAreMadeAgainFromTheirFoldersWhenAnotherDelegatedToThem() throws Exception {
    try (AgentRuntime first = process()) {
      first.agent(definition("Worker"));
      first.agent(definition("Boss")).start("delegate");
      Eventually.pending(first, 1);
    }
    try (AgentRuntime next = process()) {
      next.agent(definition("Boss"));
      Pending pending = Eventually.pending(next, 1).getFirst();
      assertThat(pending.scope().agent()).isEqualTo("worker");
      next.answer(pending, "Bob");

      assertThat(List.of(answer(), answer()))
          .containsExactlyInAnyOrder("Hello Bob", "Heard: Hello Bob");
    }
  }

  @Test
  void anAgentThatCannotBeMadeAgainIsReportedAndTheOthersGoOn() throws Exception {
    try (AgentRuntime first = process()) {
      first.agent(definition("Asker")).start("ask");
      Eventually.pending(first, 1);
      first
          .agent(AgentDefinition.builder("Looker").type("custom").tools("look").build())
          .start("ask");
      Eventually.pending(first, 2);
    }
    try (AgentRuntime next =
        AgentRuntime.builder()
            .home(home)
            .journal(journal)
            .model(ScriptedModel.turn())
            .reasoner(Scene.reasoner("custom", NextProcessTest::reason))
            .build()) {
      Recovery recovery = next.recover();

      assertThat(recovery.agents()).extracting(agent -> agent.id()).containsExactly("asker");
      assertThat(recovery.problems()).containsOnlyKeys("looker");
      assertThat(recovery.problems().get("looker")).contains("no tool 'look'");
      assertThat(Eventually.pending(next, 2)).as("its run is kept").hasSize(2);
    }
  }

  @Test
  void aRunWhoseReasonerIsGoneStaysAndItsAgentIsMade() throws Exception {
    try (AgentRuntime first = process()) {
      first.agent(definition("Asker")).start("ask");
      Eventually.pending(first, 1);
    }
    List<JournalRecord> before = records();
    try (AgentRuntime next =
        AgentRuntime.builder().home(home).journal(journal).model(ScriptedModel.turn()).build()) {
      next.agent(AgentDefinition.builder("Asker").build());

      assertThat(next.pending()).hasSize(1);
    }
    assertThat(records()).isEqualTo(before);
    try (AgentRuntime next = process()) {
      next.answer(Eventually.pending(next, 1).getFirst(), "Ada");
      next.agent(definition("Asker"));

      assertThat(answer()).isEqualTo("Hello Ada");
    }
  }

  /** Requests of that version had fewer fields. */
  @Test
  void aRunThatAnEarlierVersionBeganGoesOn() throws Exception {
    try (AgentRuntime first = process()) {
      first.agent(definition("Asker")).start("recall and ask");
      Eventually.pending(first, 1);
    }
    HeapJournal earlier = new HeapJournal();
    int[] changed = new int[1];
    for (JournalRecord record : records()) {
      if (record instanceof JournalRecord.Result result
          && result.effect().equals("Recall")
          && result.permitted() != null) {
        String asked = result.permitted().request().text();
        String before = asked.replaceAll(",\"bounds\":\\{[^}]*}", "");
        String gave = result.result().text().replaceAll(",\"support\":[0-9.]+", "");
        changed[0] += before.equals(asked) || gave.equals(result.result().text()) ? 0 : 1;
        earlier.append(
            new JournalRecord.Result(
                result.run(),
                result.address(),
                result.effect(),
                new Permitted(Payload.recorded(before), result.permitted().rule()),
                Payload.recorded(gave),
                result.cost(),
                result.at()));
      } else {
        earlier.append(record);
      }
    }
    assertThat(changed).containsExactly(1);
    try (AgentRuntime next = process(earlier)) {
      next.agent(definition("Asker"));
      next.answer(Eventually.pending(next, 1).getFirst(), "Bob");

      assertThat(answer()).isEqualTo("Hello Bob");
    }
  }

  @Test
  void theRunsOfAnAgentThatCouldNotBeMadeGoOnWhenItIs() throws Exception {
    try (AgentRuntime first = process()) {
      first.agent(definition("Asker")).start("ask");
      Eventually.pending(first, 1);
    }
    AgentDefinition learned =
        AgentDefinition.builder("Asker")
            .type("custom")
            .memory(MemoryDefinition.Type.NONE)
            .knowledge("manuals")
            .build();
    AtomicBoolean there = new AtomicBoolean();
    try (AgentRuntime next = process(journal, new Manuals(there))) {
      Pending pending = Eventually.pending(next, 1).getFirst();
      assertThatThrownBy(() -> next.agent(learned)).hasMessageContaining("manuals are away");
      assertThat(next.agent("asker")).isEmpty();
      assertThat(next.run(pending.scope().run())).as("it does not go on yet").isEmpty();
      next.answer(pending, "Bob");

      there.set(true);
      next.agent(learned);

      assertThat(List.of(answer(), answer())).containsExactly("{\"documents\":[]}", "Hello Bob");
    }
  }

  /** Knowledge whose sources cannot be read until they are there. */
  private record Manuals(AtomicBoolean there) implements KnowledgeProvider {
    @Override
    public String name() {
      return "manuals";
    }

    @Override
    public Knowledge open(AgentDefinition agent, StoreLocation location) {
      Knowledge empty = new FixedKnowledge(List.of()).open(agent, location);
      return new Knowledge() {
        @Override
        public DocumentSources scan(String at) {
          if (!there.get()) {
            throw new SetupException(at, "the manuals are away");
          }
          return empty.scan(at);
        }

        @Override
        public Ingested ingest(DocumentSource source) {
          return empty.ingest(source);
        }

        @Override
        public Passages search(KnowledgeQuery query) {
          return empty.search(query);
        }

        @Override
        public JournalPosition committed() {
          return empty.committed();
        }

        @Override
        public void commit(JournalPosition position) {
          empty.commit(position);
        }

        @Override
        public void close() {
          empty.close();
        }
      };
    }
  }
}
