package dev.retinue.run;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.calls;
import static dev.retinue.testkit.ScriptedModel.results;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.ToolResult;
import dev.retinue.identity.Address;
import dev.retinue.identity.Principal;
import dev.retinue.journal.HeapJournal;
import dev.retinue.journal.Journal;
import dev.retinue.journal.JournalException;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.JournalRecord;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.testkit.SettableClock;
import dev.retinue.testkit.StoppingJournal;
import dev.retinue.testkit.StoppingJournal.When;
import dev.retinue.tool.ToolTraits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A run that is stopped at any record of its journal goes on to the end it would have come to. */
class ResumptionTest {
  private static final AgentDefinition AGENT =
      AgentDefinition.builder("Traveller").tools("look", "put", "plan").build();

  private static Reference reference;
  private final List<AgentRuntime> dead = new ArrayList<>();

  @BeforeAll
  static void runWithoutStopping() throws Exception {
    reference = uninterrupted();
  }

  /** Only now: a process that dies commits nothing. */
  @AfterEach
  void closeTheDead() {
    dead.forEach(AgentRuntime::close);
  }

  /** One process after another over the same journal, the same memory and the same world. */
  private static final class World {
    final HeapJournal journal = new HeapJournal();
    final CommittedMemory memory = new CommittedMemory();
    final RecordingTool look = RecordingTool.named("look").with(ToolTraits.READS);
    final RecordingTool put =
        RecordingTool.named("put")
            .with(
                ToolTraits.UNDECLARED.withEffectClass(EffectClass.IDEMPOTENT).withConcurrent(true));
    final RecordingTool plan =
        RecordingTool.named("plan")
            .with(ToolTraits.UNDECLARED.withEffectClass(EffectClass.IDEMPOTENT))
            .doing((arguments, context) -> {
              String now = context.now().toString();
              List<ToolResult> both =
                  context
                      .effects()
                      .performAll(
                          List.of(
                              new Effect.CallTool("look", "{\"text\":\"inner\"}"),
                              new Effect.CallTool("put", "{\"text\":\"inner\"}")));
              return new ToolResult.Ok(now + " " + both.get(0).text() + " " + both.get(1).text());
            });

    AgentRuntime process(Journal over, Consumer<RunEvent> listener) {
      return AgentRuntime.builder()
          .journal(over)
          .memory(memory)
          .model(ScriptedModel.answering(World::next))
          .tool(look)
          .tool(put)
          .tool(plan)
          .clock(SettableClock.at("2026-05-01T08:00:00Z"))
          .random(new Random(7))
          .listener(listener)
          .build();
    }

    /** Its answer holds whatever the tools returned, so that no result can be lost unseen. */
    private static AiMessage next(ChatRequest request) {
      return switch (results(request).size()) {
        case 0 -> calls("look", "{\"text\":\"one\"}", "put", "{\"text\":\"two\"}");
        case 2 -> call("plan", "{\"text\":\"three\"}");
        case 3 -> call("look", "{\"text\":\"four\"}");
        default -> say("Seen: " + results(request));
      };
    }
  }

  private static Stream<Arguments> everyAppend() {
    return IntStream.rangeClosed(1, reference.appends())
        .boxed()
        .flatMap(n -> Arrays.stream(When.values()).map(when -> Arguments.of(n, when)));
  }

  /** Without the time it took. */
  private static Usage counts(Outcome outcome) {
    Usage usage = outcome.usage();
    return new Usage(
        usage.modelCalls(),
        usage.toolCalls(),
        usage.tokens(),
        usage.cost(),
        Duration.ZERO,
        usage.models());
  }

  private record Reference(String answer, Usage usage, List<MemoryRecord> memory, int appends) {}

  private static Reference uninterrupted() throws Exception {
    World world = new World();
    StoppingJournal journal = StoppingJournal.never(world.journal);
    try (AgentRuntime runtime = world.process(journal, event -> {})) {
      Outcome outcome = runtime.agent(AGENT).session("s", Principal.SHARED).ask("Go");
      assertThat(outcome).isInstanceOf(Outcome.Answered.class);
      assertThat(world.memory.onDisk()).hasSize(1);
      return new Reference(
          outcome.text(), counts(outcome), world.memory.onDisk(), journal.appends());
    }
  }

