package dev.retinue.memory.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.embedding.Embeddings;
import dev.retinue.identity.Principal;
import dev.retinue.journal.StoreLocation;
import dev.retinue.memory.Context;
import dev.retinue.memory.Memory;
import dev.retinue.memory.MemorySelection;
import dev.retinue.memory.RecallQuery;
import dev.retinue.memory.Turn;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Turns are found by what was said around them, as long as that is remembered. */
class SessionTest {
  private static final Principal ADA = new Principal("ada");
  private static final Principal BOB = new Principal("bob");

  private static Memory open(@Nullable Embeddings embeddings) {
    return new LuceneMemoryProvider()
        .open(AgentDefinition.builder("Scribe").build(), new StoreLocation(null, embeddings));
  }

  private static Turn turn(String id, Principal principal, int minute, String user) {
    Instant at = Instant.parse("2026-03-01T10:00:00Z").plusSeconds(60L * minute);
    return new Turn(id, new Context("monday", principal, at), user, List.of(), "");
  }

  private static final List<Turn> TALK =
      List.of(
          turn("1", ADA, 1, "We spoke of apples."),
          turn("2", ADA, 2, "Then the bread rose."),
          turn("3", ADA, 3, "Somebody brought cheese."),
          turn("4", ADA, 4, "The dates were sweet."),
          turn("5", ADA, 5, "Elderberries came last."));

  private static List<String> ids(Memory memory, String text, Principal principal) {
    return memory.recall(new RecallQuery(text, "tuesday", 0, 10), principal).relevant().stream()
        .map(found -> found.record().id())
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"01234", "43210", "20413"})
  void aTurnIsFoundByWhatWasSaidUpToTwoTurnsAwayWhateverCameFirst(String order) {
    try (Memory memory = open(null)) {
      order.chars().forEach(place -> memory.keep(TALK.get(place - '0')));

      assertThat(ids(memory, "cheese", ADA)).containsExactly("1", "2", "3", "4", "5");
      assertThat(ids(memory, "apples", ADA)).containsExactly("1", "2", "3");
      assertThat(ids(memory, "elderberries", ADA)).containsExactly("3", "4", "5");
    }
  }

  @Test
  void aTurnThatIsForgottenIsFoundByNobodysNeighbour() {
    try (Memory memory = open(null)) {
      TALK.forEach(memory::keep);

      memory.forget(new MemorySelection.Ids(List.of("3")), ADA);

      assertThat(ids(memory, "cheese", ADA)).isEmpty();
      assertThat(ids(memory, "apples", ADA)).containsExactly("1", "2", "4");
    }
  }

  @Test
  void severalThatAreForgottenLeaveNothing() {
    try (Memory memory = open(null)) {
      TALK.forEach(memory::keep);

      memory.forget(new MemorySelection.Ids(List.of("2", "4")), ADA);

      assertThat(ids(memory, "bread dates", ADA)).isEmpty();
      assertThat(ids(memory, "apples", ADA)).containsExactly("1", "3", "5");
    }
  }

  @Test
  void whatAnotherPrincipalSaidInTheSameSessionIsNoNeighbour() {
    try (Memory memory = open(null)) {
      TALK.forEach(memory::keep);
      memory.keep(turn("b", BOB, 3, "The safe holds a passport."));

      assertThat(ids(memory, "passport", ADA)).isEmpty();
      assertThat(ids(memory, "cheese", BOB)).isEmpty();
      assertThat(ids(memory, "passport", BOB)).containsExactly("b");
    }
  }

  @Test
  void theMeaningOfATurnLeansToThoseBesideItAndAwayAgain() {
    try (Memory memory = open(new WordEmbeddings("words"))) {
      memory.keep(turn("1", ADA, 1, "My cat"));
      memory.keep(turn("2", ADA, 2, "Zebra crossing"));
      memory.keep(turn("9", ADA, 9_000, "Umbrella stand"));
      assertThat(share(memory, "kitten", "2")).isGreaterThan(share(memory, "kitten", "9"));

      memory.forget(new MemorySelection.Ids(List.of("1")), ADA);

      assertThat(share(memory, "kitten", "2")).isNotPositive();
    }
  }

  /** What meaning gives a turn among others. */
  private static double share(Memory memory, String text, String id) {
    return memory.recall(new RecallQuery(text, "tuesday", 0, 10), ADA).relevant().stream()
        .filter(found -> found.record().id().equals(id))
        .mapToDouble(found -> found.parts().getOrDefault("meaning", 0.0))
        .findFirst()
        .orElseThrow();
  }
}
