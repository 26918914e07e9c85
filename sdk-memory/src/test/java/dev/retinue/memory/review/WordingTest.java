package dev.retinue.memory.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.collection.EnglishWords;
import dev.retinue.consolidation.Contradiction.Sign;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which texts say nearly the same, and which the contrary. */
class WordingTest {
  private final EnglishWords words = new EnglishWords();
  private final List<List<String>> opposites = Wording.opposites(words::of);

  @AfterEach
  void close() {
    words.close();
  }

  private Wording of(String text) {
    return Wording.of(text, words::of);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Ada likes tea | Ada really likes the tea!",
        "The deadline is Friday. | Deadline is Friday",
        "The crane in the harbour lifts 40 tonnes | the crane in the harbour just lifts 40 tonnes"
      })
  void nearlyTheSame(String one, String other) {
    assertThat(of(one).saysNearlyTheSameAs(of(other))).isTrue();
    assertThat(of(other).saysNearlyTheSameAs(of(one))).isTrue();
    assertThat(of(one).against(of(other), opposites)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Ada likes tea | Bob likes tea",
        "Ada likes tea | Ada liked tea",
        "Ada likes tea | Ada does not like tea",
        "Ada was a nurse | Ada is a nurse",
        "Ada may visit Paris | Ada will visit Paris",
        "Room 12 is booked | Room 13 is booked",
        "Bob owes Ada money | Ada owes Bob money",
        "The flight from Lisbon to Porto | The flight from Porto to Lisbon",
        "Meet before lunch | Meet after lunch",
        "Ada likes tea | Ada likes tea in the morning"
      })
  void notTheSame(String one, String other) {
    assertThat(of(one).saysNearlyTheSameAs(of(other))).isFalse();
    assertThat(of(other).saysNearlyTheSameAs(of(one))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Ada likes strong tea | Ada does not like strong tea | DENIAL",
        "The harbour is never open on Sundays | The harbour is open on Sundays | DENIAL",
        "You can't park behind the office | You can park behind the office | DENIAL",
        "The harbour gate is open | The harbour gate is closed | OPPOSITE",
        "Ada loves long meetings | Ada hates long meetings | OPPOSITE",
        "The crane lifts 40 tonnes | The crane lifts 45 tonnes | OTHER_NUMBER",
        "The rent is 1,200 euros | The rent is 1,350 euros | OTHER_NUMBER"
      })
  void theContrary(String one, String other, Sign sign) {
    assertThat(of(one).against(of(other), opposites)).contains(sign);
    assertThat(of(other).against(of(one), opposites)).contains(sign);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Ada likes tea | Bob does not like coffee",
        "Ada likes strong tea | Bob does not like strong tea",
        "The harbour gate is not open | The harbour gate is closed",
        "The crane lifts 40 tonnes | The crane lifts",
        "Fine | Not fine",
        "Ada was born in 1815 | Grace was born in 1906"
      })
  void nothingOfTheKind(String one, String other) {
    assertThat(of(one).against(of(other), opposites)).isEmpty();
    assertThat(of(other).against(of(one), opposites)).isEmpty();
  }
}
