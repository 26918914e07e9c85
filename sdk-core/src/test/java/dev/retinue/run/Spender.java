package dev.retinue.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.Limits;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.model.ModelPrice;
import dev.retinue.model.PriceTable;
import dev.retinue.reasoner.StopReason;
import dev.retinue.run.Outcome.Stopped;

/** Agents for the tests of budgets, and how one is refused. */
final class Spender {
  static final PriceTable PRICES =
      PriceTable.empty().with("host:model", ModelPrice.usd("1", "0.5", "2"));

  private Spender() {}

  static AgentDefinition agent(String name, String tenant, Limits limits) {
    return AgentDefinition.builder(name)
        .tenant(tenant)
        .memory(MemoryDefinition.Type.NONE)
        .limits(limits)
        .build();
  }

  static void assertRefused(Outcome outcome, String detail) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Stopped.class,
            stopped -> {
              assertThat(stopped.reason()).isEqualTo(StopReason.BUDGET);
              assertThat(stopped.detail()).isEqualTo(detail);
            });
  }
}
