package dev.retinue.run.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.budget.Budget;
import dev.retinue.budget.Cost;
import dev.retinue.budget.LimitedBudget;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RunBudgetTest {
  private static final Cost CALL = new Cost(1, 0, 100);
  private final LimitedBudget own = LimitedBudget.unlimited("the run");

  /** The host's own, that does something while it is asked. */
  private static final class Asked implements Budget {
    private final LimitedBudget counts = LimitedBudget.unlimited("the host");
    private Consumer<String> meanwhile = call -> {};

    @Override
    public Optional<String> reserve(Cost needed, Cost held) {
      meanwhile.accept("reserve");
      return counts.reserve(needed, held);
    }

    @Override
    public void settle(Cost held, Cost actual) {
      meanwhile.accept("settle");
      counts.settle(held, actual);
    }

    @Override
    public boolean limitsMoney() {
      return false;
    }

    @Override
    public Cost spent() {
      return counts.spent();
    }
  }

  private static RunBudget.Reservation reserved(RunBudget.Reply reply) {
    return ((RunBudget.Reply.Reserved) reply).reservation();
  }

  @Test
  void theHostsBudgetIsAskedWhileTheRunIsFreeForOthers() {
    Asked host = new Asked();
    RunBudget budget = new RunBudget(own, List.of(host));
    host.meanwhile =
        call -> {
          try {
            assertThat(Thread.ofVirtual().start(budget::answered).join(Duration.ofSeconds(10)))
                .as("another thread uses the run's budget during " + call)
                .isTrue();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    RunBudget.Reservation first = reserved(budget.reserveAnswer(CALL, CALL));
    budget.settle(first, CALL);
    budget.settle(reserved(budget.reserveAnswer(CALL, CALL)), CALL);
    budget.rest();
    budget.settle(reserved(budget.reserveClosing(CALL, CALL)), CALL);

    assertThat(host.spent()).isEqualTo(CALL.plus(CALL).plus(CALL));
  }

  @Test
  void whatWasReservedBeforeABudgetThrewIsGivenBack() {
    Asked throwing = new Asked();
    Asked other = new Asked();
    throwing.meanwhile =
        call -> {
          throw new IllegalArgumentException("no");
        };
    RunBudget budget = new RunBudget(own, List.of(other, throwing));

    assertThatThrownBy(() -> budget.reserve(CALL, CALL)).hasMessage("no");

    assertThat(own.spent()).isEqualTo(Cost.NOTHING);
    assertThat(other.spent()).isEqualTo(Cost.NOTHING);
  }

  @Test
  void whatWasKeptForAClosingTurnIsGivenBackWhenTheRunDrawsOnMore() {
    Asked host = new Asked();
    RunBudget budget = new RunBudget(own, List.of(host));
    budget.answered();
    budget.settle(reserved(budget.reserveAnswer(CALL, CALL)), CALL);
    assertThat(host.spent()).as("one call, and one kept").isEqualTo(CALL.plus(CALL));

    budget.joins(new RunBudget(LimitedBudget.unlimited("the other run"), List.of(host)));
    budget.settle(reserved(budget.reserveAnswer(CALL, CALL)), CALL);
    budget.rest();

    assertThat(host.spent()).isEqualTo(CALL.plus(CALL));
  }
}
