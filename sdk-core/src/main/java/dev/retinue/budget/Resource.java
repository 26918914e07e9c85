package dev.retinue.budget;

import java.time.Duration;

/** What budgets count, in words. */
enum Resource {
  MODEL_CALLS("make", "made") {
    @Override
    String text(long amount) {
      return amount + (amount == 1 ? " model call" : " model calls");
    }
  },
  TOOL_CALLS("make", "made") {
    @Override
    String text(long amount) {
      return amount + (amount == 1 ? " tool call" : " tool calls");
    }
  },
  TOKENS("use", "used") {
    @Override
    String text(long amount) {
      return amount + (amount == 1 ? " token" : " tokens");
    }
  },
  MONEY("spend", "spent") {
    @Override
    String text(long amount) {
      return new Money(amount).toString();
    }
  },
  TIME("be active for", "been active for") {
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

  /** An amount of it: calls, tokens, picodollars or nanoseconds. */
  abstract String text(long amount);
}
