package dev.retinue.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.embedding.Embeddings;
import dev.retinue.identity.Principal;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.StoreLocation;
import dev.retinue.label.Label;
import dev.retinue.label.Secrecy;
import dev.retinue.label.Trust;
import dev.retinue.memory.Context;
import dev.retinue.memory.Fact;
import dev.retinue.memory.Memory;
import dev.retinue.memory.MemoryKind;
import dev.retinue.memory.MemoryProvider;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.MemorySelection;
import dev.retinue.memory.Note;
import dev.retinue.memory.RecallQuery;
import dev.retinue.memory.Recollections;
import dev.retinue.memory.Recollections.Recollection;
import dev.retinue.memory.Resource;
import dev.retinue.memory.Skill;
import dev.retinue.memory.Turn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link MemoryProvider} promises. An implementation's test extends this and gives the
 * provider; what the implementation does not claim (surviving, searching) is said by overriding.
 */
public abstract class MemoryContract {
  private static final AgentDefinition AGENT = AgentDefinition.builder("Contract").build();
  private static final Principal ALICE = new Principal("alice");
  private static final Principal BOB = new Principal("bob");
  private static final JournalPosition FIRST = new JournalPosition("journal-a", 7);
  private static final JournalPosition SECOND = new JournalPosition("journal-a", 12);

  /** The provider under test; asked for once or more in a test. */
  protected abstract MemoryProvider provider();

  /** Embeddings to open stores with; null (the default) for retrieval by full text. */
  protected @Nullable Embeddings embeddings() {
    return null;
  }

  /** Whether what was committed survives closing. */
  protected boolean survives() {
    return true;
  }

  /** Whether relevant turns of other sessions are found. */
  protected boolean searches() {
    return true;
  }

  /** Whether it keeps records of all kinds, and not turns alone. */
  protected boolean keepsAllKinds() {
    return true;
  }

  private Memory open(@Nullable Path folder) {
    return provider().open(AGENT, new StoreLocation(folder, embeddings()));
  }

  private static Turn turn(String id, String session, Principal principal, String user) {
    int second = Math.floorMod(id.hashCode(), 1000);
    return new Turn(
        id,
        new Context(session, principal, Instant.parse("2026-03-01T10:00:00Z").plusSeconds(second)),
        user,
        List.of(),
        "answer to " + id,
        Label.of(Trust.UNTRUSTED, Secrecy.SECRET));
  }

  private static Recollections recall(Memory memory, String text, String session, Principal who) {
    return memory.recall(new RecallQuery(text, session, 10, 10), who);
  }

  private static List<Turn> everything(Memory memory, String text, String session, Principal who) {
    Recollections recalled = recall(memory, text, session, who);
    return Stream.concat(
            recalled.recent().stream(),
            recalled.relevant().stream().map(found -> (Turn) found.record()))
        .toList();
  }

  @Nested
  @DisplayName("the turns of a session")
  class OfASession {
    @Test
    void areThereAtTheNextRecallAsTheyWere(@TempDir Path folder) {
      Turn kept =
          new Turn(
              "t-1",
              new Context("s", ALICE, Instant.parse("2026-03-01T10:00:00.123456789Z")),
              "Grüße,\n\t\"日本語\" <question> 𝄞",
              List.of(new Turn.ToolUse("look", "{\"a\":1}", "three\nlines\n")),
              "",
              Label.UNTRUSTED_PRIVATE);
      try (Memory memory = open(folder.resolve("memory"))) {
        memory.keep(kept);

        assertThat(recall(memory, "anything", "s", ALICE).recent()).containsExactly(kept);
      }
    }

    @Test
    void comeOldestFirstAndNoMoreThanAskedFor(@TempDir Path folder) {
      List<Turn> turns =
          IntStream.range(0, 6)
              .mapToObj(i ->
                  new Turn(
                      "t-" + (9 - i),
                      new Context("s", ALICE, Instant.parse("2026-03-01T10:00:0" + i + "Z")),
                      "question " + i,
                      List.of(),
                      "answer " + i))
              .toList();
      try (Memory memory = open(folder.resolve("memory"))) {
        turns.forEach(memory::keep);

        assertThat(recall(memory, "question", "s", ALICE).recent()).isEqualTo(turns);
        assertThat(memory.recall(new RecallQuery("question", "s", 2, 0), ALICE).recent())
            .isEqualTo(turns.subList(4, 6));
        assertThat(memory.recall(new RecallQuery("question", "s", 0, 0), ALICE))
            .isEqualTo(Recollections.NOTHING);
      }
    }

