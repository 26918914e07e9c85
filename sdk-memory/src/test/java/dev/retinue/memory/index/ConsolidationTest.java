package dev.retinue.memory.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.retinue.consolidation.ConsolidatingMemory;
import dev.retinue.consolidation.Consolidation;
import dev.retinue.consolidation.Contradiction;
import dev.retinue.consolidation.Contradiction.Sign;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.MemoryCapacities;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.definition.MemoryLifetimes;
import dev.retinue.identity.Principal;
import dev.retinue.journal.StoreLocation;
import dev.retinue.label.Label;
import dev.retinue.memory.Context;
import dev.retinue.memory.Fact;
import dev.retinue.memory.MemoryException;
import dev.retinue.memory.MemoryKind;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.MemorySelection;
import dev.retinue.memory.Note;
import dev.retinue.memory.Turn;
import dev.retinue.run.Run;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentMemory;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.runtime.ConsolidationReport;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.testkit.Seeded;
import dev.retinue.testkit.SettableClock;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What becomes of memory with time, and that it can be undone. */
class ConsolidationTest {
  private static final Principal ADA = new Principal("ada");
  private static final Principal BOB = new Principal("bob");
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final MemoryDefinition ALL_KINDS =
      new MemoryDefinition(MemoryDefinition.Type.ADVANCED, false);

  private final SettableClock clock = SettableClock.at("2026-03-01T10:00:00Z");
  private final AgentRuntime runtime =
      AgentRuntime.builder()
          .inMemory()
          .clock(clock)
          .model(ScriptedModel.answering(request -> ScriptedModel.say("I see.")))
          .build();
  private final Agent agent = agent(ALL_KINDS);
  private final AgentMemory adas = agent.memory(ADA);

  @AfterEach
  void close() {
    runtime.close();
  }

  private Agent agent(MemoryDefinition memory) {
    return runtime.agent(
        AgentDefinition.builder("Scribe " + Integer.toHexString(memory.hashCode()))
            .memory(memory)
            .build());
  }

  private Agent agentHolding(int shortTerm, int longTerm, int episodic, int semantic) {
    return agent(
        ALL_KINDS.with(
            new MemoryCapacities(20, shortTerm, longTerm, episodic, semantic, 2_000, 1_000)));
  }

  private static Turn turn(String id, Principal principal, String user) {
    return new Turn(id, new Context("s", principal, LONG_AGO), user, List.of(), "I see.");
  }

  private static Note note(String id, Principal principal, String text) {
    return new Note(id, new Context("s", principal, LONG_AGO), text, List.of(), Label.NONE);
  }

  private static Fact fact(String id, String value, Instant from, @Nullable Instant to) {
    return new Fact(
        id,
        new Context("s", ADA, LONG_AGO),
        new Fact.Statement("Grace", "employer", value),
        new Fact.Origin(from, to, List.of()),
        Label.NONE);
  }

  private static List<MemoryRecord> all(AgentMemory memory) throws InterruptedException {
    return memory.list(new MemorySelection.All(), "", 1_000);
  }

  private static List<String> ids(AgentMemory memory) throws InterruptedException {
    return all(memory).stream().map(MemoryRecord::id).toList();
  }

  /** Ids by the kind that they are kept as. */
  private static Map<MemoryKind, List<String>> kinds(AgentMemory memory)
      throws InterruptedException {
    Map<MemoryKind, List<String>> kinds = new EnumMap<>(MemoryKind.class);
    for (MemoryKind kind : MemoryKind.values()) {
      List<String> ids =
          memory.list(new MemorySelection.OfKinds(List.of(kind)), "", 1_000).stream()
              .map(MemoryRecord::id)
              .toList();
      if (!ids.isEmpty()) {
        kinds.put(kind, ids);
      }
    }
    return kinds;
  }

  @Nested
  @DisplayName("short-term memory")
  class ShortTerm {
    @Test
    void becomesEpisodicADayAfterItWasRecordedHoweverLongAgoItWasSaid() throws Exception {
      adas.remember(turn("t-1", ADA, "The heron nests in the reeds."));

      clock.advance(DAY.minusSeconds(1));
      assertThat(adas.consolidate().done().moved()).isEmpty();
      assertThat(kinds(adas)).containsOnlyKeys(MemoryKind.SHORT_TERM);

      clock.advance(Duration.ofSeconds(1));
      assertThat(adas.consolidate().done().moved()).containsExactly("t-1");
      assertThat(kinds(adas)).containsOnlyKeys(MemoryKind.EPISODIC);
      assertThat(all(adas)).hasSize(1);
    }

