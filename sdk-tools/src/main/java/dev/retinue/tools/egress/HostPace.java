package dev.retinue.tools.egress;

import dev.failsafe.Bulkhead;
import dev.failsafe.CircuitBreaker;
import dev.failsafe.RateLimiter;
import dev.retinue.tools.catalogue.Refused;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** How one host is called: so often, so many at a time, and not while it is down. Thread-safe. */
final class HostPace {
  private static final String RATE_LIMITED = "RATE_LIMITED";
  private static final Duration LONGEST_REST = Duration.ofHours(1);

  private final String host;
  private final EgressRules.Pace rules;
  private final Bulkhead<Object> together;
  private final RateLimiter<Object> rate;
  private final CircuitBreaker<Object> breaker;

  /** In nanoseconds since this was made, so that it never wraps around. */
  private final AtomicLong restsUntil = new AtomicLong();

  private final long born = System.nanoTime();

  HostPace(String host, EgressRules.Pace rules) {
    this.host = host;
    this.rules = rules;
    this.together = Bulkhead.of(rules.together());
    this.rate = RateLimiter.smoothBuilder(rules.perSecond(), Duration.ofSeconds(1)).build();
    this.breaker =
        CircuitBreaker.builder()
            .withFailureThreshold(rules.failures())
            .withSuccessThreshold(1)
            .withDelay(rules.rest())
            .build();
  }

  /** A call of the host that has begun; closed when it is over. */
  final class Turn implements AutoCloseable {
    private boolean told;

    /** The host answered. */
    void answered() {
      told = true;
      breaker.recordSuccess();
    }

    /** It did not, or only that it cannot. */
    void failed() {
      told = true;
      breaker.recordFailure();
    }

    @Override
    public void close() {
      together.releasePermit();
      if (!told && breaker.isHalfOpen()) {
        breaker.recordFailure(); // else nobody could try it again: its one permit is taken
      }
    }
  }

  /**
   * Waits for a turn.
   *
   * @param most time to wait
   * @throws Refused if there is none in that time
   */
  Turn turn(Duration most) throws Refused, InterruptedException {
    Duration rest = Duration.ofNanos(Math.max(0, restsUntil.get() - (System.nanoTime() - born)));
    if (rest.isPositive()) {
      throw new Refused(
          RATE_LIMITED,
          "'" + host + "' asked not to be called for " + seconds(rest) + " more; try it then",
          rest);
    }
    if (!together.tryAcquirePermit(most)) {
      throw new Refused(
          RATE_LIMITED,
          rules.together()
              + " calls of '"
              + host
              + "' run at this time, and none ended within "
              + seconds(most)
              + "; try again later",
          Duration.ofSeconds(1));
    }
    boolean begun = false;
    try {
      if (!rate.tryAcquirePermit(most)) {
        throw new Refused(
            RATE_LIMITED,
            "'"
                + host
                + "' is called at most "
                + rules.perSecond()
                + " times a second, and others are waiting; try again later",
            Duration.ofSeconds(1));
      }
      if (!breaker.tryAcquirePermit()) {
        Duration left = breaker.getRemainingDelay();
        throw new Refused(
            Blocked.UNREACHABLE,
            "'"
                + host
                + "' failed "
                + rules.failures()
                + " times in a row and is left alone for "
                + seconds(left)
                + " more; try it then, or go on without it",
            left);
      }
      begun = true;
      return new Turn();
    } finally {
      if (!begun) {
        together.releasePermit();
      }
    }
  }

  /** The host asked to be left alone for this time. */
  void rest(Duration asked) {
    Duration time = asked.compareTo(LONGEST_REST) < 0 ? asked : LONGEST_REST;
    restsUntil.accumulateAndGet(System.nanoTime() - born + time.toNanos(), Math::max);
  }

  private static String seconds(Duration time) {
    return Math.max(1, time.toSeconds()) + " s";
  }
}
