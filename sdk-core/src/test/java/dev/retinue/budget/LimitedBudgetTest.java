package dev.retinue.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.testkit.BudgetContract;
import dev.retinue.testkit.Seeded;
import dev.retinue.testkit.SettableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LimitedBudgetTest extends BudgetContract {
  @Override
  protected Budget limited(Cost limit) {
    return LimitedBudget.of("the test", limit);
  }

  private static Cost money(String usd) {
    return new Cost(1, 0, 0).withMoney(Money.usd(usd));
  }

  /** What a refusal says. */
  @Nested
  class Refusals {
    @Test
    void callsAreCountedOut() {
      Budget budget = limited(Cost.UNLIMITED.withModelCalls(1));
      assertThat(budget.reserve(Cost.MODEL_CALL)).isEmpty();
      budget.settle(Cost.MODEL_CALL, Cost.MODEL_CALL);

      assertThat(budget.reserve(Cost.MODEL_CALL))
          .contains("the test may make 1 model call and has made it");
    }

    @Test
    void whatIsHeldByOthersIsTold() {
      Budget budget = limited(Cost.UNLIMITED.withTokens(100));
      assertThat(budget.reserve(new Cost(1, 0, 10), new Cost(1, 0, 95))).isEmpty();

      assertThat(budget.reserve(new Cost(1, 0, 10)))
          .contains(
              "the test may use 100 tokens and has used 0, with 95 tokens reserved by calls in"
                  + " progress; the next call needs about 10 tokens");
    }

    @Test
    void moneyIsToldInDollars() {
      Budget budget = limited(Cost.UNLIMITED.withMoney(Money.usd("0.50")));
      assertThat(budget.reserve(money("0.2"))).isEmpty();
      budget.settle(money("0.2"), money("0.501"));

      assertThat(budget.reserve(money("0.000001")))
          .contains("the test may spend 0.50 USD and has spent 0.501 USD");
    }

    @Test
    void timeThatIsUpRefusesCalls() {
      Budget budget = limited(Cost.UNLIMITED.withTime(Duration.ofMinutes(1)));
      assertThat(budget.reserve(Cost.TOOL_CALL)).isEmpty();
      budget.settle(Cost.NOTHING, Cost.NOTHING.withTime(Duration.ofSeconds(61)));

      assertThat(budget.reserve(Cost.TOOL_CALL))
          .contains("the test may be active for PT1M and has been active for PT1M1S");
    }
  }

  /** A limit on one thing does not refuse what does not draw on it. */
  @Nested
  class OtherThings {
    @Test
    void spentTokensDoNotRefuseATool() {
      Budget budget = limited(Cost.UNLIMITED.withTokens(10));
      budget.settle(Cost.NOTHING, new Cost(1, 0, 12));

      assertThat(budget.reserve(Cost.TOOL_CALL)).isEmpty();
      assertThat(budget.reserve(Cost.MODEL_CALL)).isPresent();
    }

    @Test
    void spentMoneyDoesNotRefuseAModelThatCostsNone() {
      Budget budget = limited(Cost.UNLIMITED.withMoney(Money.usd("1")));
      budget.settle(Cost.NOTHING, money("1.5"));

      assertThat(budget.reserve(Cost.MODEL_CALL)).isEmpty();
      assertThat(budget.reserve(money("0.01"))).isPresent();
    }
  }

  /** Of a day. */
  @Nested
  class Days {
    private final SettableClock clock = SettableClock.at("2026-03-01T22:30:00Z");

    private LimitedBudget calls(long perDay, long inAll, Clock of) {
      return LimitedBudget.of(
          "the host",
          Allowance.perDay(Cost.UNLIMITED.withModelCalls(perDay))
              .withInAll(Cost.UNLIMITED.withModelCalls(inAll)),
          of);
    }

    private void call(Budget budget) {
      assertThat(budget.reserve(Cost.MODEL_CALL)).isEmpty();
      budget.settle(Cost.MODEL_CALL, Cost.MODEL_CALL);
    }

    @Test
    void midnightGivesANewAllowance() {
      LimitedBudget budget = calls(2, Long.MAX_VALUE, clock);
      call(budget);
      call(budget);
      assertThat(budget.reserve(Cost.MODEL_CALL))
          .contains("the host may make 2 model calls a day and has made them");

      clock.advance(Duration.ofMinutes(89));
      assertThat(budget.reserve(Cost.MODEL_CALL)).isPresent();
      clock.advance(Duration.ofMinutes(1));

      call(budget);
      assertThat(budget.spentToday()).isEqualTo(Cost.MODEL_CALL);
      assertThat(budget.spent()).isEqualTo(new Cost(3, 0, 0));
    }

    @Test
    void theDayIsOfTheClocksZone() {
      LimitedBudget budget = calls(1, Long.MAX_VALUE, clock.withZone(ZoneId.of("Europe/Berlin")));
      call(budget);
      clock.advance(Duration.ofMinutes(30));

      call(budget);
    }

    @Test
    void theTotalGoesOn() {
      LimitedBudget budget = calls(2, 3, clock);
      call(budget);
      call(budget);
      clock.advance(Duration.ofDays(1));
      call(budget);

      assertThat(budget.reserve(Cost.MODEL_CALL))
          .contains("the host may make 3 model calls and has made them");
    }

    @Test
    void aCallOverMidnightCountsInTheDayInWhichItEnds() {
      LimitedBudget budget = calls(1, Long.MAX_VALUE, clock);
      assertThat(budget.reserve(Cost.MODEL_CALL)).isEmpty();
      clock.advance(Duration.ofHours(2));
      assertThat(budget.reserve(Cost.MODEL_CALL)).isPresent();

      budget.settle(Cost.MODEL_CALL, Cost.MODEL_CALL);

      assertThat(budget.spentToday()).isEqualTo(Cost.MODEL_CALL);
    }

    @Test
    void whatWasSpentEarlierCountsToItsOwnDay() {
      LimitedBudget budget = calls(2, Long.MAX_VALUE, clock);
      budget.recall(new Cost(5, 0, 0), Instant.parse("2026-02-28T23:59:59Z"));
      assertThat(budget.spentToday()).isEqualTo(Cost.NOTHING);

      budget.recall(new Cost(2, 0, 0), Instant.parse("2026-03-01T00:00:00Z"));

      assertThat(budget.reserve(Cost.MODEL_CALL)).isPresent();
      assertThat(budget.spent()).isEqualTo(new Cost(7, 0, 0));
    }
  }

  @Seeded
  void whateverIsReservedAndSettledAddsUp(RandomGenerator random) {
    Cost limit = new Cost(50, 50, 5_000).withMoney(Money.usd("1")).withTime(Duration.ofHours(1));
    Budget budget = limited(limit);
    Deque<Cost> held = new ArrayDeque<>();
    Cost spent = Cost.NOTHING;
    for (int i = 0; i < 400; i++) {
      if (random.nextBoolean() || held.isEmpty()) {
        long prompt = random.nextInt(100);
        Cost needed = new Cost(random.nextInt(2), random.nextInt(2), prompt);
        Cost wanted = needed.withTokens(prompt + random.nextInt(100));
        Cost before = budget.spent();
        if (budget.reserve(needed, wanted).isEmpty()) {
          held.add(wanted);
          assertThat(before.modelCalls() + needed.modelCalls())
              .isLessThanOrEqualTo(limit.modelCalls());
          if (wanted.tokens() > 0) { // What draws on none is granted, whatever was overspent.
            assertThat(before.tokens() + needed.tokens()).isLessThanOrEqualTo(limit.tokens());
          }
        } else {
          assertThat(budget.spent()).isEqualTo(before);
        }
      } else {
        Cost reserved = held.poll();
        Cost actual =
            reserved
                .withTokens(random.nextInt(200))
                .withMoney(new Money(random.nextLong(10_000_000_000L)));
        budget.settle(reserved, actual);
        spent = spent.plus(actual);
      }
      Cost sum = spent;
      for (Cost each : held) {
        sum = sum.plus(each);
      }
      assertThat(budget.spent()).isEqualTo(sum);
    }
  }
}
