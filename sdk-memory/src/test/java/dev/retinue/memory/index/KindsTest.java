package dev.retinue.memory.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.identity.Principal;
import dev.retinue.journal.StoreLocation;
import dev.retinue.label.Label;
import dev.retinue.memory.Context;
import dev.retinue.memory.Fact;
import dev.retinue.memory.Memory;
import dev.retinue.memory.MemoryKind;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.MemorySelection;
import dev.retinue.memory.Note;
import dev.retinue.memory.RecallQuery;
import dev.retinue.memory.RecallQuery.Bounds;
import dev.retinue.memory.Recollections.Recollection;
import dev.retinue.memory.Skill;
import dev.retinue.memory.Turn;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What each kind of memory does beside being found by what it says. */
class KindsTest {
  private static final Principal ADA = new Principal("ada");
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Instant JANUARY = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");

  private final Memory memory =
      new LuceneMemoryProvider()
          .open(
              AgentDefinition.builder("Scribe").build(),
              new StoreLocation(null, null, Clock.fixed(NOW, ZoneOffset.UTC)));

  @AfterEach
  void close() {
    memory.close();
  }

  private static Context context() {
    return new Context("s", ADA, NOW);
  }

  private static Fact fact(String id, String value, Instant from, @Nullable Instant to) {
    return fact(id, "Ada", "employer", value, from, to);
  }

  private static Fact fact(
      String id,
      String subject,
      String attribute,
      String value,
      Instant from,
      @Nullable Instant to) {
    return new Fact(
        id,
        context(),
        new Fact.Statement(subject, attribute, value),
        new Fact.Origin(from, to, List.of()),
        Label.NONE);
  }

  private List<MemoryRecord> recalled(String text, Bounds bounds) {
    return memory
        .recall(new RecallQuery(text, "new", 0, 10).within(bounds), ADA)
        .relevant()
        .stream()
        .map(Recollection::record)
        .toList();
  }

  private static Bounds asOf(Instant instant) {
    return new Bounds(List.of(), 0, instant, List.of());
  }

  private static String value(MemoryRecord record) {
    return ((Fact) record).statement().value();
  }

  @Test
  void whatIsKnownAlreadyIsNotKeptAgainUnderAnotherId() {
    for (int i = 0; i < 10; i++) {
      memory.keep(fact("f-" + i, "ACME", JANUARY, null));
      memory.keep(new Note("n-" + i, context(), "Ada likes tea", List.of(), Label.NONE));
      memory.keep(new Turn("t-" + i, context(), "hello", List.of(), "hello"));
    }
    memory.keep(new Note("m-1", context(), "Ada likes coffee", List.of(), Label.NONE));
    memory.keep(
        new Note(
            "m-2",
            new Context("s", Principal.SHARED, NOW),
            "Ada likes tea",
            List.of(),
            Label.NONE));

    assertThat(memory.list(new MemorySelection.All(), ADA, "", 100))
        .extracting(MemoryRecord::id)
        .containsExactly("f-0", "m-1", "m-2", "n-0", "t-0");
  }

  @Nested
  @DisplayName("facts")
  class Facts {
    private final Fact first = fact("f-1", "ACME", JANUARY, null);
    private final Fact second = fact("f-2", "Globex", MARCH, null);
    private final Fact third = fact("f-3", "Initech", MAY, null);

    @Test
    void theNewerTakesThePlaceOfTheOlderWithoutDeletingIt() {
      memory.keep(first);
      memory.keep(second);

      assertThat(recalled("Who is Ada's employer?", Bounds.NONE)).containsExactly(second);
      assertThat(memory.list(new MemorySelection.All(), ADA, "", 10))
          .containsExactly(first.until(MARCH), second);
    }

    @Test
    void whatHeldAtAnyTimeIsKnownExactly() {
      for (Fact each : List.of(third, first, second)) { // in whatever order they became known
        memory.keep(each);
      }

      assertThat(recalled("Ada's employer", asOf(JANUARY.minusSeconds(1)))).isEmpty();
      assertThat(recalled("Ada's employer", asOf(JANUARY)))
          .extracting(KindsTest::value)
          .containsExactly("ACME");
      assertThat(recalled("Ada's employer", asOf(MARCH.minusNanos(1_000))))
          .extracting(KindsTest::value)
          .containsExactly("ACME");
      assertThat(recalled("Ada's employer", asOf(MARCH)))
          .extracting(KindsTest::value)
          .containsExactly("Globex");
      assertThat(recalled("Ada's employer", asOf(MAY.plus(Duration.ofDays(900)))))
          .extracting(KindsTest::value)
          .containsExactly("Initech");
    }

    @Test
    void oneThatEndedHoldsNoMore() {
      memory.keep(fact("f-1", "ACME", JANUARY, MARCH));

      assertThat(recalled("Ada's employer", Bounds.NONE)).isEmpty();
      assertThat(recalled("Ada's employer", asOf(MARCH.minusSeconds(1)))).hasSize(1);
    }

