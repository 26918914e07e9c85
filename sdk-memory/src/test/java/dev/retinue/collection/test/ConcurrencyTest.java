package dev.retinue.collection.test;

import static dev.retinue.collection.test.Samples.TEXT_ONLY;
import static dev.retinue.collection.test.Samples.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.collection.Entry;
import dev.retinue.collection.FieldValue;
import dev.retinue.collection.Filter;
import dev.retinue.collection.LuceneCollection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrencyTest {
  private static final int WRITERS = 4;
  private static final int READERS = 2;
  private static final int BATCHES = 40;
  private static final int BATCH = 5;

  @TempDir Path folder;

  @Test
  void writersSeeTheirOwnWritesAndReadersNeverSeeHalfAList()
      throws ExecutionException, InterruptedException {
    AtomicBoolean writing = new AtomicBoolean(true);
    try (var collection = LuceneCollection.open(folder, TEXT_ONLY);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS + READERS)) {
      List<Future<?>> writers = new ArrayList<>();
      for (int w = 0; w < WRITERS; w++) {
        String writer = "w" + w;
        writers.add(threads.submit(() -> writeAndLook(collection, writer)));
      }
      List<Future<Integer>> readers = new ArrayList<>();
      for (int r = 0; r < READERS; r++) {
        readers.add(
            threads.submit(() -> {
              int looks = 0;
              while (writing.get()) {
                assertThat(collection.count(Filter.all()) % BATCH).isZero();
                looks++;
              }
              return looks;
            }));
      }
      try {
        for (Future<?> writer : writers) {
          writer.get();
        }
      } finally {
        writing.set(false);
      }
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).isPositive();
      }
      assertThat(collection.count(Filter.all())).isEqualTo(WRITERS * BATCHES * BATCH);
    }
  }

  private static void writeAndLook(LuceneCollection collection, String writer) {
    for (int b = 0; b < BATCHES; b++) {
      String batch = writer + "-" + b;
      List<Entry> entries =
          IntStream.range(0, BATCH)
              .mapToObj(i ->
                  entry(batch + "-" + i, "heron " + batch)
                      .withField("writer", FieldValue.keyword(writer)))
              .toList();
      collection.put(entries);
      assertThat(collection.count(Filter.is("writer", writer))).isEqualTo((b + 1) * BATCH);
      if (b % 10 == 0) {
        collection.commit(Map.of(writer, Integer.toString(b)));
      }
    }
  }

  @Test
  void anInterruptHarmsNeitherTheWriteNorTheCollection() {
    try (var collection = LuceneCollection.open(folder, TEXT_ONLY)) {
      for (int i = 0; i < 20; i++) {
        Thread.currentThread().interrupt();
        collection.put(List.of(entry("e" + i, "heron")));
        assertThat(collection.count(Filter.all())).isEqualTo(i + 1);
        collection.commit(Map.of());
        assertThat(Thread.interrupted()).isTrue();
      }
      collection.verify();
    }
  }

  @Test
  void closingWaitsForWhatIsUnderWay() throws InterruptedException {
    LuceneCollection collection = LuceneCollection.open(folder, TEXT_ONLY);
    List<Throwable> failures = new ArrayList<>();
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              try {
                for (int i = 0; true; i++) {
                  collection.put(List.of(entry("e" + i, "heron")));
                }
              } catch (IllegalStateException closed) {
                failures.add(closed);
              }
            });
    while (collection.count(Filter.all()) < 10) {
      Thread.onSpinWait();
    }
    collection.close();
    writer.join();

    assertThat(failures)
        .singleElement()
        .satisfies(
            closed -> assertThat(closed).hasMessage("the collection in " + folder + " is closed"));
  }
}
