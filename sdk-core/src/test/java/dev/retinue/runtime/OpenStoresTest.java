package dev.retinue.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.identity.Principal;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.StoreLocation;
import dev.retinue.label.Label;
import dev.retinue.memory.Context;
import dev.retinue.memory.Memory;
import dev.retinue.memory.MemoryProvider;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.MemorySelection;
import dev.retinue.memory.Note;
import dev.retinue.testkit.HeapMemory;
import dev.retinue.testkit.ScriptedModel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores are open while they are used, and what is closed is there again. */
class OpenStoresTest {
  @TempDir Path home;
  private final Files files = new Files();

  /** Memories that outlive their closing, each as it was when it was committed. */
  private static final class Files implements MemoryProvider {
    private final Map<String, List<MemoryRecord>> committed = new ConcurrentHashMap<>();
    private final Map<String, JournalPosition> positions = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private final CountDownLatch anyClosed = new CountDownLatch(1);

    @Override
    public String name() {
      return "files";
    }

    @Override
    public Memory open(AgentDefinition agent, StoreLocation location) {
      mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
      opened.incrementAndGet();
      String id = agent.id();
      return new HeapMemory(
          committed.getOrDefault(id, List.of()), positions.getOrDefault(id, JournalPosition.NONE)) {
        @Override
        public boolean blocks() {
          return true;
        }

        @Override
        public void commit(JournalPosition position) {
          super.commit(position);
          committed.put(id, records());
          positions.put(id, position);
        }

        @Override
        public void close() {
          open.decrementAndGet();
          anyClosed.countDown();
        }
      };
    }
  }

  private AgentRuntime runtime(int most, Duration idle) {
    return AgentRuntime.builder()
        .home(home)
        .model(ScriptedModel.answering(request -> ScriptedModel.say("fine")))
        .memory(files)
        .openStores(most, idle)
        .build();
  }

  private static void note(AgentRuntime runtime, int agent, String id) throws Exception {
    memory(runtime, agent)
        .remember(
            new Note(
                id,
                new Context("s", Principal.SHARED, Instant.parse("2026-03-01T10:00:00Z")),
                "note " + id + " of agent " + agent,
                List.of(),
                Label.NONE));
  }

  private static AgentMemory memory(AgentRuntime runtime, int agent) {
    return runtime.agent(AgentDefinition.builder("Clerk " + agent).build()).memory();
  }

  @Test
  void whatManyAgentsRememberIsThereThoughFewStoresStayOpen() throws Exception {
    try (AgentRuntime runtime = runtime(3, Duration.ofMinutes(5))) {
      for (String id : List.of("a", "b")) {
        for (int agent = 0; agent < 40; agent++) {
          note(runtime, agent, id);
        }
      }
      for (int agent = 0; agent < 40; agent++) {
        assertThat(memory(runtime, agent).list(new MemorySelection.All(), "", 10))
            .extracting(MemoryRecord::text)
            .containsExactly("note a of agent " + agent, "note b of agent " + agent);
      }
      assertThat(files.opened).hasValueGreaterThan(40);
      assertThat(files.mostOpen).as("twice as many, if their closing is slow").hasValueLessThan(8);
    }
    assertThat(files.open).hasValue(0);
  }

  @Test
  void oneThatNobodyUsesIsCommittedAndClosed() throws Exception {
    try (AgentRuntime runtime = runtime(100, Duration.ofMillis(20))) {
      note(runtime, 1, "a");

      assertThat(files.anyClosed.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(memory(runtime, 1).list(new MemorySelection.All(), "", 10)).hasSize(1);
    }
  }

  @Test
  void onesThatAreUsedByManyAtOnceLoseNothing() throws Exception {
    try (AgentRuntime runtime = runtime(1, Duration.ofMillis(1))) {
      List<Thread> writers =
          List.of(1, 2, 3, 4).stream()
              .map(agent ->
                  Thread.ofVirtual()
                      .start(() -> {
                        try {
                          for (int i = 0; i < 50; i++) {
                            note(runtime, agent, "n" + i);
                          }
                        } catch (Exception e) {
                          throw new IllegalStateException(e);
                        }
                      }))
              .toList();
      for (Thread writer : writers) {
        writer.join();
      }
      for (int agent = 1; agent <= 4; agent++) {
        assertThat(memory(runtime, agent).list(new MemorySelection.All(), "", 100)).hasSize(50);
      }
    }
  }

  @Test
  void noStoreAtAllIsRefused() {
    assertThatThrownBy(() -> AgentRuntime.builder().openStores(0, Duration.ofMinutes(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("at least one store and some time must be given, got 0 and PT1M");
  }
}
