package dev.retinue.examples.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JudgedTest {
  private static final Judged SECOND_AND_FOURTH =
      judged("kind", List.of("a", "b", "c", "d"), Map.of("b", 2.0, "d", 1.0, "z", 1.0), 0.5);

  @Test
  void recallIsTheShareOfTheRelevantThatAreFound() {
    assertThat(SECOND_AND_FOURTH.recall(1)).isZero();
    assertThat(SECOND_AND_FOURTH.recall(2)).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(SECOND_AND_FOURTH.recall(10)).isCloseTo(2 / 3.0, within(1e-12));
  }

  @Test
  void theGainIsDiscountedByTheLogarithmOfTheRank() {
    double log3 = Math.log(3) / Math.log(2);
    double log5 = Math.log(5) / Math.log(2);
    assertThat(SECOND_AND_FOURTH.ndcg(10))
        .isCloseTo((2 / log3 + 1 / log5) / (2 + 1 / log3 + 1 / 2.0), within(1e-12));
    assertThat(judged("kind", List.of("a"), Map.of("a", 1.0), 0).ndcg(10)).isEqualTo(1);
  }

  @Test
  void theReciprocalRankIsThatOfTheFirstRelevant() {
    assertThat(SECOND_AND_FOURTH.reciprocalRank()).isEqualTo(0.5);
    assertThat(judged("kind", List.of("a"), Map.of("z", 1.0), 0).reciprocalRank()).isZero();
  }

  @Test
  void theIntervalHoldsTheMeanAndNarrowsWithTheQuestions() {
    Judged hit = judged("kind", List.of("a"), Map.of("a", 1.0), 0);
    Judged miss = judged("kind", List.of("a"), Map.of("z", 1.0), 0);
    Judged.Interval few = Judged.interval(List.of(hit, miss, hit, miss), one -> one.recall(1));
    Judged.Interval many =
        Judged.interval(
            java.util.Collections.nCopies(50, List.of(hit, miss)).stream()
                .flatMap(List::stream)
                .toList(),
            one -> one.recall(1));
    assertThat(few.low()).isLessThan(many.low());
    assertThat(many.low()).isBetween(0.35, 0.45);
    assertThat(many.high()).isBetween(0.55, 0.65);
  }

  @Test
  void separationIsOneWhenEveryUnanswerableQuestionIsSaidToBeLessSo() {
    Judged good = judged("kind", List.of(), Map.of("a", 1.0), 0.8);
    Judged bad = judged("adversarial", List.of(), Map.of("a", 1.0), 0.2);
    assertThat(Judged.separation(List.of(good, bad), "adversarial")).isEqualTo(1);
    assertThat(Judged.separation(List.of(good, bad), "kind")).isZero();
    assertThat(Judged.separation(List.of(good, good), "adversarial")).isNaN();
  }

  @Test
  void aQuestionWithNothingRelevantIsRefused() {
    assertThatThrownBy(() -> judged("kind", List.of(), Map.of(), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a judged question needs something relevant, got none");
  }

  private static Judged judged(
      String category, List<String> ranked, Map<String, Double> relevant, double answerable) {
    return new Judged(category, ranked, relevant, answerable);
  }
}