    @Test
    void becomesLongTermIfItIsImportant() throws Exception {
      adas.remember(
          List.of(
              turn("t-1", ADA, "Remember that the deadline of Project Heron is on 12 May."),
              turn("t-2", ADA, "Nice weather.")));
      clock.advance(DAY);

      Consolidation done = adas.consolidate().done();

      assertThat(done.promoted()).containsExactly("t-1");
      assertThat(done.moved()).containsExactly("t-2");
    }

    @Test
    void becomesLongTermIfRunsWereOftenRemindedOfIt() throws Exception {
      adas.remember(
          List.of(
              turn("t-1", ADA, "The boathouse key hangs behind the green door."),
              new Turn(
                  "t-2",
                  new Context("other", ADA, LONG_AGO),
                  "The weather was nice at the lake.",
                  List.of(),
                  "I see.")));
      for (int i = 0; i < 6; i++) {
        agent.session(ADA).ask("Where does the boathouse key hang? " + i);
      }
      adas.recall("The weather at the lake"); // A look of the host's is no use.
      clock.advance(DAY);

      Consolidation done = adas.consolidate().done();

      assertThat(done.promoted()).contains("t-1").doesNotContain("t-2");
      assertThat(done.moved()).contains("t-2");
    }

    @Test
    void isMovedEarlierWhereThereIsTooMuchAndNothingIsLost() throws Exception {
      AgentMemory memory = agentHolding(3, 100, 100, 100).memory(ADA);
      for (int i = 0; i < 8; i++) {
        memory.remember(turn("t-" + i, ADA, "The heron was seen at pond number " + i));
        clock.advance(Duration.ofMinutes(1));
      }

      memory.consolidate();

      assertThat(kinds(memory).get(MemoryKind.SHORT_TERM)).containsExactly("t-5", "t-6", "t-7");
      assertThat(all(memory)).hasSize(8);
    }

    @Test
    void ofASimpleMemoryBecomesLongTermSinceItHasNoOtherKind() throws Exception {
      AgentMemory memory =
          agent(new MemoryDefinition(MemoryDefinition.Type.SIMPLE, false)).memory(ADA);
      memory.remember(turn("t-1", ADA, "I live in Lisbon."));
      clock.advance(DAY);

      assertThat(memory.consolidate().done().derived()).isEmpty();
      assertThat(kinds(memory)).containsOnlyKeys(MemoryKind.LONG_TERM);
    }

    @Test
    void ofTurnsThatSayTheSameTheLatestIsKept() throws Exception {
      for (int i = 0; i < 3; i++) {
        Context context = new Context("s-" + i, ADA, LONG_AGO.plus(DAY.multipliedBy(i)));
        adas.remember(
            new Turn("t-" + i, context, "The herons are back!", List.of(), "That is good news."));
        clock.advance(DAY.plusSeconds(1));
        adas.consolidate();
      }

      assertThat(ids(adas)).containsExactly("t-2");
    }
  }

  @Nested
  @DisplayName("what is derived")
  class Derived {
    @Test
    void namesItsSourceAndIsFound() throws Exception {
      adas.remember(turn("t-1", ADA, "My name is Ada and I live in Lisbon."));

      List<MemoryRecord> derived = adas.consolidate().done().derived();

      assertThat(derived)
          .extracting(MemoryRecord::text)
          .containsExactly("ada: name: Ada", "ada: home: Lisbon");
      assertThat(derived).allSatisfy(each -> assertThat(each.sources()).containsExactly("t-1"));
      assertThat(all(adas)).containsAll(derived).hasSize(3);
      assertThat(adas.recall("What is the home of Ada?").relevant())
          .anySatisfy(found -> assertThat(found.record()).isEqualTo(derived.getLast()));
    }

    @Test
    void isNotDerivedAgain() throws Exception {
      adas.remember(turn("t-1", ADA, "I live in Lisbon."));
      ConsolidationReport first = adas.consolidate();

      assertThat(first.changed()).isTrue();
      assertThat(adas.consolidate().changed()).isFalse();
      String fact = first.done().derived().getFirst().id();
      adas.forget(new MemorySelection.Ids(List.of(fact)));
      assertThat(adas.consolidate().changed()).isFalse();
      adas.remember(turn("t-2", ADA, "I live in Lisbon, as you know."));
      assertThat(adas.consolidate().done().derived()).hasSize(1);
      adas.remember(turn("t-3", ADA, "I live in Lisbon now."));
      assertThat(adas.consolidate().done().derived()).isEmpty();
    }