    @Test
    void areNotThoseOfAnotherSession(@TempDir Path folder) {
      try (Memory memory = open(folder.resolve("memory"))) {
        memory.keep(turn("t-1", "one", ALICE, "hello"));

        assertThat(recall(memory, "hello", "other", ALICE).recent()).isEmpty();
      }
    }

    @Test
    void areKeptOnceHoweverOftenTheyAreApplied(@TempDir Path folder) {
      Turn kept = turn("t-1", "s", ALICE, "the harbour crane");
      try (Memory memory = open(folder.resolve("memory"))) {
        memory.keep(kept);
        memory.keep(kept);
        memory.keep(kept);

        assertThat(everything(memory, "harbour crane", "s", ALICE)).containsExactly(kept);
        assertThat(everything(memory, "harbour crane", "other", ALICE)).hasSizeLessThan(2);
      }
    }

    @Test
    void areAllKeptWhenManyAreKeptAtOnce(@TempDir Path folder) throws Exception {
      try (Memory memory = open(folder.resolve("memory"));
          ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Boolean>> keeping = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          String id = "t-" + i;
          keeping.add(
              threads.submit(() -> {
                memory.keep(turn(id, "session of " + id, ALICE, "hello"));
                return recall(memory, "hello", "session of " + id, ALICE).recent().size() == 1;
              }));
        }

        for (Future<Boolean> kept : keeping) {
          assertThat(kept.get()).isTrue();
        }
      }
    }
  }

  @Nested
  @DisplayName("relevant turns")
  class Relevant {
    @Test
    void comeFromEarlierSessionsBestFirst(@TempDir Path folder) {
      assumeTrue(searches(), "it does not search");
      Turn meant = turn("t-1", "one", ALICE, "The crane in the harbour lifts forty tonnes");
      try (Memory memory = open(folder.resolve("memory"))) {
        memory.keep(turn("t-0", "zero", ALICE, "My favourite colour is green"));
        memory.keep(meant);
        memory.keep(turn("t-2", "two", ALICE, "The harbour is closed on Sundays"));

        List<Recollection> relevant =
            recall(memory, "how many tonnes does the harbour crane lift", "new", ALICE).relevant();

        assertThat(relevant).isNotEmpty();
        assertThat(relevant.getFirst().record()).isEqualTo(meant);
        assertThat(relevant).allMatch(found -> found.score() >= 0 && found.score() <= 1);
        assertThat(relevant)
            .extracting(Recollection::score)
            .isSortedAccordingTo((a, b) -> Double.compare(b, a));
      }
    }

    @Test
    void areNoMoreThanAskedFor(@TempDir Path folder) {
      try (Memory memory = open(folder.resolve("memory"))) {
        for (int i = 0; i < 6; i++) {
          memory.keep(turn("t-" + i, "s-" + i, ALICE, "the harbour crane, time " + i));
        }

        assertThat(memory.recall(new RecallQuery("harbour crane", "new", 5, 2), ALICE).relevant())
            .hasSizeLessThanOrEqualTo(2);
      }
    }

    @Test
    void areNeverAlsoAmongTheRecent(@TempDir Path folder) {
      Turn kept = turn("t-1", "s", ALICE, "the harbour crane");
      try (Memory memory = open(folder.resolve("memory"))) {
        memory.keep(kept);

        Recollections recalled = recall(memory, "harbour crane", "s", ALICE);

        assertThat(recalled.recent()).containsExactly(kept);
        assertThat(recalled.relevant()).isEmpty();
      }
    }

    @Test
    void areLookedForWhateverTheTextIs(@TempDir Path folder) {
      try (Memory memory = open(folder.resolve("memory"))) {
        memory.keep(turn("t-1", "s", ALICE, "the harbour crane"));

        for (String text :
            List.of(
                "",
                " ",
                "*",
                "AND OR NOT",
                "+-&&||!(){}[]^\"~*?:\\/",
                "a:b:c",
                "\0",
                "x ".repeat(5000))) {
          assertThat(recall(memory, text, "s", ALICE).recent()).hasSize(1);
        }
      }
    }
  }

  @Nested
  @DisplayName("records of all kinds")
  class Kinds {
    private final Context context =
        new Context("s", ALICE, Instant.parse("2026-03-01T10:00:00Z"), "Ada");
    private final List<MemoryRecord> records =
        List.of(
            new Fact(
                "r-1",
                context,
                new Fact.Statement("harbour crane", "load", "forty tonnes"),
                new Fact.Origin(Instant.parse("2026-01-01T00:00:00Z"), null, List.of("t-1")),
                Label.UNTRUSTED_PRIVATE),
            new Note("r-2", context, "The harbour crane is painted red", List.of(), Label.NONE),
            new Resource(
                "r-3",
                context,
                new Resource.Holding("harbour crane manual", "manual.pdf", "how it is greased"),
                List.of(),
                Label.NONE),
            new Skill(
                "r-4",
                context,
                new Skill.Practice(
                    "Starting the harbour crane", List.of("start"), "Turn the key twice"),
                List.of("t-2"),
                Label.NONE));

    @Test
    void comeBackAsTheyWere(@TempDir Path folder) {
      assumeTrue(keepsAllKinds(), "it keeps turns alone");
      try (Memory memory = open(folder.resolve("memory"))) {
        records.forEach(memory::keep);

        assertThat(memory.list(new MemorySelection.All(), ALICE, "", 10)).isEqualTo(records);
        for (MemoryRecord record : records) {
          assertThat(recall(memory, "the harbour crane", "new", ALICE).relevant())
              .anySatisfy(found -> {
                assertThat(found.record()).isEqualTo(record);
                assertThat(found.kind()).isEqualTo(record.kind());
              });
        }
        assertThat(recall(memory, "the harbour crane", "new", BOB).relevant()).isEmpty();
      }
    }

    @Test
    void areSelectedByWhatTheyAre(@TempDir Path folder) {
      assumeTrue(keepsAllKinds(), "it keeps turns alone");
      try (Memory memory = open(folder.resolve("memory"))) {
        records.forEach(memory::keep);
        memory.keep(turn("t-9", "elsewhere", ALICE, "hello"));

        assertThat(ids(memory, new MemorySelection.OfKinds(List.of(MemoryKind.SEMANTIC))))
            .containsExactly("r-1");
        assertThat(ids(memory, new MemorySelection.OfSession("elsewhere"))).containsExactly("t-9");
        assertThat(ids(memory, new MemorySelection.Ids(List.of("r-3", "r-2", "none"))))
            .containsExactly("r-2", "r-3");
        assertThat(
                ids(memory, new MemorySelection.Between(context.at(), context.at().plusMillis(1))))
            .containsExactly("r-1", "r-2", "r-3", "r-4");
        assertThat(
                ids(
                    memory,
                    new MemorySelection.AllOf(
                        List.of(
                            new MemorySelection.OfSession("s"),
                            new MemorySelection.Ids(List.of("r-4", "t-9"))))))
            .containsExactly("r-4");
      }
    }

    @Test
    void areListedInPagesByTheirIds(@TempDir Path folder) {
      try (Memory memory = open(folder.resolve("memory"))) {
        for (int i = 9; i >= 0; i--) {
          memory.keep(turn("t-" + i, "s", ALICE, "hello"));
        }

        List<String> all = new ArrayList<>();
        String after = "";
        List<MemoryRecord> page = memory.list(new MemorySelection.All(), ALICE, after, 3);
        while (!page.isEmpty()) {
          assertThat(page).hasSizeLessThanOrEqualTo(3);
          page.forEach(record -> all.add(record.id()));
          page = memory.list(new MemorySelection.All(), ALICE, all.getLast(), 3);
        }

        assertThat(all).hasSize(10).isSorted();
      }
    }

    private List<String> ids(Memory memory, MemorySelection selection) {
      return memory.list(selection, ALICE, "", 100).stream().map(MemoryRecord::id).toList();
    }
  }

  @Nested
  @DisplayName("what was forgotten")
  class Forgotten {
    @Test
    void isFoundNoMore(@TempDir Path folder) {
      try (Memory memory = open(folder.resolve("memory"))) {
        memory.keep(turn("t-1", "s", ALICE, "the harbour crane"));
        Turn other = turn("t-2", "s", ALICE, "the harbour bridge");
        memory.keep(other);

        assertThat(memory.forget(new MemorySelection.Ids(List.of("t-1")), ALICE)).isEqualTo(1);

        assertThat(everything(memory, "harbour crane", "s", ALICE)).containsExactly(other);
        assertThat(memory.list(new MemorySelection.All(), ALICE, "", 10)).containsExactly(other);
        assertThat(memory.forget(new MemorySelection.Ids(List.of("t-1")), ALICE)).isZero();
      }
    }

    @Test
    void wasTheirsWhoForgot(@TempDir Path folder) {
      Turn ofAlice = turn("t-1", "s", ALICE, "the harbour crane");
      try (Memory memory = open(folder.resolve("memory"))) {
        memory.keep(ofAlice);

        assertThat(memory.forget(new MemorySelection.All(), BOB)).isZero();
        assertThat(memory.forget(new MemorySelection.All(), Principal.SHARED)).isZero();
        assertThat(everything(memory, "harbour crane", "s", ALICE)).containsExactly(ofAlice);
        assertThat(memory.forget(new MemorySelection.All(), ALICE)).isEqualTo(1);
      }
    }

    @Test
    void isNotWhatIsSharedUnlessThatIsForgottenItself(@TempDir Path folder) {
      try (Memory memory = open(folder.resolve("memory"))) {
        memory.keep(turn("t-1", "s", Principal.SHARED, "the harbour crane"));

        assertThat(memory.forget(new MemorySelection.All(), ALICE)).isZero();
        assertThat(memory.forget(new MemorySelection.All(), Principal.SHARED)).isEqualTo(1);
      }
    }

    @Test
    void staysForgottenWhenThatWasCommitted(@TempDir Path folder) {
      assumeTrue(survives(), "nothing survives");
      try (Memory memory = open(folder.resolve("memory"))) {
        memory.keep(turn("t-1", "s", ALICE, "hello"));
        memory.commit(FIRST);
        memory.forget(new MemorySelection.All(), ALICE);
        memory.commit(FIRST);
      }

      try (Memory again = open(folder.resolve("memory"))) {
        assertThat(everything(again, "hello", "s", ALICE)).isEmpty();
      }
    }
  }

  @Nested
  @DisplayName("principals")
  class Principals {
    @Test
    void neverSeeWhatIsAnothers(@TempDir Path folder) {
      try (Memory memory = open(folder.resolve("memory"))) {
        memory.keep(turn("t-1", "s", ALICE, "the harbour crane"));

        for (Principal other : List.of(BOB, Principal.SHARED, new Principal("ALICE"))) {
          assertThat(everything(memory, "harbour crane", "s", other)).isEmpty();
          assertThat(everything(memory, "harbour crane", "new", other)).isEmpty();
        }
      }
    }

    @Test
    void allSeeWhatIsShared(@TempDir Path folder) {
      Turn shared = turn("t-1", "s", Principal.SHARED, "the harbour crane");
      try (Memory memory = open(folder.resolve("memory"))) {
        memory.keep(shared);

        assertThat(everything(memory, "harbour crane", "s", BOB)).containsExactly(shared);
        if (searches()) {
          assertThat(everything(memory, "harbour crane", "new", BOB)).containsExactly(shared);
        }
      }
    }

    @Test
    void stayApartInOneSession(@TempDir Path folder) {
      Turn ofAlice = turn("t-1", "s", ALICE, "the harbour crane of Alice");
      Turn ofBob = turn("t-2", "s", BOB, "the harbour crane of Bob");
      try (Memory memory = open(folder.resolve("memory"))) {
        memory.keep(ofAlice);
        memory.keep(ofBob);

        assertThat(everything(memory, "harbour crane", "s", ALICE)).containsExactly(ofAlice);
        assertThat(everything(memory, "harbour crane", "s", BOB)).containsExactly(ofBob);
      }
    }
  }

  @Nested
  @DisplayName("the position contract")
  class Position {
    @Test
    void beginsWithNone(@TempDir Path folder) {
      try (Memory memory = open(folder.resolve("memory"))) {
        assertThat(memory.committed()).isEqualTo(JournalPosition.NONE);
      }
    }

    @Test
    void whatWasNotCommittedIsGone(@TempDir Path folder) {
      assumeTrue(survives(), "nothing survives");
      try (Memory memory = open(folder.resolve("memory"))) {
        memory.keep(turn("t-1", "s", ALICE, "hello"));
      }

      try (Memory again = open(folder.resolve("memory"))) {
        assertThat(again.committed()).isEqualTo(JournalPosition.NONE);
        assertThat(everything(again, "hello", "s", ALICE)).isEmpty();
      }
    }

    @Test
    void whatWasCommittedIsThereWithItsPosition(@TempDir Path folder) {
      assumeTrue(survives(), "nothing survives");
      Turn kept = turn("t-1", "s", ALICE, "hello");
      try (Memory memory = open(folder.resolve("memory"))) {
        memory.keep(kept);
        memory.commit(FIRST);
        assertThat(memory.committed()).isEqualTo(FIRST);
      }

      try (Memory again = open(folder.resolve("memory"))) {
        assertThat(again.committed()).isEqualTo(FIRST);
        assertThat(recall(again, "hello", "s", ALICE).recent()).containsExactly(kept);
      }
    }

    @Test
    void itContainsExactlyWhatItContainedThen(@TempDir Path folder) {
      assumeTrue(survives(), "nothing survives");
      Turn before = turn("t-1", "s", ALICE, "before");
      Turn after = turn("t-2", "s", ALICE, "after");
      try (Memory memory = open(folder.resolve("memory"))) {
        memory.keep(before);
        memory.commit(FIRST);
        memory.keep(after);
      }

      try (Memory again = open(folder.resolve("memory"))) {
        assertThat(again.committed()).isEqualTo(FIRST);
        assertThat(everything(again, "before after", "s", ALICE)).containsExactly(before);
      }
    }

    @Test
    void applyingAgainAfterOpeningChangesNothing(@TempDir Path folder) {
      assumeTrue(survives(), "nothing survives");
      Turn before = turn("t-1", "s", ALICE, "before");
      try (Memory memory = open(folder.resolve("memory"))) {
        memory.keep(before);
        memory.commit(FIRST);
      }
      try (Memory again = open(folder.resolve("memory"))) {
        again.keep(before);
        again.commit(SECOND);
      }

      try (Memory third = open(folder.resolve("memory"))) {
        assertThat(third.committed()).isEqualTo(SECOND);
        assertThat(everything(third, "before", "s", ALICE)).containsExactly(before);
      }
    }

    @Test
    void aCommitWithoutChangesStillMovesThePosition(@TempDir Path folder) {
      assumeTrue(survives(), "nothing survives");
      JournalPosition elsewhere = new JournalPosition("another@journal", 3);
      try (Memory memory = open(folder.resolve("memory"))) {
        memory.commit(SECOND);
        memory.commit(elsewhere);
      }

      try (Memory again = open(folder.resolve("memory"))) {
        assertThat(again.committed()).isEqualTo(elsewhere);
      }
    }
  }

  @Nested
  @DisplayName("its place")
  class Place {
    @Test
    void isMadeWithAllFoldersAbove(@TempDir Path folder) {
      assumeTrue(survives(), "it writes nothing");
      Path deep = folder.resolve("agents").resolve("a").resolve("memory");
      try (Memory memory = open(deep)) {
        memory.keep(turn("t-1", "s", ALICE, "hello"));
        memory.commit(FIRST);
      }

      assertThat(Files.isDirectory(deep)).isTrue();
    }

    @Test
    void isNotSharedWithAnotherAgents(@TempDir Path folder) {
      try (Memory one = open(folder.resolve("one"));
          Memory other = open(folder.resolve("other"))) {
        one.keep(turn("t-1", "s", ALICE, "the harbour crane"));

        assertThat(everything(other, "harbour crane", "s", ALICE)).isEmpty();
      }
    }

    @Test
    void canBeTheHeap() {
      Turn kept = turn("t-1", "s", ALICE, "hello");
      try (Memory memory = open(null)) {
        memory.keep(kept);
        memory.commit(FIRST);

        assertThat(memory.committed()).isEqualTo(FIRST);
        assertThat(recall(memory, "hello", "s", ALICE).recent()).containsExactly(kept);
      }
    }

    @Test
    void isReleasedByClosingOnceOrTwice(@TempDir Path folder) {
      Memory memory = open(folder.resolve("memory"));
      memory.keep(turn("t-1", "s", ALICE, "hello"));
      memory.close();
      memory.close();

      try (Memory again = open(folder.resolve("memory"))) {
        assertThat(again.committed()).isEqualTo(JournalPosition.NONE);
      }
    }
  }
}
