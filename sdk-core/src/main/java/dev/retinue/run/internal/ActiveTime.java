package dev.retinue.run.internal;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The time in which a run was active, itself or through runs that it delegated, and the most that
 * it may be: what happens at the same time counts once. Thread-safe.
 */
final class ActiveTime {
  private static final Duration LONGEST = Duration.ofDays(10_000);

  private final ReentrantLock lock = new ReentrantLock();
  private final Duration limit;
  private final long limitNanos;
  // Guarded by lock.
  private @Nullable ActiveTime parent;
  private int active;
  private long since;
  private long nanos;
  private boolean own;
  private long ownSince;
  private long ownNanos;
  private long charged;

  ActiveTime(Duration limit) {
    this.limit = limit;
    this.limitNanos = (limit.compareTo(LONGEST) < 0 ? limit : LONGEST).toNanos();
  }

  /** The run is on a thread of its own from now on. */
  void begin() {
    lock.lock();
    try {
      if (own) {
        return;
      }
      own = true;
      ownSince = System.nanoTime();
    } finally {
      lock.unlock();
    }
    enter();
  }

  /** The run is on no thread of its own from now on. */
  void end() {
    lock.lock();
    try {
      if (!own) {
        return;
      }
      own = false;
      ownNanos += System.nanoTime() - ownSince;
    } finally {
      lock.unlock();
    }
    leave();
  }

  private void enter() {
    ActiveTime above;
    lock.lock();
    try {
      if (active++ == 0) {
        since = System.nanoTime();
      }
      above = parent;
    } finally {
      lock.unlock();
    }
    if (above != null) {
      above.enter();
    }
  }

  private void leave() {
    ActiveTime above;
    lock.lock();
    try {
      if (--active == 0) {
        nanos += System.nanoTime() - since;
      }
      above = parent;
    } finally {
      lock.unlock();
    }
    if (above != null) {
      above.leave();
    }
  }

  /** What this run does from now on, its parent does through it. False if it had joined before. */
  boolean joins(ActiveTime delegating) {
    int now;
    lock.lock();
    try {
      if (parent != null) {
        return false;
      }
      parent = delegating;
      now = active;
    } finally {
      lock.unlock();
    }
    for (int i = 0; i < now; i++) {
      delegating.enter();
    }
    return true;
  }

  /** Adds what it was active in an earlier process. */
  void add(long before) {
    lock.lock();
    try {
      nanos += before;
    } finally {
      lock.unlock();
    }
  }

  /** Itself and through others, in nanoseconds. */
  long nanos() {
    lock.lock();
    try {
      return nanos + (active > 0 ? System.nanoTime() - since : 0);
    } finally {
      lock.unlock();
    }
  }

  /** Itself, in this process, in nanoseconds. */
  long ownNanos() {
    lock.lock();
    try {
      return ownNanos + (own ? System.nanoTime() - ownSince : 0);
    } finally {
      lock.unlock();
    }
  }

  /** Its own time in this process since it was last asked for. */
  long uncharged() {
    long now = ownNanos();
    lock.lock();
    try {
      long fresh = Math.max(0, now - charged);
      charged += fresh;
      return fresh;
    } finally {
      lock.unlock();
    }
  }

  /** What is left: of its own limit, and no more than of the run's that delegated it. */
  long remainingNanos() {
    ActiveTime above = parent();
    long left = limitNanos - nanos();
    return above == null ? left : Math.min(left, above.remainingNanos());
  }

  /** Which limit it is that ends first, for people. */
  String limitReached() {
    ActiveTime above = parent();
    return above == null || limitNanos - nanos() <= above.remainingNanos()
        ? "the run was active for " + limit + ", the most that limits.timeout allows"
        : "the run that delegated this one was active for "
            + above.limit
            + ", the most that its limits.timeout allows";
  }

  private @Nullable ActiveTime parent() {
    lock.lock();
    try {
      return parent;
    } finally {
      lock.unlock();
    }
  }
}
