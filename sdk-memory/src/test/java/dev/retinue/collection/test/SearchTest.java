package dev.retinue.collection.test;

import static dev.retinue.collection.test.Samples.TEXT_ONLY;
import static dev.retinue.collection.test.Samples.WITH_VECTORS;
import static dev.retinue.collection.test.Samples.at;
import static dev.retinue.collection.test.Samples.entry;
import static dev.retinue.collection.test.Samples.found;
import static dev.retinue.collection.test.Samples.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.retinue.collection.CollectionSettings;
import dev.retinue.collection.EmbeddingSpace;
import dev.retinue.collection.Entry;
import dev.retinue.collection.FieldValue;
import dev.retinue.collection.Filter;
import dev.retinue.collection.Hit;
import dev.retinue.collection.LuceneCollection;
import dev.retinue.collection.Ranking;
import dev.retinue.collection.SearchRequest;
import dev.retinue.collection.Vector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTest {
  private final LuceneCollection collection = LuceneCollection.inMemory(WITH_VECTORS);

  @AfterEach
  void close() {
    collection.close();
  }

  @Nested
  class ByWords {
    @Test
    void itFindsOtherFormsOfTheWordsAndIgnoresStopWords() {
      collection.put(
          List.of(
              entry("1", "My name is Ada and I lead the Heron project."),
              entry("2", "It was what it was and that is that.")));

      assertThat(found(collection, "What is my name?")).contains("1");
      assertThat(found(collection, "who LEADS it: projects")).containsExactly("1");
      assertThat(found(collection, "is it the")).isEmpty();
    }

    @Test
    void itFindsJoinedWordsByTheirPartsAndWhole() {
      collection.put(
          List.of(
              entry("1", "Set max_tokens before client.messages.create(...)"),
              entry("2", "name:Ada, city:Oslo"),
              entry("3", "the maximum of 2.5 tons")));

      assertThat(found(collection, "messages")).containsExactly("1");
      assertThat(found(collection, "max tokens")).containsExactly("1");
      assertThat(found(collection, "max_tokens")).containsExactly("1");
      assertThat(found(collection, "Ada")).containsExactly("2");
      assertThat(found(collection, "2.5")).containsExactly("3");
    }

    @Test
    void itCountsAWordInAHeavierFieldMore() {
      var settings = new CollectionSettings(Map.of("title", 3.0, "body", 0.5), null);
      try (var weighted = LuceneCollection.inMemory(settings)) {
        weighted.put(
            List.of(
                Entry.of("a", "body", "heron").withText("title", "otter"),
                Entry.of("b", "body", "otter").withText("title", "heron")));

        assertThat(found(weighted, "heron")).containsExactly("b", "a");
      }
    }

    @Test
    void itPutsTheSmallerIdFirstAmongEqualsEvenBeyondTheLimit() {
      List<Entry> same =
          new ArrayList<>(
              IntStream.range(100, 200).mapToObj(i -> entry("e" + i, "heron")).toList());
      Collections.shuffle(same, new Random(7));
      same.forEach(one -> collection.put(List.of(one)));

      assertThat(ids(collection.search(SearchRequest.of("heron", null, 3))))
          .containsExactly("e100", "e101", "e102");
    }

    @Test
    void itSaysTheScoreItFoundByAndNoOther() {
      collection.put(List.of(entry("1", "heron").withVector(at(0))));

      Hit hit = collection.search(SearchRequest.of("heron", null, 1)).getFirst();

      assertThat(hit.score()).isPositive();
      assertThat(hit.textScore()).hasValue(hit.score());
      assertThat(hit.vectorScore()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "heron AND OR NOT",
          "+heron -wren",
          "heron~2^5",
          "body:heron",
          "\"heron",
          "(heron",
          "[heron TO *]",
          "heron*",
          "/heron/",
          "{!heron}",
          "heron\\",
          "heron && || !",
          "\u0000heron\uFFFF",
          "heron \uD83E\uDEB6 \uD800 lone surrogate",
          "<script>heron</script>",
          "heron%00'; DROP"
        })
    void itTakesEveryCharacterForText(String words) {
      collection.put(List.of(entry("1", "the heron"), entry("2", "an otter")));

      assertThat(found(collection, words)).containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "?!", "\uD800", "🪶", "AND"})
    void itFindsNothingForNoWords(String words) {
      collection.put(List.of(entry("1", "the heron")));

      assertThat(found(collection, words)).isEmpty();
    }

    @Test
    void itFindsEmojiAndOtherScripts() {
      collection.put(
          List.of(
              entry("1", "feather 🪶"), entry("2", "蒼鷺は水辺にいる"), entry("3", "цапля стоит в воде")));

      assertThat(found(collection, "🪶")).containsExactly("1");
      assertThat(found(collection, "蒼鷺")).containsExactly("2");
      assertThat(found(collection, "Цапля")).containsExactly("3");
    }

    @Test
    void itReadsTenThousandWordsAndKeepsTheRarest() {
      List<Entry> entries = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        entries.add(entry("e" + i, "common" + i + " common" + (i + 1)));
      }
      entries.add(entry("needle", "needle"));
      collection.put(entries);
      String question =
          IntStream.range(0, 10_000)
                  .mapToObj(i -> "common" + i % 401)
                  .collect(Collectors.joining(" "))
              + " needle "
              + "x".repeat(50_000);

      assertThat(ids(collection.search(SearchRequest.of(question, null, 500))))
          .contains("needle")
          .hasSizeGreaterThan(200);
    }
  }

  @Nested
  class ByVector {
    @Test
    void itOrdersByCosine() {
      collection.put(
          List.of(
              entry("far", "").withVector(at(170)),
              entry("near", "").withVector(at(10)),
              entry("side", "").withVector(at(90)),
              entry("none", "")));

      List<Hit> hits =
          collection.search(new SearchRequest(new Ranking.ByVector(at(0)), Filter.all(), 10));

      assertThat(ids(hits)).containsExactly("near", "side", "far");
      assertThat(hits.getFirst().vectorScore().orElseThrow())
          .isCloseTo(Math.cos(Math.toRadians(10)), within(1e-6));
      assertThat(hits.getLast().score()).isCloseTo(Math.cos(Math.toRadians(170)), within(1e-6));
      assertThat(hits.getFirst().textScore()).isEmpty();
    }

    @Test
    void itFindsAsManyAsAskedThroughAnyFilter() {
      Random random = new Random(11);
      int size = 4_000;
      EmbeddingSpace space = new EmbeddingSpace("random", 16);
      try (var large = LuceneCollection.inMemory(TEXT_ONLY.withEmbeddings(space))) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < size; i++) {
          entries.add(
              entry("e" + i, "")
                  .withVector(random(random, 16))
                  .withField("percent", FieldValue.number(i % 100))
                  .withField("alone", FieldValue.keyword("n" + i)));
        }
        large.put(entries);
        Vector asked = random(random, 16);

        for (int percent : new int[] {1, 5, 30, 60, 100}) {
          Filter filter = Filter.atMost("percent", FieldValue.number(percent - 1));
          List<String> exact =
              entries.stream()
                  .filter(entry -> Integer.parseInt(entry.id().substring(1)) % 100 < percent)
                  .sorted(Comparator.comparingDouble(entry -> -cosine(asked, entry.vector())))
                  .limit(20)
                  .map(Entry::id)
                  .toList();

          List<String> found =
              ids(large.search(new SearchRequest(new Ranking.ByVector(asked), filter, 20)));

          assertThat(found).hasSize(20);
          assertThat(found.stream().filter(exact::contains).count())
              .as("of the 20 nearest in %d %%", percent)
              .isGreaterThanOrEqualTo(19);
        }
        assertThat(
                ids(
                    large.search(
                        new SearchRequest(
                            new Ranking.ByVector(asked), Filter.is("alone", "n77"), 5))))
            .containsExactly("e77");
      }
    }

    private static Vector random(Random random, int dimensions) {
      float[] numbers = new float[dimensions];
      for (int i = 0; i < dimensions; i++) {
        numbers[i] = (float) random.nextGaussian();
      }
      return Vector.of(numbers);
    }

    private static double cosine(Vector a, Vector b) {
      double dot = 0;
      double aa = 0;
      double bb = 0;
      float[] left = a.toArray();
      float[] right = b.toArray();
      for (int i = 0; i < left.length; i++) {
        dot += left[i] * right[i];
        aa += left[i] * left[i];
        bb += right[i] * right[i];
      }
      return dot / Math.sqrt(aa * bb);
    }

    @Test
    void itRefusesAVectorOfOtherDimensions() {
      var request = new SearchRequest(new Ranking.ByVector(Vector.of(1f)), Filter.all(), 5);

      assertThatThrownBy(() -> collection.search(request))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "the vector asked has 1 dimensions, the collection's are of 'plane' (2 dimensions)");
    }
  }

  @Nested
  class ByBoth {
    /** Words alone mistake the homonym, the vector alone cannot tell the two near it apart. */
    private void fillWithARiverAndABank() {
      collection.put(
          List.of(
              entry("money", "bank bank bank").withVector(at(90)),
              entry("right", "the bank where herons nest").withVector(at(12)),
              entry("near", "reeds and mud").withVector(at(10)),
              entry("other", "nothing of the sort").withVector(at(60))));
    }

    @Test
    void itIsBetterThanEitherAlone() {
      fillWithARiverAndABank();
      String words = "bank";

      assertThat(ids(collection.search(SearchRequest.of(words, null, 10)))).startsWith("money");
      assertThat(
              ids(
                  collection.search(
                      new SearchRequest(new Ranking.ByVector(at(0)), Filter.all(), 10))))
          .startsWith("near");
      assertThat(ids(collection.search(SearchRequest.of(words, at(0), 10)))).startsWith("right");
    }

    @Test
    void itGivesBothScoresOfEachExactly() {
      fillWithARiverAndABank();

      List<Hit> both = collection.search(SearchRequest.of("bank", at(0), 10));

      assertThat(both)
          .hasSize(4)
          .allSatisfy(hit -> {
            assertThat(hit.score()).isBetween(0.0, 1.0);
            assertThat(hit.vectorScore()).isPresent();
          });
      Map<String, Hit> byId =
          both.stream().collect(Collectors.toMap(hit -> hit.entry().id(), hit -> hit));
      for (Hit alone : collection.search(SearchRequest.of("bank", null, 10))) {
        assertThat(byId.get(alone.entry().id()).textScore()).isEqualTo(alone.textScore());
      }
      assertThat(byId.get("near").textScore()).hasValue(0);
      assertThat(byId.get("money").vectorScore().orElseThrow()).isCloseTo(0, within(1e-6));
    }

    @Test
    void itFindsEntriesWithoutAVectorByTheirWords() {
      fillWithARiverAndABank();
      collection.put(List.of(entry("plain", "kingfisher")));

      List<Hit> hits = collection.search(SearchRequest.of("kingfisher", at(0), 10));

      Hit plain =
          hits.stream().filter(hit -> hit.entry().id().equals("plain")).findFirst().orElseThrow();
      assertThat(plain.vectorScore()).isEmpty();
      assertThat(plain.textScore().orElseThrow()).isPositive();
    }

    @Test
    void itRanksByTheOneThatHasSomethingToSay() {
      fillWithARiverAndABank();

      assertThat(ids(collection.search(SearchRequest.of("the of", at(0), 10))))
          .containsExactly("near", "right", "other", "money");
      assertThat(
              ids(
                  collection.search(
                      new SearchRequest(new Ranking.ByBoth("bank", at(0), 1), Filter.all(), 2))))
          .containsExactly("money", "right");
      assertThat(
              ids(
                  collection.search(
                      new SearchRequest(new Ranking.ByBoth("bank", at(0), 0), Filter.all(), 2))))
          .containsExactly("near", "right");
    }

    @Test
    void itRefusesAWeightOutsideZeroToOne() {
      assertThatThrownBy(() -> new Ranking.ByBoth("x", at(0), 1.5))
          .hasMessage("the weight of the text must be 0 to 1, got 1.5");
    }

    @Test
    void itFindsNothingInAnEmptyCollection() {
      assertThat(collection.search(SearchRequest.of("bank", at(0), 10))).isEmpty();
      assertThat(
              collection.search(new SearchRequest(new Ranking.ByVector(at(0)), Filter.all(), 10)))
          .isEmpty();
    }
  }
}
