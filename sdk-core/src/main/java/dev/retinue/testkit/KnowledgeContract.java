package dev.retinue.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.KnowledgeDefinition;
import dev.retinue.embedding.Embeddings;
import dev.retinue.error.RetinueException;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.StoreLocation;
import dev.retinue.knowledge.DocumentSource;
import dev.retinue.knowledge.Ingested;
import dev.retinue.knowledge.Knowledge;
import dev.retinue.knowledge.KnowledgeProvider;
import dev.retinue.knowledge.KnowledgeQuery;
import dev.retinue.knowledge.Passage;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link KnowledgeProvider} promises. An implementation's test extends this and gives
 * the provider. Documents are plain text files unless {@link #write} is overridden.
 */
public abstract class KnowledgeContract {
  private static final AgentDefinition AGENT =
      AgentDefinition.builder("Contract")
          .knowledge(new KnowledgeDefinition(true, "", List.of()))
          .build();
  private static final JournalPosition FIRST = new JournalPosition("journal-a", 7);
  private static final JournalPosition SECOND = new JournalPosition("journal-a", 12);
  private static final String CRANE =
      "The crane in the harbour lifts forty tonnes. It was built in Hamburg and is painted yellow.";
  private static final String LIBRARY =
      "The library keeps nine thousand volumes. Readers may borrow three of them for a month.";

  /** The provider under test; asked for once or more in a test. */
  protected abstract KnowledgeProvider provider();

  /** Embeddings to open stores with; null (the default) for retrieval by full text. */
  protected @Nullable Embeddings embeddings() {
    return null;
  }

  /** Whether what was committed survives closing. */
  protected boolean survives() {
    return true;
  }

  /** Writes a document that the implementation can read, whose name begins with {@code name}. */
  protected Path write(Path folder, String name, String text) throws IOException {
    return Files.writeString(Files.createDirectories(folder).resolve(name + ".txt"), text);
  }

  private Knowledge open(@Nullable Path folder) {
    return provider().open(AGENT, new StoreLocation(folder, embeddings()));
  }

  private static DocumentSource source(Path file) throws IOException {
    return new DocumentSource(file.toString(), Files.exists(file) ? Files.size(file) : 0);
  }

  private static List<Passage> search(Knowledge knowledge, String text) {
    return knowledge.search(new KnowledgeQuery(text, 10)).list();
  }

  private static void assertNothingSays(Knowledge knowledge, String word) {
    assertThat(search(knowledge, word)).noneMatch(passage -> passage.text().contains(word));
  }

  @Nested
  @DisplayName("a scan")
  class Scan {
    @Test
    void findsTheDocumentsOfAFolderOrderedByLocation(@TempDir Path folder) throws IOException {
      Path b = write(folder.resolve("docs"), "b", CRANE);
      Path a = write(folder.resolve("docs"), "a", LIBRARY);
      Path below = write(folder.resolve("docs").resolve("below"), "c", LIBRARY);
      write(folder.resolve("docs"), ".hidden", CRANE);
      write(folder.resolve("docs").resolve(".git"), "config", CRANE);
      Files.writeString(folder.resolve("docs").resolve("core.unknown-extension"), "dump");
      try (Knowledge knowledge = open(folder.resolve("knowledge"))) {
        List<DocumentSource> found = knowledge.scan(folder.resolve("docs").toString()).list();

        assertThat(found)
            .extracting(DocumentSource::location)
            .containsExactlyInAnyOrder(a.toString(), b.toString(), below.toString())
            .isSorted();
        assertThat(found)
            .allSatisfy(document ->
                assertThat(document.bytes()).isEqualTo(Files.size(Path.of(document.location()))));
      }
    }

    @Test
    void ofAFileFindsThatFile(@TempDir Path folder) throws IOException {
      Path file = write(folder.resolve("docs"), "a", CRANE);
      try (Knowledge knowledge = open(folder.resolve("knowledge"))) {
        assertThat(knowledge.scan(file.toString()).list()).containsExactly(source(file));
      }
    }

    @Test
    void doesNotLeaveTheFolderBySymbolicLinks(@TempDir Path folder) throws IOException {
      Path outside = write(folder.resolve("private"), "secret", CRANE);
      Path inside = write(folder.resolve("docs"), "a", LIBRARY);
      try {
        Files.createSymbolicLink(inside.resolveSibling("link.txt"), outside);
        Files.createSymbolicLink(inside.resolveSibling("links"), outside.getParent());
      } catch (FileSystemException | UnsupportedOperationException e) {
        assumeTrue(false, "no symbolic links here");
      }
      try (Knowledge knowledge = open(folder.resolve("knowledge"))) {
        assertThat(knowledge.scan(folder.resolve("docs").toString()).list())
            .containsExactly(source(inside));
      }
    }

    @Test
    void ofWhatIsNotThereSaysWhichPath(@TempDir Path folder) {
      Path missing = folder.resolve("no-such-folder");
      try (Knowledge knowledge = open(folder.resolve("knowledge"))) {
        assertThatThrownBy(() -> knowledge.scan(missing.toString()))
            .isInstanceOf(RetinueException.class)
            .hasMessageContaining(missing.toString());
      }
    }
  }

  @Nested
  @DisplayName("a document")
  class Document {
    @Test
    void isFoundAtOnceAndCited(@TempDir Path folder) throws IOException {
      Path file = write(folder.resolve("docs"), "harbour", CRANE);
      try (Knowledge knowledge = open(folder.resolve("knowledge"))) {
        assertThat(knowledge.ingest(source(file)))
            .isInstanceOfSatisfying(
                Ingested.Stored.class,
                stored -> {
                  assertThat(stored.location()).isEqualTo(file.toString());
                  assertThat(stored.title()).isNotBlank();
                  assertThat(stored.passages()).isPositive();
                });

        assertThat(search(knowledge, "how many tonnes does the crane lift"))
            .isNotEmpty()
            .first()
            .satisfies(passage -> {
              assertThat(passage.text()).contains("forty tonnes");
              assertThat(passage.citation().source()).isEqualTo(file.toString());
              assertThat(passage.citation().document()).isNotBlank();
              assertThat(passage.score()).isBetween(0.0, 1.0);
            });
      }
    }

    @Test
    void isFoundBeforeOnesThatMatchLess(@TempDir Path folder) throws IOException {
      Path harbour = write(folder.resolve("docs"), "harbour", CRANE);
      Path library = write(folder.resolve("docs"), "library", LIBRARY);
      try (Knowledge knowledge = open(folder.resolve("knowledge"))) {
        knowledge.ingest(source(harbour));
        knowledge.ingest(source(library));

        List<Passage> found = search(knowledge, "how many volumes does the library keep");

        assertThat(found.getFirst().citation().source()).isEqualTo(library.toString());
        assertThat(found)
            .extracting(Passage::score)
            .isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(found).extracting(Passage::id).doesNotHaveDuplicates();
        assertThat(knowledge.search(new KnowledgeQuery("the", 1)).list())
            .hasSizeLessThanOrEqualTo(1);
      }
    }

    @Test
    void thatIsUnchangedIsLeftAlone(@TempDir Path folder) throws IOException {
      Path file = write(folder.resolve("docs"), "harbour", CRANE);
      try (Knowledge knowledge = open(folder.resolve("knowledge"))) {
        knowledge.ingest(source(file));
        List<Passage> before = search(knowledge, "crane");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2030-01-01T00:00:00Z")));

        assertThat(knowledge.ingest(source(file)))
            .isEqualTo(new Ingested.Unchanged(file.toString()));
        assertThat(search(knowledge, "crane"))
            .extracting(Passage::id)
            .isEqualTo(before.stream().map(Passage::id).toList())
            .doesNotHaveDuplicates();
      }
    }

    @Test
    void thatChangedReplacesItsFormerVersion(@TempDir Path folder) throws IOException {
      Path file = write(folder.resolve("docs"), "report", CRANE);
      try (Knowledge knowledge = open(folder.resolve("knowledge"))) {
        knowledge.ingest(source(file));
        write(folder.resolve("docs"), "report", LIBRARY);

        assertThat(knowledge.ingest(source(file))).isInstanceOf(Ingested.Stored.class);
        assertNothingSays(knowledge, "crane");
        assertThat(search(knowledge, "library volumes")).isNotEmpty();
      }
    }

    @Test
    void thatCannotBeReadIsRejectedAndLeavesItsFormerVersion(@TempDir Path folder)
        throws IOException {
      Path file = write(folder.resolve("docs"), "report", CRANE);
      try (Knowledge knowledge = open(folder.resolve("knowledge"))) {
        knowledge.ingest(source(file));
        Files.write(file, new byte[0]);

        assertRejected(knowledge.ingest(source(file)), file);
        assertThat(search(knowledge, "crane")).isNotEmpty();
      }
    }

    @Test
    void thatIsGoneIsRejectedAndLeavesItsFormerVersion(@TempDir Path folder) throws IOException {
      Path file = write(folder.resolve("docs"), "report", CRANE);
      try (Knowledge knowledge = open(folder.resolve("knowledge"))) {
        DocumentSource scanned = source(file);
        knowledge.ingest(scanned);
        Files.delete(file);

        assertRejected(knowledge.ingest(scanned), file);
        assertThat(search(knowledge, "crane")).isNotEmpty();
      }
    }

    private static void assertRejected(Ingested ingested, Path file) {
      assertThat(ingested)
          .isInstanceOfSatisfying(
              Ingested.Rejected.class,
              rejected -> {
                assertThat(rejected.location()).isEqualTo(file.toString());
                assertThat(rejected.code()).matches("[A-Z][A-Z_]*");
                assertThat(rejected.message()).isNotBlank();
              });
    }

    @Test
    void canBeIngestedWhileOthersAreAndWhileSomebodySearches(@TempDir Path folder)
        throws Exception {
      try (Knowledge knowledge = open(folder.resolve("knowledge"));
          ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Ingested>> ingesting = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
          Path file = write(folder.resolve("docs"), "d" + i, CRANE + " Number w" + i + "w.");
          ingesting.add(
              threads.submit(() -> {
                search(knowledge, "crane");
                return knowledge.ingest(source(file));
              }));
        }
        for (Future<Ingested> each : ingesting) {
          assertThat(each.get()).isInstanceOf(Ingested.Stored.class);
        }

        assertThat(
                new HashSet<>(
                    knowledge.search(new KnowledgeQuery("crane", 50)).list().stream()
                        .map(passage -> passage.citation().source())
                        .toList()))
            .hasSize(12);
      }
    }
  }

  @Nested
  @DisplayName("a search")
  class Search {
    @Test
    void ofEmptyKnowledgeFindsNothing(@TempDir Path folder) {
      try (Knowledge knowledge = open(folder.resolve("knowledge"))) {
        assertThat(search(knowledge, "crane")).isEmpty();
      }
    }

    @Test
    void takesWhateverTheTextIs(@TempDir Path folder) throws IOException {
      Path file = write(folder.resolve("docs"), "harbour", CRANE);
      try (Knowledge knowledge = open(folder.resolve("knowledge"))) {
        knowledge.ingest(source(file));

        for (String text :
            List.of(
                "",
                " ",
                "*",
                "AND OR NOT",
                "+-&&||!(){}[]^\"~*?:\\/",
                "a:b",
                "\0",
                "x ".repeat(5000))) {
          assertThat(search(knowledge, text)).hasSizeLessThanOrEqualTo(10);
        }
      }
    }
  }

  @Nested
  @DisplayName("the position contract")
  class Position {
    @Test
    void beginsWithNone(@TempDir Path folder) {
      try (Knowledge knowledge = open(folder.resolve("knowledge"))) {
        assertThat(knowledge.committed()).isEqualTo(JournalPosition.NONE);
      }
    }

    @Test
    void whatWasNotCommittedIsGoneAndCanBeAppliedAgain(@TempDir Path folder) throws IOException {
      assumeTrue(survives(), "nothing survives");
      Path file = write(folder.resolve("docs"), "harbour", CRANE);
      try (Knowledge knowledge = open(folder.resolve("knowledge"))) {
        knowledge.ingest(source(file));
      }

      try (Knowledge again = open(folder.resolve("knowledge"))) {
        assertThat(again.committed()).isEqualTo(JournalPosition.NONE);
        assertThat(search(again, "crane")).isEmpty();
        assertThat(again.ingest(source(file))).isInstanceOf(Ingested.Stored.class);
        assertThat(search(again, "crane")).isNotEmpty();
      }
    }

    @Test
    void whatWasCommittedIsThereWithItsPositionAndIds(@TempDir Path folder) throws IOException {
      assumeTrue(survives(), "nothing survives");
      Path file = write(folder.resolve("docs"), "harbour", CRANE);
      List<String> ids;
      try (Knowledge knowledge = open(folder.resolve("knowledge"))) {
        knowledge.ingest(source(file));
        ids = search(knowledge, "crane").stream().map(Passage::id).toList();
        knowledge.commit(FIRST);
      }

      try (Knowledge again = open(folder.resolve("knowledge"))) {
        assertThat(again.committed()).isEqualTo(FIRST);
        assertThat(search(again, "crane")).extracting(Passage::id).isEqualTo(ids);
        assertThat(again.ingest(source(file))).isEqualTo(new Ingested.Unchanged(file.toString()));
      }
    }

    @Test
    void itContainsExactlyWhatItContainedThen(@TempDir Path folder) throws IOException {
      assumeTrue(survives(), "nothing survives");
      Path file = write(folder.resolve("docs"), "report", CRANE);
      try (Knowledge knowledge = open(folder.resolve("knowledge"))) {
        knowledge.ingest(source(file));
        knowledge.commit(FIRST);
        write(folder.resolve("docs"), "report", LIBRARY);
        knowledge.ingest(source(file));
      }

      try (Knowledge again = open(folder.resolve("knowledge"))) {
        assertThat(again.committed()).isEqualTo(FIRST);
        assertThat(search(again, "crane")).isNotEmpty();
        assertNothingSays(again, "library");
      }
    }

    @Test
    void aCommitWithoutChangesStillMovesThePosition(@TempDir Path folder) {
      assumeTrue(survives(), "nothing survives");
      JournalPosition elsewhere = new JournalPosition("another@journal", 3);
      try (Knowledge knowledge = open(folder.resolve("knowledge"))) {
        knowledge.commit(SECOND);
        knowledge.commit(elsewhere);
      }

      try (Knowledge again = open(folder.resolve("knowledge"))) {
        assertThat(again.committed()).isEqualTo(elsewhere);
      }
    }
  }

  @Nested
  @DisplayName("its place")
  class Place {
    @Test
    void isMadeWithAllFoldersAbove(@TempDir Path folder) throws IOException {
      assumeTrue(survives(), "it writes nothing");
      Path deep = folder.resolve("agents").resolve("a").resolve("knowledge");
      Path file = write(folder.resolve("docs"), "harbour", CRANE);
      try (Knowledge knowledge = open(deep)) {
        knowledge.ingest(source(file));
        knowledge.commit(FIRST);
      }

      assertThat(Files.isDirectory(deep)).isTrue();
    }

    @Test
    void isNotSharedWithAnotherAgents(@TempDir Path folder) throws IOException {
      Path file = write(folder.resolve("docs"), "harbour", CRANE);
      try (Knowledge one = open(folder.resolve("one"));
          Knowledge other = open(folder.resolve("other"))) {
        one.ingest(source(file));

        assertThat(search(other, "crane")).isEmpty();
      }
    }

    @Test
    void canBeTheHeap(@TempDir Path folder) throws IOException {
      Path file = write(folder.resolve("docs"), "harbour", CRANE);
      try (Knowledge knowledge = open(null)) {
        knowledge.ingest(source(file));
        knowledge.commit(FIRST);

        assertThat(knowledge.committed()).isEqualTo(FIRST);
        assertThat(search(knowledge, "crane")).isNotEmpty();
      }
    }

    @Test
    void isReleasedByClosingOnceOrTwice(@TempDir Path folder) {
      Knowledge knowledge = open(folder.resolve("knowledge"));
      knowledge.close();
      knowledge.close();

      try (Knowledge again = open(folder.resolve("knowledge"))) {
        assertThat(again.committed()).isEqualTo(JournalPosition.NONE);
      }
    }
  }
}