    @Test
    void theOlderHoldsAgainWhenTheNewerIsForgotten() {
      memory.keep(first);
      memory.keep(second);

      memory.forget(new MemorySelection.Ids(List.of("f-2")), ADA);

      assertThat(recalled("Ada's employer", Bounds.NONE)).containsExactly(first);
    }

    @Test
    void anotherSubjectOrAttributeIsNotTouched() {
      memory.keep(first);
      memory.keep(fact("f-4", "Ada", "office", "Lisbon", MARCH, null));
      memory.keep(fact("f-5", "Bob", "employer", "Globex", MARCH, null));

      assertThat(recalled("Ada employer office Bob", Bounds.NONE))
          .extracting(MemoryRecord::id)
          .containsExactlyInAnyOrder("f-1", "f-4", "f-5");
    }

    /** Fifty people of whom five things change eight times each, told in a random order. */
    @Test
    void ofFactsThatChangeTheCurrentOneComesFirst() {
      List<String> attributes =
          List.of("employer", "home town", "favourite drink", "phone number", "project");
      List<Fact> facts = new ArrayList<>();
      for (int person = 0; person < 50; person++) {
        for (String attribute : attributes) {
          for (int change = 0; change < 8; change++) {
            facts.add(
                fact(
                    "f-" + person + "-" + attribute + "-" + change,
                    "Person" + person,
                    attribute,
                    "value" + person + "x" + change,
                    JANUARY.plus(Duration.ofDays(10L * change)),
                    null));
          }
        }
      }
      Collections.shuffle(facts, new Random(7));
      facts.forEach(memory::keep);

      long current =
          IntStream.range(0, 50)
              .mapToLong(person ->
                  attributes.stream()
                      .map(attribute ->
                          recalled(
                              "What is the " + attribute + " of Person" + person + "?",
                              Bounds.NONE))
                      .filter(found ->
                          !found.isEmpty()
                              && value(found.getFirst()).equals("value" + person + "x7"))
                      .count())
              .sum();

      assertThat(current).isGreaterThanOrEqualTo(Math.round(0.95 * 250));
    }
  }

  @Nested
  @DisplayName("skills")
  class Skills {
    private Skill skill(String id, String... triggers) {
      return new Skill(
          id,
          context(),
          new Skill.Practice(
              "Month end", List.of(triggers), "Close the ledger, then send the summary."),
          List.of(),
          Label.NONE);
    }

    @Test
    void comeBackByTheirTriggerHoweverLittleElseTheyShare() {
      memory.keep(skill("k-1", "expense report"));
      for (int i = 0; i < 30; i++) {
        memory.keep(
            new Note("n-" + i, context(), "prepare it by noon, " + i, List.of(), Label.NONE));
      }

      List<Recollection> found =
          memory
              .recall(new RecallQuery("Prepare it: the expense reports", "new", 0, 5), ADA)
              .relevant();

      assertThat(found.getFirst().record().id()).isEqualTo("k-1");
      assertThat(found.getFirst().kind()).isEqualTo(MemoryKind.PROCEDURAL);
      assertThat(found).hasSize(5);
    }

    @Test
    void theWordsOfATriggerStandTogether() {
      memory.keep(skill("k-1", "expense report"));

      assertThat(recalled("Report the weather, at no expense", Bounds.NONE)).isEmpty();
      assertThat(recalled("", Bounds.NONE)).isEmpty();
      assertThat(recalled("File my EXPENSE report", Bounds.NONE)).hasSize(1);
    }
  }

  @Nested
  @DisplayName("bounds")
  class Within {
    @Test
    void ofKindsLeaveOutTheOthers() {
      memory.keep(fact("f-1", "ACME", JANUARY, null));
      memory.keep(new Note("n-1", context(), "Ada's employer pays late", List.of(), Label.NONE));

      assertThat(
              recalled(
                  "Ada's employer", new Bounds(List.of(MemoryKind.LONG_TERM), 0, null, List.of())))
          .extracting(MemoryRecord::id)
          .containsExactly("n-1");
    }

    @Test
    void leaveOutWhatIsKnownAlready() {
      memory.keep(fact("f-1", "ACME", JANUARY, null));

      assertThat(recalled("Ada's employer", new Bounds(List.of(), 0, null, List.of("f-1"))))
          .isEmpty();
    }

    @Test
    void ofLengthGiveEachKindItsShare() {
      for (int i = 0; i < 9; i++) {
        memory.keep(
            new Note(
                "n-" + i,
                context(),
                "Ada's employer, employer, employer: " + "on and on ".repeat(20),
                List.of(),
                Label.NONE));
      }
      memory.keep(fact("f-1", "ACME", JANUARY, null));

      List<MemoryRecord> found =
          recalled("Ada's employer", new Bounds(List.of(), 250, null, List.of()));

      assertThat(found).anyMatch(Fact.class::isInstance).anyMatch(Note.class::isInstance);
      assertThat(found.stream().mapToLong(Share::tokens).sum()).isLessThanOrEqualTo(250);
    }
  }
}
