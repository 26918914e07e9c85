package dev.retinue.budget;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A budget with limits: in all, in each calendar day, or both. */
public final class LimitedBudget implements Budget {
  private final ReentrantLock lock = new ReentrantLock();
  private final String name;
  private final Meter inAll;
  private final @Nullable Meter today;
  private final Clock clock;
  // Guarded by lock.
  private long dayEnds = Long.MIN_VALUE;

  private LimitedBudget(String name, Allowance allowance, Clock clock) {
    this.name = name;
    this.inAll = new Meter(allowance.inAll());
    this.today = allowance.perDay().equals(Cost.UNLIMITED) ? null : new Meter(allowance.perDay());
    this.clock = clock;
  }

  /** A budget for ever. {@link Cost#UNLIMITED}, or a part of it, means no limit. */
  public static LimitedBudget of(String name, Cost limit) {
    return new LimitedBudget(name, Allowance.inAll(limit), Clock.systemUTC());
  }

  /**
   * A budget of days, or for ever, or both.
   *
   * @param name how refusals call it: {@code the host}
   * @param clock tells the days, by its zone
   */
  public static LimitedBudget of(String name, Allowance allowance, Clock clock) {
    return new LimitedBudget(name, allowance, clock);
  }

  /** A budget without limits, which only counts. */
  public static LimitedBudget unlimited(String name) {
    return of(name, Cost.UNLIMITED);
  }

  @Override
  public Optional<String> reserve(Cost needed, Cost held) {
    lock.lock();
    try {
      String refusal = inAll.refusal(name, "", needed, held);
      if (refusal == null && today != null) {
        turnTheDay(today);
        refusal = today.refusal(name, " a day", needed, held);
      }
      if (refusal != null) {
        return Optional.of(refusal);
      }
      inAll.hold(held);
      if (today != null) {
        today.hold(held);
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void settle(Cost held, Cost actual) {
    lock.lock();
    try {
      inAll.release(held);
      inAll.spend(actual);
      if (today != null) {
        turnTheDay(today);
        today.release(held);
        today.spend(actual);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Counts what an earlier process spent: in all, and to the day if that is today. */
  public void recall(Cost actual, Instant at) {
    lock.lock();
    try {
      inAll.spend(actual);
      if (today != null) {
        turnTheDay(today);
        if (day(at).equals(day(clock.instant()))) {
          today.spend(actual);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void turnTheDay(Meter day) {
    long now = clock.millis();
    if (now >= dayEnds || dayEnds == Long.MIN_VALUE) {
      if (dayEnds != Long.MIN_VALUE) {
        day.begin();
      }
      dayEnds =
          day(Instant.ofEpochMilli(now))
              .plusDays(1)
              .atStartOfDay(clock.getZone())
              .toInstant()
              .toEpochMilli();
    }
  }

  private LocalDate day(Instant at) {
    return at.atZone(clock.getZone()).toLocalDate();
  }

  @Override
  public boolean limitsMoney() {
    return inAll.limitsMoney() || (today != null && today.limitsMoney());
  }

  @Override
  public Cost spent() {
    lock.lock();
    try {
      return inAll.spentAndHeld();
    } finally {
      lock.unlock();
    }
  }

  /** What was spent and is reserved today; the same as {@link #spent} if no limit is by the day. */
  public Cost spentToday() {
    lock.lock();
    try {
      if (today == null) {
        return inAll.spentAndHeld();
      }
      turnTheDay(today);
      return today.spentAndHeld();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
