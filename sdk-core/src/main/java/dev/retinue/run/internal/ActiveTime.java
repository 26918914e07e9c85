package dev.retinue.run.internal;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The time in which a run was active, itself or through runs that it delegated: what happens at the
 * same time counts once. Thread-safe.
 */
final class ActiveTime {
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock.
  private @Nullable ActiveTime parent;
  private int active;
  private long since;
  private long nanos;
  private boolean own;
  private long ownSince;
  private long ownNanos;

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

  /** What this run does from now on, its parent does through it. */
  void joins(ActiveTime delegating) {
    int now;
    lock.lock();
    try {
      if (parent != null) {
        return;
      }
      parent = delegating;
      now = active;
    } finally {
      lock.unlock();
    }
    for (int i = 0; i < now; i++) {
      delegating.enter();
    }
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
}
