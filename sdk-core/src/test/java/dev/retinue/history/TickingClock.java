package dev.retinue.history;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that moves on by the same length each time somebody looks at it. */
public final class TickingClock extends Clock {
  private final AtomicReference<Instant> now;
  private final Duration tick;

  public TickingClock(String start, Duration tick) {
    this.now = new AtomicReference<>(Instant.parse(start));
    this.tick = tick;
  }

  public void advance(Duration by) {
    now.updateAndGet(instant -> instant.plus(by));
  }

  @Override
  public Instant instant() {
    return now.updateAndGet(instant -> instant.plus(tick));
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