    @Test
    void ofNotesThatSayNearlyTheSameIsOneThatNamesThem() throws Exception {
      adas.remember(
          List.of(
              note("n-1", ADA, "Grace likes tea"),
              note("n-2", ADA, "Grace really likes the tea"),
              note("n-3", ADA, "Grace does not like tea"),
              note("n-4", ADA, "Edsger likes tea")));
      agent.memory(BOB).remember(note("n-5", BOB, "Grace just likes tea"));

      Consolidation done = adas.consolidate().done();

      assertThat(done.merged()).containsExactlyInAnyOrder("n-1", "n-2");
      assertThat(done.derived())
          .singleElement()
          .satisfies(one -> {
            assertThat(one.text()).isEqualTo("Grace really likes the tea");
            assertThat(one.sources()).containsExactly("n-1", "n-2");
          });
      assertThat(ids(adas)).hasSize(3).contains("n-3", "n-4");
      assertThat(ids(agent.memory(BOB))).containsExactly("n-5");
    }

    @Test
    void isNotKeptIfItsSourceWasForgottenMeanwhile() {
      // By the contract of rearrange; a review and its change are a moment apart.
      try (ConsolidatingMemory memory =
          (ConsolidatingMemory)
              new LuceneMemoryProvider()
                  .open(
                      AgentDefinition.builder("Scribe").build(),
                      new StoreLocation(null, null, clock))) {
        memory.keep(turn("t-1", ADA, "I live in Lisbon."));
        Consolidation proposed = memory.review(ADA, List.of());
        memory.forget(new MemorySelection.All(), ADA);

        memory.rearrange(proposed.change(), ADA);

        assertThat(proposed.derived()).hasSize(1);
        assertThat(memory.list(new MemorySelection.All(), ADA, "", 10)).isEmpty();
      }
    }
  }

  @Nested
  @DisplayName("contradictions")
  class Contradictions {
    @Test
    void areNamedWithTheirSignAndNothingIsChangedForThem() throws Exception {
      adas.remember(
          List.of(
              note("n-1", ADA, "The harbour gate is open on Sundays"),
              note("n-2", ADA, "The harbour gate is closed on Sundays"),
              turn("t-1", ADA, "The old crane lifts 40 tonnes."),
              turn("t-2", ADA, "The old crane lifts 45 tonnes."),
              fact("f-1", "ACME", LONG_AGO, LONG_AGO.plus(DAY.multipliedBy(100))),
              fact("f-2", "Globex", LONG_AGO.plus(DAY.multipliedBy(50)), null),
              fact("f-3", "Initech", LONG_AGO.plus(DAY.multipliedBy(200)), null)));

      Consolidation done = adas.consolidate().done();

      assertThat(done.contradictions())
          .extracting(each -> each.one().id() + " " + each.other().id(), Contradiction::sign)
          .containsExactlyInAnyOrder(
              tuple("n-1 n-2", Sign.OPPOSITE),
              tuple("t-1 t-2", Sign.OTHER_NUMBER),
              tuple("f-1 f-2", Sign.OTHER_VALUE));
      assertThat(done.contradictions().getFirst().sign().reason()).isNotBlank();
      assertThat(ids(adas)).hasSize(7);
      assertThat(adas.consolidate().done().contradictions()).isEmpty();
    }
  }

  @Nested
  @DisplayName("capacities and lifetimes")
  class Limits {
    @Test
    void theLeastWorthGoesWhereThereIsTooMuch() throws Exception {
      AgentMemory memory = agentHolding(1, 100, 2, 100).memory(ADA);
      memory.remember(turn("t-1", ADA, "Fine"));
      memory.remember(turn("t-2", ADA, "Remember the regatta"));
      memory.remember(turn("t-3", ADA, "Ok then"));
      memory.remember(turn("t-4", ADA, "The Heron sails on 12 May"));
      clock.advance(DAY.multipliedBy(40));
      memory.consolidate();
      memory.consolidate();

      assertThat(kinds(memory).values().stream().flatMap(List::stream))
          .containsExactlyInAnyOrder("t-2", "t-4");
    }

