package dev.retinue.collection.test;

import static dev.retinue.collection.test.Samples.TEXT_ONLY;
import static dev.retinue.collection.test.Samples.WITH_VECTORS;
import static dev.retinue.collection.test.Samples.at;
import static dev.retinue.collection.test.Samples.entry;
import static dev.retinue.collection.test.Samples.found;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.retinue.collection.CollectionException;
import dev.retinue.collection.CollectionException.Problem;
import dev.retinue.collection.Entry;
import dev.retinue.collection.Filter;
import dev.retinue.collection.LuceneCollection;
import dev.retinue.collection.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurabilityTest {
  @TempDir Path temp;

  private Path folder() {
    return temp.resolve("agents/ada/memory");
  }

  private LuceneCollection open() {
    return LuceneCollection.open(folder(), WITH_VECTORS);
  }

  @Nested
  class Reopened {
    @Test
    void itIsExactlyTheLastCommit() {
      try (var collection = open()) {
        collection.put(List.of(entry("1", "heron").withVector(at(30)), entry("2", "otter")));
        collection.commit(Map.of("position", "17"));
        collection.put(List.of(entry("1", "changed"), entry("3", "late")));
        collection.remove(Filter.ids("2"));
        assertThat(collection.count(Filter.all())).isEqualTo(2);
      }
      try (var collection = open()) {
        assertThat(collection.list(Filter.all(), Order.byId(), 10))
            .containsExactly(entry("1", "heron").withVector(at(30)), entry("2", "otter"));
        assertThat(collection.userData()).isEqualTo(Map.of("position", "17"));
        assertThat(found(collection, "late")).isEmpty();
      }
    }

    @Test
    void itIsEmptyWithoutACommit() {
      try (var collection = open()) {
        collection.put(List.of(entry("1", "heron")));
        assertThat(collection.userData()).isEmpty();
      }
      try (var collection = open()) {
        assertThat(collection.count(Filter.all())).isZero();
        assertThat(collection.userData()).isEmpty();
      }
    }

    @Test
    void itHasTheKeyValuesOfACommitThatWroteNothingElse() {
      try (var collection = open()) {
        collection.commit(Map.of("position", "1", "epoch", "a"));
        collection.commit(Map.of("position", "2"));
        assertThat(collection.userData()).isEqualTo(Map.of("position", "2"));
      }
      try (var collection = open()) {
        assertThat(collection.userData()).isEqualTo(Map.of("position", "2"));
        assertThatThrownBy(() -> collection.commit(Map.of("retinue.collection.x", "")))
            .hasMessage(
                "keys that begin with 'retinue.collection.' are the collection's own, got 'retinue.collection.x'");
      }
    }
  }

  @Nested
  class Closed {
    @Test
    void itRefusesEverythingAndClosesAgainQuietly() {
      LuceneCollection collection = open();
      collection.close();
      collection.close();

      assertThatThrownBy(() -> collection.put(List.of(entry("1", ""))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the collection in " + folder() + " is closed");
      assertThatThrownBy(() -> found(collection, "x")).hasMessageEndingWith("is closed");
      assertThatThrownBy(() -> collection.commit(Map.of())).hasMessageEndingWith("is closed");
    }

    @Test
    void itLeavesNoThreadBehind() {
      LuceneCollection collection = open();
      collection.put(List.of(entry("1", "heron")));
      collection.close();

      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .doesNotContain("retinue-collection-memory");
    }
  }

  @Nested
  class ThatCannotBeOpened {
    @Test
    void itSaysThatTheFolderIsInUse() {
      try (var collection = open()) {
        var refused = catchThrowableOfType(CollectionException.class, () -> open());

        assertThat(refused.problem()).isEqualTo(Problem.IN_USE);
        assertThat(refused.folder()).contains(folder());
        assertThat(refused)
            .hasMessage(
                "the collection in "
                    + folder()
                    + " is already open, in this process or another: close it there first, or choose another folder");
        assertThat(collection.count(Filter.all())).isZero();
      }
      open().close();
    }

    @Test
    void itSaysThatTheFolderCannotBeMade() throws IOException {
      Files.writeString(temp.resolve("agents"), "a file where a folder should be");

      var refused = catchThrowableOfType(CollectionException.class, () -> open());

      assertThat(refused.problem()).isEqualTo(Problem.NOT_WRITABLE);
      assertThat(refused)
          .hasMessageStartingWith(
              "the collection's folder " + folder() + " cannot be made or written");
    }

    @Test
    void itSaysThatAFileIsMissing() throws IOException {
      fill();
      Files.delete(largest());

      assertDamaged();
    }

    @Test
    void itSaysThatAFileIsCutShort() throws IOException {
      fill();
      Path file = largest();
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

      assertDamaged();
    }

    @Test
    void itSaysThatTheListOfSegmentsIsNone() throws IOException {
      fill();
      try (Stream<Path> files = Files.list(folder())) {
        Path segments =
            files
                .filter(file -> file.getFileName().toString().startsWith("segments"))
                .findFirst()
                .orElseThrow();
        Files.writeString(segments, "this was never written by Lucene");
      }

      assertDamaged();
    }

    private void assertDamaged() {
      var refused = catchThrowableOfType(CollectionException.class, () -> open());
      assertThat(refused.problem()).isEqualTo(Problem.DAMAGED);
      assertThat(refused.folder()).contains(folder());
      assertThat(refused)
          .hasMessageStartingWith("the collection in " + folder() + " cannot be read")
          .hasMessageEndingWith("put back a copy of the folder, or delete it and fill it anew");
    }
  }

  @Nested
  class Verified {
    @Test
    void itPassesWhenWhole() {
      fill();
      try (var collection = open()) {
        collection.verify();
        assertThat(collection.count(Filter.all())).isEqualTo(200);
      }
    }

    @Test
    void itFindsAByteThatChangedOnTheDisk() throws IOException {
      fill();
      Path file = largest();
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);

      CollectionException refused =
          catchThrowableOfType(
              CollectionException.class,
              () -> {
                try (var collection = open()) {
                  collection.verify();
                }
              });

      assertThat(refused.problem()).isEqualTo(Problem.DAMAGED);
      assertThat(refused).hasMessageContaining("put back a copy of the folder");
    }
  }

  private void fill() {
    try (var collection = LuceneCollection.open(folder(), TEXT_ONLY)) {
      List<Entry> entries =
          IntStream.range(0, 200).mapToObj(i -> entry("e" + i, "heron number " + i)).toList();
      collection.put(entries);
      collection.commit(Map.of());
    }
  }

  private Path largest() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.max(Comparator.comparingLong(file -> file.toFile().length())).orElseThrow();
    }
  }
}
