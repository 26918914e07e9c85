package dev.retinue.llm.router;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what retries add to the load: each call earns a part of an attempt, each further attempt
 * costs one, and a few may always be made. When everything fails, a chain does not multiply the
 * calls. After Finagle's retry budgets. Thread-safe.
 *
 * @see <a href="https://finagle.github.io/blog/2016/02/08/retry-budgets/">Retry budgets</a>
 */
final class RetryBudget {
  private static final long ATTEMPT = 1_000;

  /** What quiet times can save up, in attempts. */
  private static final int SAVED = 5_000;

  private final long earned;
  private final long most;
  private final AtomicLong left;

  /**
   * @param perCall further attempts for each call
   * @param reserve further attempts that need no calls before them
   */
  RetryBudget(double perCall, int reserve) {
    earned = Math.round(perCall * ATTEMPT);
    most = ((long) reserve + SAVED) * ATTEMPT;
    left = new AtomicLong(reserve * ATTEMPT);
  }

  void earn() {
    if (left.get() < most) {
      left.addAndGet(earned);
    }
  }

  boolean spend() {
    return left.getAndUpdate(amount -> amount >= ATTEMPT ? amount - ATTEMPT : amount) >= ATTEMPT;
  }
}
