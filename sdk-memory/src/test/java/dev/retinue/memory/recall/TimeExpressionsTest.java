package dev.retinue.memory.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeExpressionsTest {
  /** A Wednesday. */
  private static final ZonedDateTime NOW =
      ZonedDateTime.of(2024, 5, 15, 10, 0, 0, 0, ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Where did Sam go on 24 May, 2023?                | 2023-05-24 | 2023-05-25
          What happened on the 3rd of March 2022?          | 2022-03-03 | 2022-03-04
          What did we say on October 13, 2022?             | 2022-10-13 | 2022-10-14
          What did we say on Sept 1st, 2022?               | 2022-09-01 | 2022-09-02
          What was due on 2023-11-02?                      | 2023-11-02 | 2023-11-03
          What did we agree with ACME last March?          | 2024-03-01 | 2024-04-01
          What did we plan last June?                      | 2023-06-01 | 2023-07-01
          Which game did John play in March 2022?          | 2022-03-01 | 2022-04-01
          Where was the summer of 2022 spent?              | 2022-06-01 | 2022-09-01
          What did she paint last winter?                  | 2023-12-01 | 2024-03-01
          What were the goals for 2021?                    | 2021-01-01 | 2022-01-01
          What did I eat yesterday?                        | 2024-05-14 | 2024-05-15
          Who called the day before yesterday?             | 2024-05-13 | 2024-05-14
          Who called last night?                           | 2024-05-14 | 2024-05-15
          What did I promise today?                        | 2024-05-15 | 2024-05-16
          What did I do last week?                         | 2024-05-06 | 2024-05-13
          What is planned this month?                      | 2024-05-01 | 2024-06-01
          Where did we travel last year?                   | 2023-01-01 | 2024-01-01
          Who came last weekend?                           | 2024-05-11 | 2024-05-13
          Who came last Friday?                            | 2024-05-10 | 2024-05-11
          What changed in the last 3 days?                 | 2024-05-12 | 2024-05-16
          What did we discuss two months ago?              | 2024-03-01 | 2024-04-01
          What did we discuss a week ago?                  | 2024-05-06 | 2024-05-13
          """)
  void anExpressionNamesAPeriod(String question, LocalDate first, LocalDate after) {
    assertThat(TimeExpressions.in(question, NOW))
        .containsExactly(Period.of(first, after, ZoneOffset.UTC));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "How may I march on?",
        "What did May say to June?",
        "Do dec and jan matter?",
        "How did Sam start his transformation journey?",
        "What was said on 31 June 2023?",
        "How many days did it take?"
      })
  void whatNamesNoTimeGivesNone(String question) {
    assertThat(TimeExpressions.in(question, NOW)).isEmpty();
  }

  @Test
  void aMonthWithoutAYearIsAnyOfTheLastThree() {
    assertThat(TimeExpressions.in("What did he buy in July?", NOW))
        .extracting(Period::from)
        .containsExactly(
            ZonedDateTime.parse("2024-07-01T00:00:00Z").toInstant(),
            ZonedDateTime.parse("2023-07-01T00:00:00Z").toInstant(),
            ZonedDateTime.parse("2022-07-01T00:00:00Z").toInstant());
  }

  @Test
  void twoTimesAreTwoPeriods() {
    assertThat(TimeExpressions.in("Was it in May 2022 or on 3 June 2023?", NOW)).hasSize(2);
  }

  @Test
  void beforeAfterAndSinceAreOpenOnOneSide() {
    Period march = Period.of(LocalDate.of(2022, 3, 1), LocalDate.of(2022, 4, 1), ZoneOffset.UTC);
    assertThat(TimeExpressions.in("Where did I live before March 2022?", NOW))
        .isEqualTo(List.of(new Period(Period.ALWAYS, march.from())));
    assertThat(TimeExpressions.in("Where did I live after March 2022?", NOW))
        .isEqualTo(List.of(new Period(march.to(), Period.EVER)));
    assertThat(TimeExpressions.in("Where have I lived since March 2022?", NOW))
        .isEqualTo(List.of(new Period(march.from(), Period.EVER)));
  }

  @Test
  void daysBeginWhereTheAskerIs() {
    ZonedDateTime tokyo = ZonedDateTime.parse("2024-05-15T10:00:00+09:00");
    assertThat(TimeExpressions.in("today", tokyo).getFirst().from())
        .isEqualTo(ZonedDateTime.parse("2024-05-14T15:00:00Z").toInstant());
  }
}
