package dev.retinue.budget;

import java.time.Duration;

/** What budgets count, in words. */
enum Resource {
  MODEL_CALLS("make", "made") {
    @Override
    long of(Cost cost) {
      return cost.modelCalls();
    }

    @Override
    String text(long amount) {
      return amount + (amount == 1 ? " model call" : " model calls");
    }
  },
  TOOL_CALLS("make", "made") {
    @Override
    long of(Cost cost) {
      return cost.toolCalls();
    }

    @Override
    String text(long amount) {
      return amount + (amount == 1 ? " tool call" : " tool calls");
    }
  },
  TOKENS("use", "used") {
    @Override
    long of(Cost cost) {
      return cost.tokens();
    }

    @Override
    String text(long amount) {
      return amount + (amount == 1 ? " token" : " tokens");
    }
  },
  MONEY("spend", "spent") {
    @Override
    long of(Cost cost) {
      return cost.money().picodollars();
    }

    @Override
    String text(long amount) {
      return new Money(amount).toString();
    }
  },
  TIME("be active for", "been active for") {
    @Override
    long of(Cost cost) {
      return cost.time().isZero() ? 0 : cost.time().toNanos();
    }

    @Override
    String text(long amount) {
      return Duration.ofNanos(amount).toString();
    }
  };

  final String may;
  final String has;

  Resource(String may, String has) {
    this.may = may;
    this.has = has;
  }

  /** How much of it this is: calls, tokens, picodollars or nanoseconds. */
  abstract long of(Cost cost);

  /** An amount of it: calls, tokens, picodollars or nanoseconds. */
  abstract String text(long amount);
}
