package dev.retinue.memory.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.retinue.collection.EmbeddingSpace;
import dev.retinue.collection.Entry;
import dev.retinue.collection.FieldValue;
import dev.retinue.collection.Filter;
import dev.retinue.collection.LuceneCollection;
import dev.retinue.collection.Vector;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RecallTest {
  private static final ZonedDateTime NOW =
      ZonedDateTime.of(2024, 5, 15, 10, 0, 0, 0, ZoneOffset.UTC);

  private final Map<String, List<Said>> sessions = new HashMap<>();
  private LuceneCollection turns = LuceneCollection.inMemory(RecallFields.settings(null));

  @BeforeEach
  void aDialogue() {
    say(
        "1",
        "spring",
        "John",
        "I finished painting the boat shed, it took all weekend.",
        "2024-03-02");
    say("2", "spring", "Maria", "What colour did you choose for painting it?", "2024-03-02");
    say("3", "spring", "John", "A deep red, like the one in Bergen.", "2024-03-02");
    say("4", "may", "Maria", "The dentist moved my appointment to the tenth.", "2024-05-01");
    say("5", "may", "John", "Ouch! Mine said I need a crown.", "2024-05-01");
    say("6", "may", "Maria", "Thanks for the dinner, the fish was wonderful.", "2024-05-01");
    say("7", "june", "Maria", "The fish market was crowded when we went.", "2023-06-10");
  }

  @AfterEach
  void close() {
    turns.close();
  }

  @Nested
  class Ranking {
    @Test
    void whoTheQuestionNamesComesFirst() {
      assertThat(ids("What did John do for painting?")).startsWith("1");
      assertThat(part("What did John do for painting?", "1", Ingredient.SPEAKER)).isPositive();
      assertThat(part("What did John do for painting?", "2", Ingredient.SPEAKER)).isZero();
    }

    @Test
    void anAnswerIsFoundByTheQuestionBeforeIt() {
      assertThat(ids("Which colour was chosen?")).contains("3");
    }

    @Test
    void aQuestionRanksBelowAStatement() {
      assertThat(ids("painting")).startsWith("1").contains("2");
      assertThat(part("painting", "2", Ingredient.ASKS)).isNegative();
    }

    @Test
    void theTimeThatIsNamedWins() {
      assertThat(ids("fish")).startsWith("7");
      assertThat(ids("fish in May 2024")).startsWith("6");
    }

    @Test
    void theTimeThatIsNamedIsFoundEvenIfManyOthersMatchBetter() {
      for (int i = 0; i < 300; i++) {
        say("x" + i, "many" + i, "John", "fish fish", "2024-04-01");
      }
      assertThat(ids("fish in June 2023")).startsWith("7");
    }

    @Test
    void theTimeIsToldByWhatHappenedThen() {
      String question = "fish after the painting of the boat shed";
      assertThat(ids(question)).containsSubsequence("6", "7");
      assertThat(part(question, "6", Ingredient.TIME)).isPositive();
      assertThat(part(question, "7", Ingredient.TIME)).isZero();
      assertThat(part("fish before the painting of the boat shed", "7", Ingredient.TIME))
          .isPositive();
    }

    @Test
    void whatIsNotRememberedTellsNoTime() {
      assertThat(part("fish after the earthquake of Lisbon", "6", Ingredient.TIME)).isZero();
      assertThat(part("fish after that", "6", Ingredient.TIME)).isZero();
    }

    @Test
    void wordsThatOnlyAskFindNothing() {
      assertThat(recall("What did she have from you? Zeppelin?").hits()).isEmpty();
      assertThat(AskedWords.of("Whose boat did John's sister paint?"))
          .isEqualTo(" boat  John's sister paint?");
      assertThat(AskedWords.of("What did you do?")).isEqualTo("What did you do?");
    }

    @Test
    void ofThoseInWhichTheSameWasSaidTheLatestIsFound() {
      say("8", "july", "Maria", " thanks for the dinner, the fish was wonderful. ", "2024-05-10");
      say("9", "august", "Maria", "Thanks for the dinner, the FISH was wonderful.", "2023-05-10");
      assertThat(ids("the wonderful fish dinner")).startsWith("8").doesNotContain("6", "9");
    }

    @Test
    void importanceAndKindSettleWhatIsOpen() {
      turns.put(
          List.of(
              entry("p", "The code of the gate is blue."),
              entry("q", "The code of the gate is blue!")
                  .withField(RecallFields.IMPORTANCE, FieldValue.number(0.9)),
              entry("r", "The code of the gate is blue")
                  .withField(RecallFields.KIND, FieldValue.keyword("semantic"))));
      assertThat(ids("code of the gate")).startsWith("q");
      RecallWeights weights = RecallWeights.STANDARD.withKinds(Map.of("semantic", 1.0));
      Recalled recalled = new Recall(turns, null, weights).recall(question("code of the gate"));
      assertThat(recalled.hits().getFirst().entry().id()).isEqualTo("r");
    }
  }

  @Nested
  class Bounds {
    @Test
    void nothingOutsideTheFilterIsSeen() {
      RecallQuestion asked =
          new RecallQuestion("fish dinner", Filter.is(RecallFields.SESSION, "june"), 10, NOW);
      assertThat(new Recall(turns, null, RecallWeights.STANDARD).recall(asked).hits())
          .extracting(hit -> hit.entry().id())
          .containsExactly("7");
    }

    @Test
    void noMoreThanTheLimitIsGiven() {
      RecallQuestion asked = new RecallQuestion("fish painting dentist", Filter.all(), 2, NOW);
      assertThat(new Recall(turns, null, RecallWeights.STANDARD).recall(asked).hits()).hasSize(2);
    }

    @Test
    void aPastedPageIsAQuestionToo() {
      String page = "On 3 May 2022 John and Xavier saw fish in June 2023. ".repeat(2_000);
      assertThat(recall(page).hits()).isNotEmpty();
    }

    @Test
    void aLimitOfNoneIsRefused() {
      assertThatThrownBy(() -> new RecallQuestion("fish", Filter.all(), 0, NOW))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the limit of a recall must be 1 to 1000, got 0");
    }

    @Test
    void anEmptyQuestionFindsNothing() {
      assertThat(recall(" ")).isEqualTo(new Recalled(List.of(), 0));
    }

    @Test
    void aWeightThatIsNoNumberIsRefused() {
      assertThatThrownBy(() -> RecallWeights.STANDARD.with(Ingredient.TIME, Double.NaN))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the weight of TIME must be finite, got NaN");
    }
  }

  @Nested
  class Explanation {
    @Test
    void thePartsSumUpToTheScore() {
      for (RecallHit hit : recall("What did John say about the fish in May 2024?").hits()) {
        double sum = hit.parts().stream().mapToDouble(RecallHit.Part::share).sum();
        assertThat(sum).isCloseTo(hit.score(), within(1e-9));
      }
    }

    @Test
    void aLineNamesThem() {
      assertThat(recall("What did John paint?").hits().getFirst().explain())
          .matches("-?\\d+\\.\\d\\d =( [+-]\\d+\\.\\d\\d [a-z]+)+")
          .contains("+1.10 speaker");
    }
  }

  @Nested
  class Abstaining {
    @Test
    void whatWasNeverMentionedIsNotAnswerable() {
      assertThat(recall("zeppelin").answerable()).isZero();
    }

    @Test
    void whatAnotherSaidIsLessAnswerableThanWhatTheNamedSaid() {
      double told = recall("What did John say about painting the boat shed?").answerable();
      double swapped = recall("What did Maria say about painting the boat shed?").answerable();
      assertThat(told).isGreaterThan(swapped + 0.1).isBetween(0.0, 1.0);
    }
  }

  @Nested
  class ByMeaning {
    @BeforeEach
    void withVectors() {
      turns.close();
      turns = LuceneCollection.inMemory(RecallFields.settings(new EmbeddingSpace("test", 2)));
      put("cat", "A cat.", Vector.of(1, 0));
      put("dog", "A dog.", Vector.of(0, 1));
      turns.put(List.of(entry("none", "Not embedded.")));
    }

    @Test
    void whatSharesNoWordIsFound() {
      Recalled recalled =
          new Recall(turns, null, RecallWeights.STANDARD)
              .recall(question("feline"), Vector.of(1, 0.1f));
      assertThat(recalled.hits()).extracting(hit -> hit.entry().id()).containsExactly("cat", "dog");
    }

    @Test
    void whatIsNotEmbeddedYetIsFoundByItsWords() {
      Recalled recalled =
          new Recall(turns, null, RecallWeights.STANDARD)
              .recall(question("embedded"), Vector.of(1, 0.1f));
      assertThat(recalled.hits()).extracting(hit -> hit.entry().id()).contains("none");
    }

    private void put(String id, String text, Vector vector) {
      turns.put(List.of(entry(id, text).withVector(vector)));
    }
  }

  private static Entry entry(String id, String text) {
    return RecallFields.entry(id, id, new Said("", text, "", NOW.toInstant()));
  }

  private void say(String id, String session, String speaker, String text, String day) {
    Said said = new Said(speaker, text, "", Instant.parse(day + "T12:00:00Z"));
    List<Said> before = sessions.computeIfAbsent(session, any -> new ArrayList<>());
    Entry entry = RecallFields.entry(id, session, said);
    turns.put(List.of(RecallFields.amid(entry, said, before, List.of())));
    before.addFirst(said);
  }

  private static RecallQuestion question(String text) {
    return new RecallQuestion(text, Filter.all(), 10, NOW);
  }

  private Recalled recall(String text) {
    return new Recall(turns, null, RecallWeights.STANDARD).recall(question(text));
  }

  private List<String> ids(String text) {
    return recall(text).hits().stream().map(hit -> hit.entry().id()).toList();
  }

  private double part(String text, String id, Ingredient ingredient) {
    return recall(text).hits().stream()
        .filter(hit -> hit.entry().id().equals(id))
        .flatMap(hit -> hit.parts().stream())
        .filter(part -> part.ingredient() == ingredient)
        .mapToDouble(RecallHit.Part::share)
        .sum();
  }
}
