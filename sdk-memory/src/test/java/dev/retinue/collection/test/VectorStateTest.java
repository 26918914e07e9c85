package dev.retinue.collection.test;

import static dev.retinue.collection.test.Samples.PLANE;
import static dev.retinue.collection.test.Samples.TEXT_ONLY;
import static dev.retinue.collection.test.Samples.WITH_VECTORS;
import static dev.retinue.collection.test.Samples.at;
import static dev.retinue.collection.test.Samples.entry;
import static dev.retinue.collection.test.Samples.found;
import static dev.retinue.collection.test.Samples.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.collection.CollectionSettings;
import dev.retinue.collection.EmbeddingSpace;
import dev.retinue.collection.Filter;
import dev.retinue.collection.LuceneCollection;
import dev.retinue.collection.Ranking;
import dev.retinue.collection.SearchRequest;
import dev.retinue.collection.Vector;
import dev.retinue.collection.VectorState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorStateTest {
  private static final EmbeddingSpace OTHER = new EmbeddingSpace("space", 3);
  private static final CollectionSettings WITH_OTHER = TEXT_ONLY.withEmbeddings(OTHER);

  @TempDir Path folder;

  @BeforeEach
  void fill() {
    try (var collection = LuceneCollection.open(folder, WITH_VECTORS)) {
      assertThat(collection.vectors()).isEqualTo(new VectorState.Ready(PLANE));
      collection.put(
          List.of(entry("1", "heron").withVector(at(10)), entry("2", "otter").withVector(at(80))));
      collection.commit(Map.of("position", "5"));
    }
  }

  @Nested
  class OfTheSameModel {
    @Test
    void theyAreSearched() {
      try (var collection = LuceneCollection.open(folder, WITH_VECTORS)) {
        assertThat(collection.vectors()).isEqualTo(new VectorState.Ready(PLANE));
        assertThat(
                ids(
                    collection.search(
                        new SearchRequest(new Ranking.ByVector(at(0)), Filter.all(), 5))))
            .containsExactly("1", "2");
      }
    }
  }

  @Nested
  class OfAnotherModel {
    @Test
    void theyAreOffAndTextStillFinds() {
      try (var collection = LuceneCollection.open(folder, WITH_OTHER)) {
        assertThat(collection.vectors()).isEqualTo(new VectorState.Mismatch(PLANE, OTHER));
        assertThat(collection.vectors().description())
            .isEqualTo(
                "the stored vectors are of 'plane' (2 dimensions), but 'space' (3 dimensions) is given:"
                    + " search is by text only until the collection is opened with the former or its vectors are renewed");
        assertThat(found(collection, "heron")).containsExactly("1");
        assertThat(ids(collection.search(SearchRequest.of("heron", Vector.of(1f, 0f, 0f), 5))))
            .containsExactly("1");
        assertThatThrownBy(() ->
                collection.search(
                    new SearchRequest(
                        new Ranking.ByVector(Vector.of(1f, 0f, 0f)), Filter.all(), 5)))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageStartingWith(
                "cannot search the collection in "
                    + folder
                    + " by vector: the stored vectors are of 'plane'");
      }
    }

    @Test
    void theyAreOffForAnotherModelOfTheSameDimensionsToo() {
      var twin = TEXT_ONLY.withEmbeddings(new EmbeddingSpace("twin", 2));
      try (var collection = LuceneCollection.open(folder, twin)) {
        assertThat(collection.vectors()).isInstanceOf(VectorState.Mismatch.class);
      }
    }

    @Test
    void theStoredOnesAreThereAgainWhenTheirModelIs() {
      try (var collection = LuceneCollection.open(folder, WITH_OTHER)) {
        collection.put(List.of(entry("3", "wren").withVector(Vector.of(1f, 0f, 0f))));
        assertThat(collection.find("3").orElseThrow().vector()).isNull();
        collection.commit(Map.of());
      }
      try (var collection = LuceneCollection.open(folder, WITH_VECTORS)) {
        assertThat(collection.vectors()).isEqualTo(new VectorState.Ready(PLANE));
        assertThat(collection.find("1").orElseThrow().vector()).isEqualTo(at(10));
        assertThat(ids(collection.search(SearchRequest.of("wren", at(0), 5)))).contains("3");
      }
    }

    @Test
    void renewedTheyAreReadyAndTheEntriesGetTheirVectorsAnew() {
      try (var collection = LuceneCollection.open(folder, WITH_OTHER)) {
        collection.renewVectors();

        assertThat(collection.vectors()).isEqualTo(new VectorState.Ready(OTHER));
        assertThat(collection.find("1")).contains(entry("1", "heron"));
        collection.put(List.of(entry("1", "heron").withVector(Vector.of(1f, 0f, 0f))));
        assertThat(
                ids(
                    collection.search(
                        new SearchRequest(
                            new Ranking.ByVector(Vector.of(1f, 1f, 0f)), Filter.all(), 5))))
            .containsExactly("1");
        collection.commit(Map.of());
      }
      try (var collection = LuceneCollection.open(folder, WITH_OTHER)) {
        assertThat(collection.vectors()).isEqualTo(new VectorState.Ready(OTHER));
      }
    }

    @Test
    void renewedButNotCommittedTheyAreAsBefore() {
      try (var collection = LuceneCollection.open(folder, WITH_OTHER)) {
        collection.renewVectors();
      }
      try (var collection = LuceneCollection.open(folder, WITH_VECTORS)) {
        assertThat(collection.vectors()).isEqualTo(new VectorState.Ready(PLANE));
      }
    }
  }

  @Nested
  class WithoutAModel {
    @Test
    void theyAreAbsentAndRememberedForLater() {
      try (var collection = LuceneCollection.open(folder, TEXT_ONLY)) {
        assertThat(collection.vectors()).isEqualTo(new VectorState.Absent());
        assertThat(found(collection, "heron")).containsExactly("1");
        collection.commit(Map.of());
      }
      try (var collection = LuceneCollection.open(folder, WITH_OTHER)) {
        assertThat(collection.vectors()).isEqualTo(new VectorState.Mismatch(PLANE, OTHER));
      }
    }
  }

  @Nested
  class OfAnEmptyCollection {
    @Test
    void theyTakeTheModelThatIsGiven() {
      try (var collection = LuceneCollection.open(folder, WITH_VECTORS)) {
        collection.remove(Filter.all());
        collection.commit(Map.of());
      }
      try (var collection = LuceneCollection.open(folder, WITH_OTHER)) {
        assertThat(collection.vectors()).isEqualTo(new VectorState.Ready(OTHER));
      }
    }
  }
}
