package dev.retinue.memory.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.identity.Principal;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.StoreLocation;
import dev.retinue.label.Label;
import dev.retinue.memory.Context;
import dev.retinue.memory.Fact;
import dev.retinue.memory.Memory;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.MemorySelection;
import dev.retinue.memory.Note;
import dev.retinue.memory.Turn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What memory holds twice, or no more, takes no room. */
class HygieneTest {
  private static final Principal ADA = new Principal("ada");
  private static final MemorySelection ALL = new MemorySelection.All();
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final int RECORDS = 120;

  @TempDir Path temp;

  private final LuceneMemoryProvider provider = new LuceneMemoryProvider();

  /**
   * By words alone: vectors come when they come, and what they take would not be the same twice.
   */
  private Memory open(String name) {
    return provider.open(
        AgentDefinition.builder("Scribe").build(), new StoreLocation(temp.resolve(name), null));
  }

  /** A conversation, and what was noted and stated in it. */
  private static List<MemoryRecord> data(String ids) {
    Random random = new Random(11);
    List<MemoryRecord> data = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      Context context = new Context("session" + i / 30, ADA, START.plusSeconds(60L * i));
      String id = "%s%04d".formatted(ids, i);
      String text = words(random);
      data.add(
          switch (i % 3) {
            case 0 -> new Turn(id, context, text, List.of(), words(random));
            case 1 -> new Note(id, context, text, List.of(), Label.NONE);
            default ->
                new Fact(
                    id,
                    context,
                    new Fact.Statement("subject" + i % 50, "attribute" + i % 4, text),
                    new Fact.Origin(context.at(), null, List.of()),
                    Label.NONE);
          });
    }
    return data;
  }

  private static String words(Random random) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      words.append("word").append(random.nextInt(3000)).append(' ');
    }
    return words.toString().strip();
  }

  private static void ingest(Memory memory, List<MemoryRecord> data, int commit) {
    data.forEach(memory::keep);
    memory.commit(new JournalPosition("test", commit));
  }

  private long bytes(String name) throws IOException {
    try (Stream<Path> files = Files.list(temp.resolve(name))) {
      return files.mapToLong(HygieneTest::size).sum();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long bytesOfFresh() throws IOException {
    try (Memory fresh = open("fresh")) {
      ingest(fresh, data("r"), 1);
    }
    return bytes("fresh");
  }

  @Test
  void theSameTenTimesAddsNoRecordAndNoDisk() throws IOException {
    long once = bytesOfFresh();
    try (Memory memory = open("often")) {
      for (int time = 1; time <= 10; time++) {
        ingest(memory, data(time % 2 == 1 ? "r" : "s" + time), time);
      }
      assertThat(memory.list(ALL, ADA, "", 10_000)).hasSize(RECORDS);
    }
    assertThat(bytes("often")).isLessThanOrEqualTo(once + once / 10);
  }

  @Test
  void fiftyTimesForgottenAndLearnedAgainTakesTheRoomOfOnce() throws IOException {
    long fresh = bytesOfFresh();
    try (Memory memory = open("cycled")) {
      int commit = 0;
      for (int cycle = 0; cycle < 50; cycle++) {
        memory.forget(ALL, ADA);
        memory.commit(new JournalPosition("test", ++commit));
        ingest(memory, data("r"), ++commit);
      }
      assertThat(memory.list(ALL, ADA, "", 10_000)).hasSize(RECORDS);
    }
    assertThat(bytes("cycled")).isLessThanOrEqualTo(fresh + fresh / 2);
  }

  @Test
  void ofWhatWasForgottenNothingIsInTheFilesAfterTheCommit() throws IOException {
    Instant at = START.plusSeconds(60L * 31 + 30);
    Turn secret =
        new Turn(
            "secret",
            new Context("session1", ADA, at),
            "I was in Zanzibar",
            List.of(),
            "How was Zanzibar?");
    try (Memory memory = open("erased")) {
      memory.keep(secret);
      ingest(memory, data("r"), 1);
      assertThat(termsLike("zanzibar")).isPositive();

      assertThat(memory.forget(new MemorySelection.Ids(List.of("secret")), ADA)).isOne();
      memory.commit(new JournalPosition("test", 2));

      assertThat(termsLike("zanzibar")).isZero();
      try (DirectoryReader reader =
          DirectoryReader.open(FSDirectory.open(temp.resolve("erased")))) {
        assertThat(reader.numDocs()).isEqualTo(RECORDS);
        assertThat(reader.maxDoc()).isEqualTo(reader.numDocs());
        assertThat(filesIn("erased")).containsExactlyInAnyOrderElementsOf(named(reader));
      }
    }
  }

  /** The files of the last commit, and the lock. */
  private static List<String> named(DirectoryReader reader) throws IOException {
    List<String> named = new ArrayList<>(reader.getIndexCommit().getFileNames());
    named.add("write.lock");
    return named;
  }

  private List<String> filesIn(String name) throws IOException {
    try (Stream<Path> files = Files.list(temp.resolve(name))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  /** How many terms of the committed index begin so. */
  private int termsLike(String beginning) throws IOException {
    int count = 0;
    try (DirectoryReader reader = DirectoryReader.open(FSDirectory.open(temp.resolve("erased")))) {
      for (FieldInfo field : FieldInfos.getMergedFieldInfos(reader)) {
        Terms terms = MultiTerms.getTerms(reader, field.name);
        if (terms != null) {
          TermsEnum each = terms.iterator();
          for (BytesRef term = each.next(); term != null; term = each.next()) {
            count += term.utf8ToString().startsWith(beginning) ? 1 : 0;
          }
        }
      }
    }
    return count;
  }
}
