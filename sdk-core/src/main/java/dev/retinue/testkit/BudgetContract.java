package dev.retinue.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.budget.Budget;
import dev.retinue.budget.Cost;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link Budget} promises. An implementation's test extends this. */
public abstract class BudgetContract {
  private static final int SPENDERS = 256;

  /** A new budget with these limits; {@link Cost#UNLIMITED} has none. */
  protected abstract Budget limited(Cost limit);

  private Budget ofToolCalls(long calls) {
    return limited(Cost.UNLIMITED.withToolCalls(calls));
  }

  @Test
  void whatIsReservedCountsAtOnce() {
    Budget budget = ofToolCalls(2);

    assertThat(budget.reserve(Cost.TOOL_CALL)).isEmpty();
    assertThat(budget.spent()).isEqualTo(Cost.TOOL_CALL);
    assertThat(budget.reserve(Cost.TOOL_CALL)).isEmpty();
  }

  @Test
  void aRefusalSaysWhichLimitAndReservesNothing() {
    Budget budget = ofToolCalls(2);
    Optional<String> refusal = budget.reserve(new Cost(0, 3, 0));

    assertThat(refusal).get().asString().contains("2");
    assertThat(budget.spent()).isEqualTo(Cost.NOTHING);
    assertThat(budget.reserve(new Cost(0, 2, 0))).isEmpty();
  }

  @Test
  void aReservationIsReplacedByWhatWasSpent() {
    Budget budget = limited(Cost.UNLIMITED.withModelCalls(10).withToolCalls(10).withTokens(1_000));
    assertThat(budget.reserve(new Cost(1, 0, 100))).isEmpty();

    budget.settle(new Cost(1, 0, 100), new Cost(1, 0, 250));
    assertThat(budget.spent()).isEqualTo(new Cost(1, 0, 250));

    assertThat(budget.reserve(Cost.TOOL_CALL)).isEmpty();
    budget.settle(Cost.TOOL_CALL, Cost.NOTHING);
    assertThat(budget.spent()).isEqualTo(new Cost(1, 0, 250));
  }

  @Test
  void whatIsGivenBackCanBeReservedAgain() {
    Budget budget = ofToolCalls(1);
    assertThat(budget.reserve(Cost.TOOL_CALL)).isEmpty();
    assertThat(budget.reserve(Cost.TOOL_CALL)).isPresent();

    budget.settle(Cost.TOOL_CALL, Cost.NOTHING);

    assertThat(budget.reserve(Cost.TOOL_CALL)).isEmpty();
  }

  @Test
  void spentTokensRefuseTheNextCall() {
    Budget budget = limited(Cost.UNLIMITED.withTokens(100));
    assertThat(budget.reserve(Cost.MODEL_CALL)).isEmpty();
    budget.settle(Cost.MODEL_CALL, new Cost(1, 0, 130));

    assertThat(budget.reserve(Cost.MODEL_CALL)).get().asString().contains("100").contains("130");
  }

  @Test
  void manySpendersAtOnceNeverReserveMoreThanTheLimit() throws Exception {
    Budget budget = ofToolCalls(100);
    CountDownLatch ready = new CountDownLatch(SPENDERS);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> spending = new ArrayList<>();
      for (int i = 0; i < SPENDERS; i++) {
        spending.add(
            threads.submit(() -> {
              ready.countDown();
              ready.await();
              return budget.reserve(Cost.TOOL_CALL).isEmpty();
            }));
      }
      int reserved = 0;
      for (Future<Boolean> each : spending) {
        reserved += each.get() ? 1 : 0;
      }

      assertThat(reserved).isEqualTo(100);
      assertThat(budget.spent()).isEqualTo(new Cost(0, 100, 0));
    }
  }

  @Test
  void manySpendersWhoSettleLeaveExactlyWhatWasSpent() throws Exception {
    Budget budget = ofToolCalls(Long.MAX_VALUE);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < SPENDERS; i++) {
        boolean givenBack = i % 2 == 0;
        var unused =
            threads.submit(() -> {
              assertThat(budget.reserve(Cost.TOOL_CALL)).isEmpty();
              budget.settle(Cost.TOOL_CALL, givenBack ? Cost.NOTHING : new Cost(0, 1, 7));
            });
      }
    }

    assertThat(budget.spent()).isEqualTo(new Cost(0, SPENDERS / 2, 7L * SPENDERS / 2));
  }
}