  @Test
  void theRunHasEnoughRecordsToBeWorthStopping() throws Exception {
    assertThat(reference.appends()).isGreaterThan(18);
    assertThat(uninterrupted()).isEqualTo(reference);
  }

  @ParameterizedTest(name = "stopped at append {0}, {1}")
  @MethodSource("everyAppend")
  void itGoesOnToTheSameEnd(int append, When when) throws Exception {
    World world = new World();
    List<Address> performedBefore = stopAt(append, when, world);
    List<JournalRecord> records = records(world.journal);
    if (records.isEmpty()) {
      assertThat(append).isEqualTo(1);
      return; // The input was never accepted, and whoever gave it was told.
    }
    Set<Address> recorded = new HashSet<>();
    records.forEach(record -> {
      if (record instanceof JournalRecord.Result result) {
        recorded.add(result.address());
      }
    });

    List<Address> performedAfter = new CopyOnWriteArrayList<>();
    Outcome outcome = goOn(world, records, performedAfter);

    assertThat(outcome).isInstanceOf(Outcome.Answered.class);
    assertThat(outcome.text()).isEqualTo(reference.answer());
    assertThat(counts(outcome)).isEqualTo(reference.usage());
    assertThat(world.memory.onDisk()).isEqualTo(reference.memory());
    assertThat(performedAfter).doesNotHaveDuplicates().noneMatch(recorded::contains);
    assertThat(performedBefore).doesNotHaveDuplicates();
    for (RecordingTool tool : List.of(world.look, world.put, world.plan)) {
      assertThat(callsByKey(tool)).allMatch(times -> times <= 2);
    }
    assertThat(records(world.journal)).as("what has ended and is committed is released").isEmpty();
  }

  /** Runs until the journal dies, and returns what was performed, recorded or not. */
  private List<Address> stopAt(int append, When when, World world) throws Exception {
    List<Address> performed = new CopyOnWriteArrayList<>();
    AgentRuntime dying =
        world.process(StoppingJournal.at(append, when, world.journal), note(performed));
    dead.add(dying);
    var session = dying.agent(AGENT).session("s", Principal.SHARED);
    if (append == 1) {
      assertThatThrownBy(() -> session.start("Go"))
          .isInstanceOf(JournalException.class)
          .hasMessage("the journal was stopped at append 1");
    } else {
      Run run = session.start("Go");
      assertThat(run.await(Duration.ofSeconds(20)))
          .get()
          .isInstanceOfSatisfying(
              Outcome.Failed.class,
              failed -> {
                assertThat(failed.kind()).isEqualTo("JOURNAL");
                assertThat(failed.message()).contains("stopped at append " + append);
              });
    }
    return performed;
  }

  private static Outcome goOn(World world, List<JournalRecord> records, List<Address> performed)
      throws Exception {
    CompletableFuture<Outcome> ended = new CompletableFuture<>();
    try (AgentRuntime next =
        world.process(
            world.journal,
            event -> {
              note(performed).accept(event);
              if (event instanceof RunEvent.Ended end) {
                ended.complete(end.outcome());
              }
            })) {
      next.agent(AGENT);
      if (records.getLast() instanceof JournalRecord.RunEnded end) {
        return end.outcome().as(Outcome.class);
      }
      return ended.get(20, TimeUnit.SECONDS);
    }
  }

  private static Consumer<RunEvent> note(List<Address> performed) {
    return event -> {
      if (event instanceof RunEvent.EffectStarted started) {
        performed.add(started.address());
      }
    };
  }

  private static List<JournalRecord> records(Journal journal) {
    List<JournalRecord> records = new ArrayList<>();
    journal.scan(JournalPosition.NONE, (position, record) -> records.add(record));
    return records;
  }

  private static List<Long> callsByKey(RecordingTool tool) {
    return tool.calls().stream()
        .map(RecordingTool.Call::key)
        .distinct()
        .map(key -> tool.calls().stream().filter(made -> made.key().equals(key)).count())
        .toList();
  }
}
