package dev.retinue.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.consolidation.ConsolidatingMemory;
import dev.retinue.consolidation.Consolidation;
import dev.retinue.consolidation.MemoryChange;
import dev.retinue.consolidation.MemoryChange.Shift;
import dev.retinue.consolidation.Standing;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.definition.MemoryUpkeep;
import dev.retinue.identity.Principal;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.StoreLocation;
import dev.retinue.label.Label;
import dev.retinue.memory.Context;
import dev.retinue.memory.Memory;
import dev.retinue.memory.MemoryException;
import dev.retinue.memory.MemoryKind;
import dev.retinue.memory.MemoryProvider;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.Note;
import dev.retinue.testkit.HeapMemory;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Memories are consolidated in the background, when there is reason to, and else not looked at. */
class UpkeepTest {
  private static final Principal ADA = new Principal("ada");
  private static final Duration SOON = Duration.ofMillis(5);
  private static final Duration NEVER = Duration.ofDays(300);

  private final SettableClock clock = SettableClock.at("2026-03-01T10:00:00Z");
  private final Map<String, Looked> memories = new ConcurrentHashMap<>();
  private final AgentRuntime runtime =
      AgentRuntime.builder()
          .inMemory()
          .clock(clock)
          .model(ScriptedModel.answering(request -> ScriptedModel.say("fine")))
          .memory(
              new MemoryProvider() {
                @Override
                public String name() {
                  return "looked";
                }

                @Override
                public Memory open(AgentDefinition agent, StoreLocation location) {
                  return memories.computeIfAbsent(agent.id(), any -> new Looked());
                }
              })
          .build();

  /** A memory that says when it is looked at and changed. */
  private static final class Looked extends HeapMemory implements ConsolidatingMemory {
    final AtomicInteger reviews = new AtomicInteger();
    final Semaphore changes = new Semaphore(0);
    final Deque<Instant> ends = new ArrayDeque<>();
    volatile boolean fails;

    Looked() {
      super(List.of(), JournalPosition.NONE);
    }

    @Override
    public Consolidation review(Principal principal, List<MemoryRecord> found) {
      reviews.incrementAndGet();
      if (fails) {
        throw new IllegalStateException("a review failed, as it was told to");
      }
      Standing before = new Standing(MemoryKind.SHORT_TERM, Instant.EPOCH, false);
      return new Consolidation(
          new MemoryChange(List.of(), List.of(), List.of(new Shift("n", before, before.looked()))),
          List.of(),
          false,
          ends.poll());
    }

    @Override
    public void rearrange(MemoryChange change, Principal principal) {
      changes.release();
    }

    @Override
    public void used(List<String> ids) {}

    boolean isChanged() throws InterruptedException {
      return changes.tryAcquire(20, TimeUnit.SECONDS);
    }
  }

  @AfterEach
  void close() {
    runtime.close();
  }

  private Agent agent(String name, MemoryUpkeep upkeep) {
    return runtime.agent(
        AgentDefinition.builder(name)
            .memory(new MemoryDefinition(MemoryDefinition.Type.ADVANCED, false).with(upkeep))
            .build());
  }

  private Looked told(String name, MemoryUpkeep upkeep, Instant... ends)
      throws InterruptedException {
    Looked memory = memories.computeIfAbsent(name, any -> new Looked());
    memory.ends.addAll(List.of(ends));
    agent(name, upkeep)
        .memory(ADA)
        .remember(
            new Note(
                "n" + memory.records().size(),
                new Context("s", ADA, clock.instant()),
                "something new " + memory.records().size(),
                List.of(),
                Label.NONE));
    return memory;
  }

  private static MemoryUpkeep when(boolean background, Duration idle, Duration every) {
    return new MemoryUpkeep(background, idle, every, MemoryUpkeep.Extraction.RULES);
  }

  @Test
  void whenNobodyHasUsedItForAWhile() throws Exception {
    assertThat(told("idle", when(true, SOON, NEVER)).isChanged()).isTrue();
  }

  @Test
  void whenItIsTimeThoughItIsUsed() throws Exception {
    Looked memory = told("busy", when(true, NEVER, SOON));
    clock.advance(Duration.ofMinutes(1));

    assertThat(memory.isChanged()).isTrue();
  }

  @Test
  void whenALifetimeEnds() throws Exception {
    Looked memory = told("ending", when(true, SOON, NEVER), clock.instant());

    assertThat(memory.isChanged()).isTrue();
    assertThat(memory.isChanged()).isTrue();
  }

  @Test
  void onceUntilSomethingNewComesAndNeverIfItIsNotToBe() throws Exception {
    Looked off = told("off", when(false, SOON, SOON));
    Looked once = told("once", when(true, SOON, NEVER));
    assertThat(once.isChanged()).isTrue();

    assertThat(told("later", when(true, SOON, NEVER)).isChanged()).isTrue();
    assertThat(once.reviews).hasValue(1);
    assertThat(off.reviews).hasValue(0);
    told("once", when(true, SOON, NEVER));
    assertThat(once.isChanged()).isTrue();
    assertThat(once.reviews).hasValue(2);
  }

  @Test
  void oneThatFailsHarmsNoOther() throws Exception {
    Looked failing = new Looked();
    failing.fails = true;
    memories.put("failing", failing);
    told("failing", when(true, SOON, NEVER));

    assertThat(told("whole", when(true, SOON, NEVER)).isChanged()).isTrue();
    assertThat(failing.changes.availablePermits()).isZero();
  }

  @Test
  void itIsARunOfTheSystemThatCanBeLookedAt() throws Exception {
    Agent agent = agent("seen", when(false, SOON, NEVER));
    told("seen", when(false, SOON, NEVER));

    ConsolidationReport report = agent.memory(ADA).consolidate();

    assertThat(report.changed()).isTrue();
    assertThat(runtime.history(report.run()).outcome().orElseThrow().text())
        .isEqualTo(
            "0 promoted, 0 moved, 0 derived, 0 merged, 0 expired, 0 evicted, 0 contradictions");
  }

  @Test
  void aMemoryThatCannotBeConsolidatedSaysWhatToAdd() {
    try (AgentRuntime plain =
        AgentRuntime.builder()
            .inMemory()
            .model(ScriptedModel.answering(request -> ScriptedModel.say("fine")))
            .build()) {
      Agent agent = plain.agent(AgentDefinition.builder("Sieve").build());

      assertThatThrownBy(() -> agent.memory(ADA).consolidate())
          .isInstanceOf(MemoryException.class)
          .hasMessage(
              "the memory of agent 'sieve' cannot be consolidated: add dev.retinue:sdk-memory, or"
                  + " give a memory that can");
    }
  }
}
