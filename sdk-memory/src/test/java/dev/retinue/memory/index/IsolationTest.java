package dev.retinue.memory.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.history.Retention;
import dev.retinue.identity.Principal;
import dev.retinue.journal.file.Sync;
import dev.retinue.label.Label;
import dev.retinue.memory.Context;
import dev.retinue.memory.Fact;
import dev.retinue.memory.MemoryKind;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.MemorySelection;
import dev.retinue.memory.Note;
import dev.retinue.memory.RecallQuery;
import dev.retinue.memory.RecallQuery.Bounds;
import dev.retinue.memory.Recollections;
import dev.retinue.memory.Resource;
import dev.retinue.memory.Skill;
import dev.retinue.memory.Turn;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentMemory;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.testkit.Seeded;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many agents and principals that say the same things in sessions of the same names, written and
 * read at once. Each text names its owner. Long, with {@code retinue.exhaustive}: 1,000,000
 * operations over 1,000 agents.
 */
class IsolationTest {
  private static final boolean EXHAUSTIVE = Boolean.getBoolean("retinue.exhaustive");
  private static final int OPERATIONS = EXHAUSTIVE ? 1_000_000 : 20_000;
  private static final int AGENTS = EXHAUSTIVE ? 1_000 : 50;
  private static final int WRITERS = 4;
  private static final int READERS = 4;
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final List<String> WORDS =
      List.of("heron", "otter", "river", "plan", "lunch", "oslo", "count", "april", "nest", "boat");
  private static final List<Principal> PRINCIPALS =
      List.of(
          new Principal("ada"),
          new Principal("adam"),
          new Principal("bob"),
          new Principal("eve"),
          Principal.SHARED);

  @TempDir Path home;

  private final AtomicInteger ids = new AtomicInteger();
  private final AtomicInteger returned = new AtomicInteger();
  private final AtomicInteger forgotten = new AtomicInteger();

  @Seeded
  void nobodyIsShownWhatIsOfAnotherAgentOrPrincipal(RandomGenerator random) throws Exception {
    try (AgentRuntime runtime = runtime();
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS + READERS)) {
      List<Agent> agents = new ArrayList<>();
      for (int i = 0; i < AGENTS; i++) {
        agents.add(runtime.agent(AgentDefinition.builder("agent " + i).build()));
      }
      List<Callable<Integer>> all = new ArrayList<>();
      int each = OPERATIONS / (WRITERS + READERS);
      for (int i = 0; i < WRITERS + READERS; i++) {
        Random own = new Random(random.nextLong());
        boolean writes = i < WRITERS;
        all.add(() -> operate(agents, own, each, writes));
      }
      int operations = 0;
      for (Future<Integer> done : threads.invokeAll(all)) {
        operations += done.get();
      }
      assertThat(operations).isEqualTo(OPERATIONS);
      assertThat(returned.get()).isGreaterThan(OPERATIONS);
      assertThat(forgotten.get()).isPositive();
    }
  }

  private AgentRuntime runtime() {
    return AgentRuntime.builder()
        .home(home)
        .sync(Sync.PROCESS)
        .history(Retention.lastRuns(0))
        .model(ScriptedModel.answering(request -> ScriptedModel.say("")))
        .build();
  }

  private int operate(List<Agent> agents, Random random, int operations, boolean writes)
      throws InterruptedException {
    for (int i = 0; i < operations; i++) {
      Agent agent = agents.get(random.nextInt(agents.size()));
      AgentMemory memory = agent.memory(PRINCIPALS.get(random.nextInt(PRINCIPALS.size())));
      if (writes) {
        write(agent, memory, random);
      } else {
        read(agent, memory, random);
      }
    }
    return operations;
  }

  private void write(Agent agent, AgentMemory memory, Random random) throws InterruptedException {
    if (random.nextInt(12) > 0) {
      memory.remember(record(owner(agent, memory.principal()), memory.principal(), random));
    } else {
      forgotten.addAndGet(memory.forget(selection(random)));
    }
  }

  private void read(Agent agent, AgentMemory memory, Random random) throws InterruptedException {
    List<MemoryRecord> seen = new ArrayList<>();
    if (random.nextInt(4) > 0) {
      Recollections found = memory.recall(query(random));
      seen.addAll(found.recent());
      found.relevant().forEach(each -> seen.add(each.record()));
    } else {
      seen.addAll(memory.list(selection(random), "", 50));
    }
    for (MemoryRecord record : seen) {
      assertThat(record.text())
          .as("what %s of %s is shown", memory.principal(), agent.id())
          .containsAnyOf(owner(agent, memory.principal()), owner(agent, Principal.SHARED));
    }
    returned.addAndGet(seen.size());
  }

  private static String owner(Agent agent, Principal principal) {
    return "[" + agent.id() + " of " + principal.name() + "]";
  }

  private MemoryRecord record(String owner, Principal principal, Random random) {
    String id = "r%07d".formatted(ids.incrementAndGet());
    Instant at = START.plusSeconds(random.nextInt(1_000_000));
    Context context = new Context(session(random), principal, at);
    String text = words(random) + " " + owner;
    return switch (random.nextInt(5)) {
      case 0 -> new Turn(id, context, text, List.of(), words(random));
      case 1 -> new Note(id, context, text, List.of(), Label.NONE);
      case 2 ->
          new Fact(
              id,
              context,
              new Fact.Statement(word(random), word(random), text),
              new Fact.Origin(at, null, List.of()),
              Label.NONE);
      case 3 ->
          new Skill(
              id,
              context,
              new Skill.Practice(word(random), List.of(word(random)), text),
              List.of(),
              Label.NONE);
      default ->
          new Resource(
              id,
              context,
              new Resource.Holding(word(random), word(random), text),
              List.of(),
              Label.NONE);
    };
  }

  private static RecallQuery query(Random random) {
    List<MemoryKind> kinds =
        random.nextInt(3) == 0 ? List.of(MemoryKind.SEMANTIC, MemoryKind.PROCEDURAL) : List.of();
    Instant asOf = random.nextBoolean() ? START.plusSeconds(random.nextInt(1_000_000)) : null;
    return new RecallQuery(words(random), session(random), random.nextInt(4), 1 + random.nextInt(9))
        .within(new Bounds(kinds, 0, asOf, List.of()));
  }

  private static MemorySelection selection(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> new MemorySelection.All();
      case 1 -> new MemorySelection.OfKinds(List.of(MemoryKind.SEMANTIC, MemoryKind.SHORT_TERM));
      default -> new MemorySelection.OfSession(session(random));
    };
  }

  private static String session(Random random) {
    return "session" + random.nextInt(5);
  }

  private static String word(Random random) {
    return WORDS.get(random.nextInt(WORDS.size()));
  }

  private static String words(Random random) {
    return word(random) + " " + word(random) + " " + word(random) + " " + random.nextInt(1000);
  }
}
