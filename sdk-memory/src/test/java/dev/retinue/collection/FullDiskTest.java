package dev.retinue.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.retinue.collection.CollectionException.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {
  private static final CollectionSettings TEXT_ONLY = CollectionSettings.text("body");

  @TempDir Path folder;

  /** On a disk that takes no more, once it is full. */
  private static final class Disk extends FilterDirectory {
    private volatile boolean full;

    Disk(Directory directory) {
      super(directory);
    }

    @Override
    public IndexOutput createOutput(String name, IOContext context) throws IOException {
      if (full) {
        throw new IOException("No space left on device");
      }
      return super.createOutput(name, context);
    }
  }

  private static Entry entry(String id) {
    return Entry.of(id, "body", "heron " + id);
  }

  @Test
  void itSaysSoAndTheLastCommitIsSafe() throws IOException {
    Disk disk = new Disk(FSDirectory.open(folder));
    LuceneCollection collection = new LuceneCollection(folder, TEXT_ONLY, disk);
    collection.put(List.of(entry("1")));
    collection.commit(Map.of("position", "1"));
    collection.put(List.of(entry("2")));
    disk.full = true;

    var failed =
        catchThrowableOfType(
            CollectionException.class, () -> collection.commit(Map.of("position", "2")));

    assertThat(failed.problem()).isEqualTo(Problem.STOPPED);
    assertThat(failed)
        .hasMessage(
            "the collection in "
                + folder
                + " stopped after a failed write (java.io.IOException: No space left on device):"
                + " see to the cause, then close it and open it again; it will be as at its last"
                + " commit");
    collection.close();
    disk.full = false;
    try (var again = LuceneCollection.open(folder, TEXT_ONLY)) {
      again.verify();
      assertThat(again.userData()).isEqualTo(Map.of("position", "1"));
      assertThat(again.list(Filter.all(), Order.byId(), 10))
          .extracting(Entry::id)
          .containsExactly("1");
    }
  }

  @Test
  void openingOnItIsNotTakenForDamage() throws IOException {
    try (Disk disk = new Disk(FSDirectory.open(folder))) {
      disk.full = true;

      IOException refused =
          catchThrowableOfType(
              IOException.class, () -> new LuceneCollection(folder, TEXT_ONLY, disk));
      CollectionException told = new Failures(folder).notOpened(refused);

      assertThat(told.problem()).isEqualTo(Problem.FAILED);
      assertThat(told)
          .hasMessageContaining(
              "could not be opened (java.io.IOException: No space left on device)")
          .hasMessageContaining("nothing says that its files are damaged");
      assertThat(Set.of(disk.listAll())).doesNotContain("segments_1");
    }
  }
}