    @Test
    void ofLongTermMemoryTurnsBecomeEpisodicAndNotesGo() throws Exception {
      AgentMemory memory = agentHolding(100, 2, 100, 100).memory(ADA);
      memory.remember(turn("t-1", ADA, "Remember the regatta of Lisbon on 12 May"));
      clock.advance(DAY);
      memory.consolidate();
      assertThat(kinds(memory)).containsOnlyKeys(MemoryKind.LONG_TERM);
      clock.advance(DAY.multipliedBy(900));
      memory.remember(List.of(note("n-1", ADA, "red"), note("n-2", ADA, "green")));
      clock.advance(DAY.multipliedBy(300));
      memory.remember(note("n-3", ADA, "blue"));

      Consolidation done = memory.consolidate().done();

      assertThat(done.moved()).containsExactly("t-1");
      assertThat(done.evicted()).containsExactly("n-1");
      assertThat(kinds(memory).get(MemoryKind.LONG_TERM)).containsExactly("n-2", "n-3");
    }

    @Test
    void ofFactsThoseThatHoldNoMoreGoFirst() throws Exception {
      AgentMemory memory = agentHolding(100, 100, 100, 1).memory(ADA);
      memory.remember(
          List.of(
              fact("f-1", "Globex", LONG_AGO.plus(DAY), null),
              fact("f-2", "ACME", LONG_AGO, null)));

      ConsolidationReport report = memory.consolidate();

      assertThat(report.done().evicted()).containsExactly("f-2");
      memory.undo(report.run());
      memory.forget(new MemorySelection.Ids(List.of("f-1")));
      assertThat(all(memory)).containsExactly(fact("f-2", "ACME", LONG_AGO, null));
    }

    @Test
    void whatHasALifetimeIsDeletedAtItsEnd() throws Exception {
      AgentMemory memory =
          agent(
                  ALL_KINDS.with(
                      new MemoryLifetimes(
                          Duration.ofHours(1), null, DAY.multipliedBy(30), null, null, null)))
              .memory(ADA);
      memory.remember(turn("t-1", ADA, "The heron nests in the reeds."));
      clock.advance(Duration.ofHours(1));
      Consolidation moving = memory.consolidate().done();
      assertThat(moving.moved()).containsExactly("t-1");

      clock.advance(DAY.multipliedBy(30));

      assertThat(memory.consolidate().done().expired()).containsExactly("t-1");
      assertThat(ids(memory)).isEmpty();
    }

    @Test
    void theNextEndOfALifetimeIsTold() throws Exception {
      adas.remember(turn("t-1", ADA, "The heron nests in the reeds."));

      assertThat(adas.consolidate().done().due()).isEqualTo(clock.instant().plus(DAY));
    }
  }

  @Nested
  @DisplayName("undone")
  class Undone {
    @Test
    void itIsAsItWas() throws Exception {
      adas.remember(
          List.of(
              turn("t-1", ADA, "I live in Lisbon."),
              note("n-1", ADA, "Grace likes tea"),
              note("n-2", ADA, "Grace likes the tea")));
      clock.advance(DAY);
      List<MemoryRecord> before = all(adas);
      Map<MemoryKind, List<String>> kindsBefore = kinds(adas);
      ConsolidationReport report = adas.consolidate();
      assertThat(all(adas)).isNotEqualTo(before);

      adas.undo(report.run());

      assertThat(all(adas)).isEqualTo(before);
      assertThat(kinds(adas)).isEqualTo(kindsBefore);
      assertThat(adas.consolidate().changed()).as("nothing is done again at once").isFalse();
      adas.undo(report.run());
      assertThat(all(adas)).isEqualTo(before);
    }

