package dev.retinue.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.testkit.BudgetContract;
import org.junit.jupiter.api.Test;

class LimitedBudgetTest extends BudgetContract {
  @Override
  protected Budget limited(Cost limit) {
    return LimitedBudget.of("the test", limit);
  }

  @Test
  void aRunDrawsOnTheHostsBudget() {
    LimitedBudget host = LimitedBudget.of("the host", new Cost(1, 1, 100));
    LimitedBudget run = LimitedBudget.ofRun(dev.retinue.definition.Limits.STANDARD, host);

    assertThat(run.reserve(Cost.TOOL_CALL)).isEmpty();
    assertThat(run.reserve(Cost.TOOL_CALL))
        .contains("the host may make 1 tool calls and has made them");
    assertThat(run.spent()).isEqualTo(Cost.TOOL_CALL);

    run.settle(Cost.TOOL_CALL, new Cost(0, 1, 40));
    assertThat(host.spent()).isEqualTo(new Cost(0, 1, 40));
  }
}
