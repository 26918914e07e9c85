package dev.retinue.llm.router;

import dev.failsafe.Bulkhead;
import dev.failsafe.RateLimiter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Lets attempts through as a quota allows. Thread-safe. */
final class Gate {
  static final Gate OPEN = new Gate(Quota.UNLIMITED);

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final @Nullable Bulkhead<Object> places;
  private final @Nullable RateLimiter<Object> requests;
  private final @Nullable RateLimiter<Object> tokens;
  private final int mostTokens;

  Gate(Quota quota) {
    places =
        quota.concurrent() == Quota.NO_LIMIT ? null : Bulkhead.builder(quota.concurrent()).build();
    requests = limiter(quota.requestsPerMinute());
    tokens = limiter(quota.tokensPerMinute());
    mostTokens = quota.tokensPerMinute();
  }

  private static @Nullable RateLimiter<Object> limiter(int limit) {
    return limit == Quota.NO_LIMIT ? null : RateLimiter.burstyBuilder(limit, MINUTE).build();
  }

  boolean limitsTokens() {
    return tokens != null;
  }

  /**
   * Takes a place, and permits for a request of so many tokens, waiting for them if need be. What
   * was taken is given back with {@link #leave}.
   *
   * @return false if it would take longer, and nothing is taken
   */
  boolean enter(long prompt, Duration patience) throws InterruptedException {
    long start = System.nanoTime();
    if (places != null && !takePlace(places, patience)) {
      return false;
    }
    Duration left = patience.minusNanos(System.nanoTime() - start);
    long wait = reserve(prompt, left.isNegative() ? Duration.ZERO : left);
    if (wait < 0) {
      leave();
      return false;
    }
    if (wait > 0) {
      try {
        Thread.sleep(Duration.ofNanos(wait));
      } catch (InterruptedException e) {
        leave();
        throw e;
      }
    }
    return true;
  }

  private static boolean takePlace(Bulkhead<Object> places, Duration patience)
      throws InterruptedException {
    return patience.isZero() ? places.tryAcquirePermit() : places.tryAcquirePermit(patience);
  }

  private long reserve(long prompt, Duration patience) {
    long forTokens = tokens == null ? 0 : reserved(tokens, permits(prompt), patience);
    if (forTokens < 0) {
      return forTokens;
    }
    long forRequest = requests == null ? 0 : reserved(requests, 1, patience);
    return forRequest < 0 ? forRequest : Math.max(forTokens, forRequest);
  }

  private static long reserved(RateLimiter<Object> limiter, int permits, Duration patience) {
    return limiter.tryReservePermits(permits, patience).toNanos();
  }

  private int permits(long count) {
    return (int) Math.max(1, Math.min(count, mostTokens));
  }

  /** Charges what an attempt used beyond what was taken for it. */
  void charge(long beyond) {
    if (tokens != null && beyond > 0) {
      tokens.reservePermits((int) Math.min(beyond, Integer.MAX_VALUE));
    }
  }

  void leave() {
    if (places != null) {
      places.releasePermit();
    }
  }
}