    @Seeded
    void itIsAsItWasWhateverItHeld(RandomGenerator random) throws Exception {
      List<String> subjects = List.of("heron", "otter", "crane", "harbour", "Grace", "Edsger");
      List<String> says = List.of("likes tea", "is closed", "is open", "has 12 eggs", "sleeps");
      for (int round = 0; round < 15; round++) {
        AgentMemory memory =
            agentHolding(
                    1 + random.nextInt(6),
                    1 + random.nextInt(6),
                    1 + random.nextInt(6),
                    1 + random.nextInt(3))
                .memory(new Principal("ada" + round));
        for (int i = 0; i < 25; i++) {
          String text =
              subjects.get(random.nextInt(subjects.size()))
                  + (random.nextBoolean() ? " really " : " ")
                  + says.get(random.nextInt(says.size()));
          Context context =
              new Context("s" + random.nextInt(3), memory.principal(), LONG_AGO.plusSeconds(i));
          memory.remember(
              switch (random.nextInt(3)) {
                case 0 -> new Note("n-" + i, context, text, List.of(), Label.NONE);
                case 1 ->
                    new Fact(
                        "f-" + i,
                        context,
                        new Fact.Statement("Grace", "is", text),
                        new Fact.Origin(context.at(), null, List.of()),
                        Label.NONE);
                default ->
                    new Turn(
                        "t-" + i,
                        context,
                        random.nextBoolean() ? text : "I live in Lisbon.",
                        List.of(),
                        "");
              });
          clock.advance(Duration.ofHours(random.nextInt(6)));
        }
        List<MemoryRecord> before = all(memory);
        Map<MemoryKind, List<String>> kindsBefore = kinds(memory);
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          ConsolidationReport report = memory.consolidate();
          if (report.changed()) {
            runs.add(report.run());
          }
          clock.advance(DAY);
        }
        assertThat(runs).isNotEmpty();

        for (String run : runs.reversed()) {
          memory.undo(run);
        }

        assertThat(all(memory)).isEqualTo(before);
        assertThat(kinds(memory)).isEqualTo(kindsBefore);
      }
    }

    @Test
    void itIsOfItsPrincipalAlone() throws Exception {
      adas.remember(turn("t-1", ADA, "I live in Lisbon."));
      String run = adas.consolidate().run();

      assertThatThrownBy(() -> agent.memory(BOB).undo(run))
          .isInstanceOf(MemoryException.class)
          .hasMessageContaining("of 'bob': no such run of it is kept; agent.history() lists");
      assertThatThrownBy(() -> adas.undo("none")).isInstanceOf(MemoryException.class);
      Run other = agent.session(ADA).start("Hello");
      other.await();
      assertThatThrownBy(() -> adas.undo(other.id()))
          .isInstanceOf(MemoryException.class)
          .hasMessageContaining("it is no consolidation");
    }
  }

  @Test
  void whatIsOfAnotherPrincipalOrSharedIsNotTouched() throws Exception {
    AgentMemory bobs = agent.memory(BOB);
    bobs.remember(turn("t-1", BOB, "I live in Porto."));
    agent.memory().remember(turn("t-2", Principal.SHARED, "I live in Faro."));
    clock.advance(DAY);

    assertThat(adas.consolidate().changed()).isFalse();
    assertThat(kinds(bobs)).containsOnlyKeys(MemoryKind.SHORT_TERM);
    assertThat(agent.memory().consolidate().done().derived()).isEmpty();
    assertThat(kinds(bobs)).containsEntry(MemoryKind.SHORT_TERM, List.of("t-1"));
  }

  @Test
  void whatIsRememberedMeanwhileIsNotLost() throws Exception {
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              try {
                for (int i = 0; i < 200; i++) {
                  adas.remember(turn("t-" + i, ADA, "The heron number " + i + " was seen"));
                  clock.advance(Duration.ofHours(1));
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    while (writer.isAlive()) {
      adas.consolidate();
    }

    assertThat(ids(adas)).hasSize(200);
    assertThat(kinds(adas).values().stream().mapToInt(List::size).sum()).isEqualTo(200);
  }

  @Test
  void anExportIsTheSameWhateverHasBeenPromoted() throws Exception {
    adas.remember(turn("t-1", ADA, "Remember the regatta of Lisbon on 12 May"));
    StringWriter before = new StringWriter();
    adas.exportTo(before);
    clock.advance(DAY);
    assertThat(adas.consolidate().done().promoted()).hasSize(1);

    StringWriter after = new StringWriter();
    adas.exportTo(after);

    assertThat(after.toString()).isEqualTo(before.toString());
  }

  @Test
  void aRecallFindsTheSameBeforeAndAfter() throws Exception {
    List<String> birds = List.of("heron", "otter", "egret", "stork", "crane", "bittern", "avocet");
    for (String bird : birds) {
      adas.remember(turn("t-" + bird, ADA, "The " + bird + " was seen at the lake in May"));
    }
    List<List<String>> before = recalled(birds);
    clock.advance(DAY);

    assertThat(adas.consolidate().done().moved()).hasSize(birds.size());

    assertThat(recalled(birds)).isEqualTo(before);
  }

  private List<List<String>> recalled(List<String> birds) throws InterruptedException {
    List<List<String>> found = new ArrayList<>();
    for (String bird : birds) {
      found.add(
          adas.recall("Where was the " + bird + " seen?").relevant().stream()
              .map(each -> each.record().id())
              .limit(1)
              .toList());
    }
    return found;
  }
}
