package dev.retinue.memory.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.collection.CollectionException;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.embedding.Embeddings;
import dev.retinue.identity.Principal;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.StoreLocation;
import dev.retinue.memory.Context;
import dev.retinue.memory.Memory;
import dev.retinue.memory.MemoryKind;
import dev.retinue.memory.MemoryProvider;
import dev.retinue.memory.RecallQuery;
import dev.retinue.memory.Recollections;
import dev.retinue.memory.Recollections.Recollection;
import dev.retinue.memory.Turn;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LuceneMemoryTest {
  private static final Principal ADA = new Principal("ada");
  private static final Principal BOB = new Principal("bob");
  private static final AgentDefinition AGENT = AgentDefinition.builder("Scribe").build();

  @TempDir Path folder;

  private Memory open(@Nullable Embeddings embeddings) {
    return new LuceneMemoryProvider().open(AGENT, new StoreLocation(folder, embeddings));
  }

  private static Turn turn(
      String id, String session, Principal principal, int minute, String user, String answer) {
    Instant at = Instant.parse("2026-03-01T10:00:00Z").plusSeconds(60L * minute);
    return new Turn(id, new Context(session, principal, at), user, List.of(), answer);
  }

  private static final Turn NAME =
      turn(
          "t1",
          "monday",
          ADA,
          1,
          "My name is Ada and I lead the Heron project.",
          "Nice to meet you, Ada.");
  private static final Turn WEATHER =
      turn("t2", "monday", ADA, 2, "Will it rain in Oslo?", "Yes, all day.");
  private static final Turn LUNCH =
      turn("t3", "monday", ADA, 3, "Book a table for two at noon.", "Booked at the Anchor.");

  private static RecallQuery ask(String text) {
    return new RecallQuery(text, "tuesday", 10, 4);
  }

  private static List<String> relevant(Memory memory, String text, Principal principal) {
    return memory.recall(ask(text), principal).relevant().stream()
        .map(found -> found.record().id())
        .toList();
  }

  @Nested
  class Recalling {
    @Test
    void itAnswersWhatWasSaidInAnotherSession() {
      try (Memory memory = open(null)) {
        List.of(NAME, WEATHER, LUNCH).forEach(memory::keep);

        Recollections recalled = memory.recall(ask("What is my name?"), ADA);

        assertThat(recalled.recent()).isEmpty();
        assertThat(recalled.relevant())
            .first()
            .satisfies(found -> {
              assertThat(found.record()).isEqualTo(NAME);
              assertThat(found.kind()).isEqualTo(MemoryKind.SHORT_TERM);
              assertThat(found.score()).isEqualTo(1.0);
              assertThat(found.parts()).containsKey("words");
              assertThat(found.explain())
                  .matches(
                      "1\\.000( [+-]\\d\\.\\d\\d [a-z]+)+; turn t1 of session monday with ada"
                          + " at 2026-03-01T10:01:00Z");
            });
        assertThat(relevant(memory, "which projects do I lead", ADA)).startsWith("t1");
        assertThat(relevant(memory, "Where was the table booked?", ADA)).startsWith("t3");
      }
    }

    @Test
    void itFindsByMeaningWhereEmbeddingsAreThere() {
      Turn cat = turn("t4", "monday", ADA, 4, "I have a cat.", "Lovely.");
      try (Memory memory = open(new WordEmbeddings("words"))) {
        List.of(NAME, WEATHER, cat).forEach(memory::keep);

        Recollections recalled = memory.recall(ask("kitten feline"), ADA);

        assertThat(recalled.relevant())
            .first()
            .satisfies(found -> assertThat(found.record()).isEqualTo(cat));
        assertThat(recalled.relevant())
            .extracting(Recollection::score)
            .allSatisfy(score -> assertThat(score).isBetween(0.0, 1.0));
        assertThat(relevant(memory, "What is my name?", ADA)).startsWith("t1");
      }
    }

    @Test
    void itReturnsTheLastTurnsOfTheSessionInOrderAndNoneOfThemTwice() {
      try (Memory memory = open(null)) {
        List.of(LUNCH, NAME, WEATHER).forEach(memory::keep);
        memory.keep(
            turn("t9", "sunday", ADA, -600, "My name was misspelt on the badge.", "I am sorry."));

        Recollections recalled =
            memory.recall(new RecallQuery("What is my name?", "monday", 2, 4), ADA);

        assertThat(recalled.recent()).containsExactly(WEATHER, LUNCH);
        assertThat(recalled.relevant())
            .extracting(found -> found.record().id())
            .containsExactlyInAnyOrder("t1", "t9");
      }
    }

    @Test
    void itIsNotCrowdedOutByTheSameQuestionAskedBefore() {
      try (Memory memory = open(null)) {
        memory.keep(NAME);
        for (int i = 0; i < 12; i++) {
          memory.keep(
              turn(
                  "q" + i,
                  "s" + i,
                  ADA,
                  10 + i,
                  i % 2 == 0 ? "What is my name?" : "what is my name? ",
                  "I do not know " + i));
        }

        assertThat(relevant(memory, "What is my name?", ADA))
            .containsExactlyInAnyOrder("q11", "t1");
      }
    }

    @Test
    void itPrefersWhatWasStatedToWhatWasAsked() {
      try (Memory memory = open(null)) {
        memory.keep(turn("asked", "s", ADA, 9, "What is your name?", "I am Scribe."));
        List.of(NAME, WEATHER).forEach(memory::keep);

        assertThat(relevant(memory, "What is my name?", ADA)).startsWith("t1", "asked");
      }
    }

    @Test
    void itReturnsNothingForNothing() {
      try (Memory memory = open(new WordEmbeddings("words"))) {
        assertThat(memory.recall(ask("What is my name?"), ADA)).isEqualTo(Recollections.NOTHING);
        memory.keep(NAME);
        assertThat(memory.recall(ask("   "), ADA)).isEqualTo(Recollections.NOTHING);
        assertThat(memory.recall(new RecallQuery("name", "monday", 0, 0), ADA))
            .isEqualTo(Recollections.NOTHING);
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"name AND (", "🪶", "\"", "{!func}", "\uD800"})
    void itTakesEveryCharacter(String text) {
      try (Memory memory = open(new WordEmbeddings("words"))) {
        memory.keep(turn("odd", "s", ADA, 0, text, text));

        assertThat(relevant(memory, text, ADA)).containsExactly("odd");
      }
    }
  }

  @Nested
  class OfSeveralPrincipals {
    private static final Turn BOBS =
        turn("b1", "monday", BOB, 4, "My name is Bob and my salary is 5.", "Hello Bob.");
    private static final Turn SHARED =
        turn("s1", "monday", Principal.SHARED, 5, "The office's name is Harbour.", "Noted.");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itReturnsOnlyTheirOwnAndTheShared(boolean embeddings) {
      try (Memory memory = open(embeddings ? new WordEmbeddings("words") : null)) {
        List.of(NAME, BOBS, SHARED).forEach(memory::keep);

        assertThat(relevant(memory, "name salary", ADA)).containsExactlyInAnyOrder("t1", "s1");
        assertThat(relevant(memory, "name salary", BOB)).containsExactlyInAnyOrder("b1", "s1");
        assertThat(relevant(memory, "name salary", Principal.SHARED)).containsExactly("s1");
        assertThat(relevant(memory, "name salary", new Principal("mallory OR ada")))
            .containsExactly("s1");
      }
    }

    @Test
    void itKeepsTheTurnsOfASharedSessionApart() {
      try (Memory memory = open(null)) {
        List.of(NAME, BOBS, SHARED).forEach(memory::keep);

        assertThat(memory.recall(new RecallQuery("", "monday", 10, 0), ADA).recent())
            .containsExactly(NAME, SHARED);
        assertThat(memory.recall(new RecallQuery("", "monday", 10, 0), BOB).recent())
            .containsExactly(BOBS, SHARED);
      }
    }
  }

  @Nested
  class AsAViewOfTheJournal {
    private static final JournalPosition SEVENTEEN = new JournalPosition("a-journal", 17);

    @Test
    void itIsAfterARestartWhatItWasAtItsLastCommit() {
      Turn withTools =
          new Turn(
              "t5",
              NAME.context(),
              "What is 2 + 2?",
              List.of(new Turn.ToolUse("calculator", "{\"e\":\"2+2\"}", "4")),
              "It is 4.");
      try (Memory memory = open(null)) {
        assertThat(memory.committed()).isEqualTo(JournalPosition.NONE);
        List.of(NAME, withTools).forEach(memory::keep);
        memory.commit(SEVENTEEN);
        memory.keep(WEATHER);
      }
      try (Memory memory = open(null)) {
        assertThat(memory.committed()).isEqualTo(SEVENTEEN);
        assertThat(relevant(memory, "What is my name?", ADA)).startsWith("t1");
        assertThat(memory.recall(ask("calculate 2 + 2"), ADA).relevant())
            .first()
            .satisfies(found -> assertThat(found.record()).isEqualTo(withTools));
        assertThat(relevant(memory, "rain Oslo", ADA)).isEmpty();
      }
    }

    @Test
    void itKeepsOneOfATurnThatIsAppliedAgain() {
      WordEmbeddings embeddings = new WordEmbeddings("words");
      try (Memory memory = open(embeddings)) {
        memory.keep(NAME);
        memory.commit(SEVENTEEN);
        assertThat(relevant(memory, "name", ADA)).containsExactly("t1");
      }
      int before = embeddings.embedded.get();
      try (Memory memory = open(embeddings)) {
        memory.keep(NAME);
        memory.keep(NAME);

        assertThat(memory.recall(new RecallQuery("name", "monday", 10, 10), ADA))
            .isEqualTo(new Recollections(List.of(NAME), List.of(), 0));
        assertThat(embeddings.embedded).hasValue(before);
      }
    }

    @Test
    void itKeepsNothingWithoutACommit() {
      try (Memory memory = open(null)) {
        memory.keep(NAME);
      }
      try (Memory memory = open(null)) {
        assertThat(memory.committed()).isEqualTo(JournalPosition.NONE);
        assertThat(relevant(memory, "name", ADA)).isEmpty();
      }
    }
  }

  @Nested
  class Opening {
    @Test
    void itWorksInMemory() {
      try (Memory memory = new LuceneMemoryProvider().open(AGENT, new StoreLocation(null, null))) {
        memory.keep(NAME);
        memory.commit(new JournalPosition("j", 1));

        assertThat(relevant(memory, "name", ADA)).containsExactly("t1");
        assertThat(memory.committed()).isEqualTo(new JournalPosition("j", 1));
      }
    }

    @Test
    @Timeout(60)
    void itMakesVectorsAnewWhenTheEmbeddingModelChanged() {
      try (Memory memory = open(new WordEmbeddings("words"))) {
        List.of(NAME, WEATHER).forEach(memory::keep);
        memory.commit(new JournalPosition("j", 1));
      }
      WordEmbeddings other = new WordEmbeddings("other words");
      try (Memory memory = open(other)) {
        memory.keep(LUNCH);

        assertThat(relevant(memory, "What is my name?", ADA)).startsWith("t1");
        assertThat(relevant(memory, "table", ADA)).startsWith("t3");
        while (!hasMeaning(memory, "called")) {
          Thread.onSpinWait();
        }
        memory.commit(new JournalPosition("j", 2));
      }
      int before = other.embedded.get();
      try (Memory memory = open(other)) {
        assertThat(relevant(memory, "What is my name?", ADA)).startsWith("t1");
        assertThat(other.embedded).hasValue(before + 1);
      }
    }

    /** Found by a word that it does not share. */
    private boolean hasMeaning(Memory memory, String text) {
      return memory.recall(ask(text), ADA).relevant().stream()
          .anyMatch(found ->
              found.record().equals(NAME) && found.parts().getOrDefault("meaning", 0.0) > 0);
    }

    @Test
    void itSaysThatTheFolderIsInUse() {
      try (Memory memory = open(null)) {
        assertThatThrownBy(() -> open(null))
            .isInstanceOf(CollectionException.class)
            .hasMessageStartingWith("the collection in " + folder + " is already open");
        assertThat(memory.committed()).isEqualTo(JournalPosition.NONE);
      }
    }

    @Test
    void itIsFoundByTheServiceLoader() {
      assertThat(ServiceLoader.load(MemoryProvider.class))
          .singleElement()
          .isInstanceOf(LuceneMemoryProvider.class);
    }
  }
}
