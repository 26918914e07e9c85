package dev.retinue.collection.test;

import static dev.retinue.collection.test.Samples.PLANE;
import static dev.retinue.collection.test.Samples.TEXT_ONLY;
import static dev.retinue.collection.test.Samples.WITH_VECTORS;
import static dev.retinue.collection.test.Samples.at;
import static dev.retinue.collection.test.Samples.entry;
import static dev.retinue.collection.test.Samples.found;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.collection.CollectionSettings;
import dev.retinue.collection.EmbeddingSpace;
import dev.retinue.collection.Entry;
import dev.retinue.collection.FieldValue;
import dev.retinue.collection.Filter;
import dev.retinue.collection.LuceneCollection;
import dev.retinue.collection.Order;
import dev.retinue.collection.Ranking;
import dev.retinue.collection.SearchRequest;
import dev.retinue.collection.Vector;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LuceneCollectionTest {
  private final LuceneCollection collection = LuceneCollection.inMemory(WITH_VECTORS);

  @AfterEach
  void close() {
    collection.close();
  }

  private List<String> listed(Filter filter, Order order) {
    return collection.list(filter, order, 100).stream().map(Entry::id).toList();
  }

  @Nested
  class Putting {
    @Test
    void itGivesBackWhatWasPutWhole() {
      Entry whole =
          entry("1", "The heron stands in the reeds.")
              .withVector(Vector.of(3f, -4f))
              .withField("tags", FieldValue.keyword("bird", "water", "bird"))
              .withField("weight", FieldValue.number(-1.75))
              .withField("seen", FieldValue.time(Instant.parse("2026-03-01T10:15:30.123456Z")))
              .withPayload("{\"α\": \"🪶\"}");

      collection.put(List.of(whole, entry("2", "")));

      assertThat(collection.find("1")).contains(whole);
      assertThat(collection.find("2")).contains(entry("2", ""));
      assertThat(collection.find("3")).isEmpty();
    }

    @Test
    void itReplacesTheEntryOfTheSameId() {
      collection.put(List.of(entry("1", "heron").withField("kind", FieldValue.keyword("bird"))));
      collection.put(List.of(entry("1", "otter")));

      assertThat(collection.count(Filter.all())).isEqualTo(1);
      assertThat(collection.find("1")).contains(entry("1", "otter"));
      assertThat(found(collection, "heron")).isEmpty();
    }

    @Test
    void itKeepsTheLaterOfTwoWithOneIdInAList() {
      collection.put(List.of(entry("1", "heron"), entry("1", "otter")));

      assertThat(collection.find("1")).contains(entry("1", "otter"));
    }

    @Test
    void itPutsNothingOfAListWithAMistake() {
      List<Entry> list = List.of(entry("1", "fine"), Entry.of("2", "titel", "misspelt"));

      assertThatThrownBy(() -> collection.put(list))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "entry '2' has text field 'titel', the collection has [body]; name it in the CollectionSettings");
      assertThat(collection.count(Filter.all())).isZero();
    }

    @Test
    void itRefusesAVectorOfOtherDimensions() {
      List<Entry> list = List.of(entry("1", "fine").withVector(Vector.of(1f, 2f, 3f)));

      assertThatThrownBy(() -> collection.put(list))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "the vector of entry '1' has 3 dimensions, the collection's are of 'plane' (2 dimensions)");
    }

    @Test
    void itTakesVectorsBeyondLucenesOwnLimit() {
      float[] numbers = new float[3072];
      numbers[3071] = 1f;
      EmbeddingSpace large = new EmbeddingSpace("large", 3072);
      try (var wide = LuceneCollection.inMemory(TEXT_ONLY.withEmbeddings(large))) {
        wide.put(List.of(entry("1", "a").withVector(Vector.of(numbers))));

        assertThat(wide.find("1").orElseThrow().vector()).isEqualTo(Vector.of(numbers));
      }
    }
  }

  @Nested
  class Removing {
    @Test
    void itSaysHowManyWentAndFindsThemNoMore() {
      collection.put(
          List.of(
              entry("1", "heron").withField("owner", FieldValue.keyword("ada")).withVector(at(0)),
              entry("2", "heron").withField("owner", FieldValue.keyword("bob")).withVector(at(1)),
              entry("3", "heron").withField("owner", FieldValue.keyword("ada")).withVector(at(2))));

      assertThat(collection.remove(Filter.is("owner", "ada"))).isEqualTo(2);

      assertThat(found(collection, "heron")).containsExactly("2");
      assertThat(Samples.ids(collection.search(SearchRequest.of("heron", at(0), 10))))
          .containsExactly("2");
      assertThat(collection.find("1")).isEmpty();
      assertThat(collection.remove(Filter.is("owner", "ada"))).isZero();
    }

    @Test
    void itSeesWhatTheSameThreadHasJustPut() {
      collection.put(List.of(entry("1", "heron")));

      assertThat(collection.remove(Filter.ids("1"))).isEqualTo(1);
    }
  }

  @Nested
  class Listing {
    @Test
    void itOrdersByTimeNumberOrKeywordWithTheMissingLast() {
      collection.put(
          List.of(
              entry("a", "")
                  .withField("when", FieldValue.time(Instant.EPOCH))
                  .withField("name", FieldValue.keyword("x")),
              entry("b", "")
                  .withField("when", FieldValue.time(Instant.EPOCH.minusSeconds(1)))
                  .withField("size", FieldValue.number(2)),
              entry("c", "")
                  .withField("size", FieldValue.number(-3))
                  .withField("name", FieldValue.keyword("w", "z"))));

      assertThat(listed(Filter.all(), Order.ascending("when"))).containsExactly("b", "a", "c");
      assertThat(listed(Filter.all(), Order.descending("when"))).containsExactly("a", "b", "c");
      assertThat(listed(Filter.all(), Order.ascending("size"))).containsExactly("c", "b", "a");
      assertThat(listed(Filter.all(), Order.descending("size"))).containsExactly("b", "c", "a");
      assertThat(listed(Filter.all(), Order.ascending("name"))).containsExactly("c", "a", "b");
      assertThat(listed(Filter.all(), Order.descending("name"))).containsExactly("c", "a", "b");
      assertThat(listed(Filter.all(), Order.descending("nothing"))).containsExactly("a", "b", "c");
      assertThat(listed(Filter.all(), Order.byId())).containsExactly("a", "b", "c");
    }

    @Test
    void itGivesTheFirstOfTheOrderUpToTheLimit() {
      collection.put(
          IntStream.range(0, 50)
              .mapToObj(i -> entry("e" + i, "").withField("n", FieldValue.number(i % 25)))
              .toList());

      assertThat(collection.list(Filter.all(), Order.descending("n"), 3))
          .extracting(Entry::id)
          .containsExactly("e24", "e49", "e23");
      assertThatThrownBy(() -> collection.list(Filter.all(), Order.byId(), 0))
          .hasMessage("the limit of a listing must be at least 1, got 0");
    }

    @Test
    void itLetsOneFieldBeOfSeveralKinds() {
      collection.put(
          List.of(
              entry("a", "").withField("size", FieldValue.keyword("large")),
              entry("b", "").withField("size", FieldValue.number(7)),
              entry("c", "").withField("size", FieldValue.time(Instant.EPOCH))));

      assertThat(listed(Filter.is("size", "large"), Order.byId())).containsExactly("a");
      assertThat(listed(new Filter.Equals("size", FieldValue.number(7)), Order.byId()))
          .containsExactly("b");
      assertThat(listed(new Filter.Equals("size", FieldValue.time(Instant.EPOCH)), Order.byId()))
          .containsExactly("c");
    }
  }

  @Nested
  class Filtering {
    private void fill() {
      collection.put(
          List.of(
              bird("heron", 1.5, 10, "water", "large"),
              bird("wren", 0.01, 20, "garden"),
              bird("robin", 0.02, 30, "garden", "red"),
              bird("kingfisher", 0.04, 40, "water")));
    }

    private Entry bird(String name, double weight, int second, String... tags) {
      return entry(name, "a bird called " + name)
          .withVector(at(second))
          .withField("tag", FieldValue.keyword(tags))
          .withField("weight", FieldValue.number(weight))
          .withField("seen", FieldValue.time(Instant.ofEpochSecond(second)));
    }

    /** By listing, by words and by vector: a filter means the same to all. */
    private void assertLetsThrough(Filter filter, String... names) {
      assertThat(listed(filter, Order.byId())).containsExactlyInAnyOrder(names);
      assertThat(collection.count(filter)).isEqualTo(names.length);
      assertThat(
              Samples.ids(
                  collection.search(SearchRequest.of("birds", null, 10).withFilter(filter))))
          .containsExactlyInAnyOrder(names);
      assertThat(
              Samples.ids(
                  collection.search(new SearchRequest(new Ranking.ByVector(at(0)), filter, 10))))
          .containsExactlyInAnyOrder(names);
      assertThat(
              Samples.ids(
                  collection.search(SearchRequest.of("birds", at(0), 10).withFilter(filter))))
          .containsExactlyInAnyOrder(names);
    }

    @Test
    void itMeansTheSameToListingsAndToEverySearch() {
      fill();

      assertLetsThrough(Filter.all(), "heron", "wren", "robin", "kingfisher");
      assertLetsThrough(Filter.is("tag", "garden"), "wren", "robin");
      assertLetsThrough(new Filter.Equals("tag", FieldValue.keyword("garden", "red")), "robin");
      assertLetsThrough(Filter.anyOf("tag", "red", "large"), "heron", "robin");
      assertLetsThrough(Filter.anyOf("tag"));
      assertLetsThrough(Filter.ids("wren", "nobody"), "wren");
      assertLetsThrough(Filter.atLeast("weight", FieldValue.number(0.04)), "heron", "kingfisher");
      assertLetsThrough(Filter.atMost("weight", FieldValue.number(0.02)), "wren", "robin");
      assertLetsThrough(
          new Filter.Range(
              "seen",
              FieldValue.time(Instant.ofEpochSecond(20)),
              FieldValue.time(Instant.ofEpochSecond(30))),
          "wren",
          "robin");
      assertLetsThrough(
          Filter.atLeast("seen", FieldValue.time(Instant.ofEpochSecond(40))), "kingfisher");
      assertLetsThrough(Filter.and(Filter.is("tag", "water"), Filter.is("tag", "large")), "heron");
      assertLetsThrough(Filter.and(), "heron", "wren", "robin", "kingfisher");
      assertLetsThrough(Filter.or(Filter.is("tag", "red"), Filter.ids("heron")), "heron", "robin");
      assertLetsThrough(Filter.or());
      assertLetsThrough(Filter.not(Filter.is("tag", "water")), "wren", "robin");
      assertLetsThrough(
          Filter.not(Filter.is("colour", "blue")), "heron", "wren", "robin", "kingfisher");
    }

    @Test
    void itRefusesBoundsOfTwoKinds() {
      assertThatThrownBy(
              () -> new Filter.Range("seen", FieldValue.number(1), FieldValue.time(Instant.EPOCH)))
          .hasMessageStartingWith(
              "the bounds of a range must be of one kind, got Numeric[value=1.0] and Time[");
    }

    @Test
    void itTakesAsManyConditionsAsItSaysAndRefusesMore() {
      fill();
      Filter[] conditions =
          IntStream.range(0, Filter.MAX_CONDITIONS)
              .mapToObj(i -> Filter.is("tag", "water"))
              .toArray(Filter[]::new);

      assertLetsThrough(Filter.and(conditions), "heron", "kingfisher");
      assertThatThrownBy(() -> Filter.and(Filter.and(conditions)))
          .hasMessage(
              "a filter may have 500 conditions, got 501; use AnyOf or Ids for many values of one field");
    }
  }

  @Nested
  class BadValues {
    @Test
    void itNamesTheOffendingValue() {
      assertThatThrownBy(() -> entry(" ", ""))
          .hasMessage("an entry's id must have 1 to 1024 bytes, got \" \"");
      assertThatThrownBy(() -> Vector.of()).hasMessage("a vector needs at least one number");
      assertThatThrownBy(() -> Vector.of(1f, Float.NaN))
          .hasMessage("a vector's numbers must be finite, got NaN at 1");
      assertThatThrownBy(() -> Vector.of(0f, 0f))
          .hasMessageStartingWith("a vector's length must be neither zero");
      assertThatThrownBy(() -> FieldValue.number(Double.NaN))
          .hasMessage("a number field cannot be NaN");
      assertThatThrownBy(() -> FieldValue.time(Instant.MAX))
          .hasMessageStartingWith("a time must be within 285,000 years of 1970, got +1000000000");
      assertThatThrownBy(() -> FieldValue.keyword())
          .hasMessageStartingWith("keywords need at least one value");
      assertThatThrownBy(() -> FieldValue.keyword("x".repeat(40_000)))
          .hasMessageStartingWith("a keyword has at most 32000 bytes, got 40000: \"xxx");
      assertThatThrownBy(() -> new CollectionSettings(Map.of("body", 0.0), null))
          .hasMessage("the weight of text field 'body' must be positive, got 0.0");
      assertThatThrownBy(() -> new EmbeddingSpace("m", 5000))
          .hasMessage("dimensions must be 1 to 4096, got 5000");
      assertThatThrownBy(() -> SearchRequest.of("x", null, 0))
          .hasMessage("the limit of a search must be 1 to 10000, got 0");
    }

    @Test
    void itCopiesVectorsInAndOut() {
      float[] numbers = {1f, 2f};
      Vector vector = Vector.of(numbers);
      numbers[0] = 9f;
      vector.toArray()[1] = 9f;

      assertThat(vector).isEqualTo(Vector.of(1f, 2f)).hasSameHashCodeAs(Vector.of(1f, 2f));
      assertThat(PLANE.dimensions()).isEqualTo(vector.dimensions());
    }
  }
}
