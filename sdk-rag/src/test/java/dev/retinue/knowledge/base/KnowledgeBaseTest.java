package dev.retinue.knowledge.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.embedding.Embeddings;
import dev.retinue.error.RetinueException;
import dev.retinue.error.SetupException;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.StoreLocation;
import dev.retinue.knowledge.Citation;
import dev.retinue.knowledge.DocumentSource;
import dev.retinue.knowledge.Ingested;
import dev.retinue.knowledge.Knowledge;
import dev.retinue.knowledge.KnowledgeProvider;
import dev.retinue.knowledge.KnowledgeQuery;
import dev.retinue.knowledge.Passage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnowledgeBaseTest {
  private static final AgentDefinition AGENT = AgentDefinition.builder("Ranger").build();

  @TempDir Path folder;

  private Path store() {
    return folder.resolve("store");
  }

  private Path docs() throws IOException {
    return Files.createDirectories(folder.resolve("docs"));
  }

  private DocumentSource document(String name, String content) throws IOException {
    Path file = Files.writeString(docs().resolve(name), content);
    return new DocumentSource(file.toString(), Files.size(file));
  }

  private static Knowledge open(@Nullable Path store, @Nullable Embeddings embeddings) {
    return new KnowledgeBaseProvider().open(AGENT, new StoreLocation(store, embeddings));
  }

  private static List<Passage> search(Knowledge knowledge, String text) {
    return knowledge.search(new KnowledgeQuery(text, 5)).list();
  }

  @Test
  void itIsFoundByServiceLoader() {
    assertThat(ServiceLoader.load(KnowledgeProvider.class))
        .anyMatch(KnowledgeBaseProvider.class::isInstance);
  }

  @Nested
  class Searching {
    private static final String HANDBOOK =
        """
        # Handbook

        ## Opening the dome

        The dome may be opened when the wind is below 45 km/h. Nobody may stand on the ladder while the shutter is
        moving, and the mirror needs fifty minutes to cool before the first exposure of the night is taken by anybody.

        ## Closing the dome

        The dome is closed before dawn. The observer signs the book on the desk below the clock in the warm room, and a
        missing signature costs the observer the next night, as everybody who has worked here for a while knows well.
        """;

    @Test
    void itFindsThePassageAndSaysWhereItStands() throws Exception {
      for (Embeddings embeddings : new Embeddings[] {null, new WordHashEmbeddings("m")}) {
        try (Knowledge knowledge = open(null, embeddings)) {
          DocumentSource handbook = document("handbook.md", HANDBOOK);
          assertThat(knowledge.ingest(handbook))
              .isEqualTo(new Ingested.Stored(handbook.location(), "Handbook", 2));

          Passage best = search(knowledge, "When is the signature missing in the book?").getFirst();

          assertThat(best.text()).startsWith("Closing the dome\n\nThe dome is closed before dawn.");
          assertThat(best.score()).isBetween(0.0, 1.0);
          assertThat(best.citation())
              .isEqualTo(
                  new Citation(
                      handbook.location(),
                      "Handbook",
                      null,
                      List.of("Handbook", "Closing the dome")));
        }
      }
    }

    @Test
    void nothingStoredAndNothingAskedFindNothing() throws Exception {
      try (Knowledge knowledge = open(null, new WordHashEmbeddings("m"))) {
        assertThat(search(knowledge, "dome")).isEmpty();
        knowledge.ingest(document("handbook.md", HANDBOOK));
        assertThat(search(knowledge, "  ")).isEmpty();
        assertThat(knowledge.search(new KnowledgeQuery("dome", 1)).list()).hasSize(1);
      }
    }
  }

  @Nested
  class Ingesting {
    @Test
    void anUnchangedDocumentIsLeftAlone() throws Exception {
      WordHashEmbeddings embeddings = new WordHashEmbeddings("m");
      try (Knowledge knowledge = open(null, embeddings)) {
        DocumentSource source = document("a.txt", "The owl sleeps by day.");
        knowledge.ingest(source);

        assertThat(knowledge.ingest(source)).isEqualTo(new Ingested.Unchanged(source.location()));
        assertThat(embeddings.embedded()).isEqualTo(1);
      }
    }

    @Test
    void aChangedDocumentIsReplacedAsAWhole() throws Exception {
      try (Knowledge knowledge = open(null, null)) {
        knowledge.ingest(document("a.txt", "The owl sleeps.\n\n" + "Long words. ".repeat(900)));
        knowledge.ingest(document("b.txt", "The owl is elsewhere."));

        Ingested changed = knowledge.ingest(document("a.txt", "The fox sleeps."));

        assertThat(changed).isInstanceOf(Ingested.Stored.class);
        assertThat(search(knowledge, "sleeps"))
            .extracting(Passage::text)
            .containsExactly("The fox sleeps.");
        assertThat(search(knowledge, "long words")).isEmpty();
        assertThat(search(knowledge, "owl")).hasSize(1);
      }
    }

    @Test
    void anUnreadableDocumentIsReportedAndItsFormerVersionKept() throws Exception {
      try (Knowledge knowledge = open(null, null)) {
        knowledge.ingest(document("a.txt", "The owl sleeps."));
        DocumentSource emptied = document("a.txt", "");

        assertThat(knowledge.ingest(emptied))
            .isEqualTo(
                new Ingested.Rejected(
                    emptied.location(),
                    "EMPTY",
                    "cannot read "
                        + emptied.location()
                        + ": the file is empty (0 bytes); replace or remove it"));
        assertThat(search(knowledge, "owl")).hasSize(1);
      }
    }

    @Test
    void noSearchSeesADocumentHalfReplaced() throws Exception {
      try (Knowledge knowledge = open(null, null)) {
        DocumentSource first = document("a.txt", "The owl sleeps by day.");
        knowledge.ingest(first);
        AtomicBoolean done = new AtomicBoolean();
        Thread writer =
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    for (int i = 0; i < 100; i++) {
                      knowledge.ingest(document("a.txt", "The owl sleeps by day " + i + "."));
                    }
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  } finally {
                    done.set(true);
                  }
                });
        while (!done.get()) {
          assertThat(search(knowledge, "owl")).hasSize(1);
        }
        writer.join();
        assertThat(search(knowledge, "owl").getFirst().text())
            .isEqualTo("The owl sleeps by day 99.");
      }
    }
  }

  @Nested
  class AcrossRestarts {
    private final JournalPosition position = new JournalPosition("journal", 42);

    @Test
    void whatWasCommittedIsThereWithItsPositionAndNothingElse() throws Exception {
      try (Knowledge knowledge = open(store(), null)) {
        assertThat(knowledge.committed()).isEqualTo(JournalPosition.NONE);
        knowledge.ingest(document("a.txt", "The owl sleeps."));
        knowledge.commit(position);
        knowledge.ingest(document("b.txt", "The fox sleeps."));
      }
      try (Knowledge knowledge = open(store(), null)) {
        assertThat(knowledge.committed()).isEqualTo(position);
        assertThat(search(knowledge, "sleeps"))
            .extracting(Passage::text)
            .containsExactly("The owl sleeps.");
      }
    }

    @Test
    void anotherEmbeddingModelMeansThatDocumentsAreEmbeddedAnew() throws Exception {
      DocumentSource source = document("a.txt", "The owl sleeps.");
      try (Knowledge knowledge = open(store(), new WordHashEmbeddings("old"))) {
        knowledge.ingest(source);
        knowledge.commit(position);
      }
      WordHashEmbeddings embeddings = new WordHashEmbeddings("new");
      try (Knowledge knowledge = open(store(), embeddings)) {
        assertThat(search(knowledge, "owl")).hasSize(1);
        assertThat(knowledge.ingest(source)).isInstanceOf(Ingested.Stored.class);
        assertThat(embeddings.embedded()).isEqualTo(2);
        assertThat(knowledge.ingest(source)).isInstanceOf(Ingested.Unchanged.class);
        assertThat(search(knowledge, "owl")).hasSize(1);
      }
    }

    @Test
    void aFolderInUseIsAClearError() {
      try (Knowledge knowledge = open(store(), null)) {
        assertThat(knowledge.committed()).isEqualTo(JournalPosition.NONE);
        assertThatExceptionOfType(RetinueException.class)
            .isThrownBy(() -> open(store(), null))
            .withMessageContaining("the collection in " + store() + " is already open");
      }
    }
  }

  @Nested
  class Scanning {
    @Test
    void aFolderIsListedWithoutWhatIsNoDocument() throws Exception {
      document("b.pdf", "x");
      document("a.md", "x");
      document("program.class", "x");
      document(".hidden.txt", "x");
      Files.createDirectories(docs().resolve("inner/.git"));
      Files.writeString(docs().resolve("inner/c.HTML"), "xyz");
      Files.writeString(docs().resolve("inner/.git/d.txt"), "x");
      Files.createSymbolicLink(
          docs().resolve("link.txt"), Files.writeString(folder.resolve("o.txt"), "x"));

      try (Knowledge knowledge = open(null, null)) {
        assertThat(knowledge.scan(docs().toString()).list())
            .containsExactly(
                new DocumentSource(docs().resolve("a.md").toString(), 1),
                new DocumentSource(docs().resolve("b.pdf").toString(), 1),
                new DocumentSource(docs().resolve("inner/c.HTML").toString(), 3));
      }
    }

    @Test
    void aNamedFileIsListedWhateverItsEnding() throws Exception {
      DocumentSource odd = document("odd.xyz", "x");
      try (Knowledge knowledge = open(null, null)) {
        assertThat(knowledge.scan(odd.location()).list()).containsExactly(odd);
        assertThat(knowledge.ingest(odd))
            .isInstanceOfSatisfying(
                Ingested.Rejected.class, no -> assertThat(no.code()).isEqualTo("UNSUPPORTED"));
      }
    }

    @Test
    void aMissingFolderIsAClearError() {
      try (Knowledge knowledge = open(null, null)) {
        assertThatExceptionOfType(SetupException.class)
            .isThrownBy(() -> knowledge.scan("no/such/place"))
            .withMessageStartingWith(
                "there is no document or folder at 'no/such/place' (looked at /")
            .withMessageEndingWith("; correct the path or put the documents there");
      }
    }
  }
}
