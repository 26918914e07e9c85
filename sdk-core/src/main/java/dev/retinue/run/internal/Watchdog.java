package dev.retinue.run.internal;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts calls whose time is up, and gives up the threads of those that do not react. Calls run
 * on the thread that makes them; one platform thread, started on first use, looks after all of
 * them. Thread-safe.
 */
final class Watchdog {
  /** How long a call may take to react to its interrupt before its thread is given up. */
  static final Duration GRACE = Duration.ofSeconds(1);

  private static final long GRACE_NANOS = GRACE.toNanos();

  private final Set<Call> calls = ConcurrentHashMap.newKeySet();
  private final ReentrantLock starting = new ReentrantLock();
  private volatile @Nullable Thread thread;
  private volatile long wake;
  private volatile boolean closed;

  /** A call in progress. */
  static final class Call {
    private static final int RUNNING = 0;
    private static final int INTERRUPTING = 1;
    private static final int INTERRUPTED = 2;
    private static final int ENDED = 3;
    private static final int GIVEN_UP = 4;

    final Execution run;
    final Thread thread;
    private final @Nullable Runnable givenUp;
    private final AtomicInteger state = new AtomicInteger(RUNNING);
    private volatile boolean interrupted;
    private volatile long due;
    private final int hash;

    private Call(Execution run, @Nullable Runnable givenUp, long due) {
      this.run = run;
      this.thread = Thread.currentThread();
      this.givenUp = givenUp;
      this.due = due;
      this.hash = (int) ((due * 0x9E3779B97F4A7C15L) >>> 32);
    }

    /** Cheaper than the identity's. */
    @Override
    public int hashCode() {
      return hash;
    }

    /** Itself alone. */
    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    /** Whether its time was up. */
    boolean interrupted() {
      return interrupted;
    }

    /** Its thread has it back. False if the thread was given up: it must do nothing more. */
    private boolean end() {
      if (state.compareAndSet(RUNNING, ENDED)) {
        return true;
      }
      while (state.get() == INTERRUPTING) {
        Thread.onSpinWait();
      }
      // The interrupt was meant for the call; what the thread does next must not meet it.
      Thread.interrupted();
      return state.compareAndSet(INTERRUPTED, ENDED);
    }

    private void atMost(long latest) {
      if (state.get() == RUNNING && latest - due < 0) {
        due = latest;
      }
    }

    private long look(long now) {
      if (due - now > 0) {
        return due;
      }
      if (state.compareAndSet(RUNNING, INTERRUPTING)) {
        interrupted = true;
        thread.interrupt();
        state.set(INTERRUPTED);
        due = now + GRACE_NANOS;
      } else {
        due = now + Long.MAX_VALUE;
        if (givenUp != null && state.compareAndSet(INTERRUPTED, GIVEN_UP)) {
          givenUp.run();
        }
      }
      return due;
    }
  }

  /**
   * Begins a call on this thread.
   *
   * @param givenUp called if the call does not react to its interrupt; must be quick. Null to leave
   *     the thread with the call
   */
  Call begin(Execution run, long nanos, @Nullable Runnable givenUp) {
    Call call = new Call(run, givenUp, System.nanoTime() + Math.max(1, nanos));
    calls.add(call);
    Thread watching = thread;
    if (watching == null) {
      start();
    } else if (call.due - wake < 0) {
      LockSupport.unpark(watching);
    }
    return call;
  }

  /** Ends a call; false if its thread was given up meanwhile. */
  boolean end(Call call) {
    calls.remove(call);
    return call.end();
  }

  /** Interrupts the calls of a run now. */
  void hurry(Execution run) {
    for (Call call : calls) {
      if (call.run == run && !call.interrupted()) {
        call.due = System.nanoTime();
      }
    }
    LockSupport.unpark(thread);
  }

  /** Less time is left to some runs than it was when their calls began: no call may take more. */
  void shorten() {
    long now = System.nanoTime();
    for (Call call : calls) {
      call.atMost(now + Math.max(1, call.run.remainingNanos()));
    }
    LockSupport.unpark(thread);
  }

  private void start() {
    starting.lock();
    try {
      if (thread == null && !closed) {
        thread = Thread.ofPlatform().name("retinue-watchdog").daemon(true).start(this::watch);
      } else {
        LockSupport.unpark(thread); // It may have looked before the call was there.
      }
    } finally {
      starting.unlock();
    }
  }

  private void watch() {
    while (!closed) {
      long now = System.nanoTime();
      // Whoever begins a call while the others are looked at must wake this thread again.
      wake = now + Long.MAX_VALUE;
      long next = now + Long.MAX_VALUE;
      for (Call call : calls) {
        long due = call.look(now);
        next = due - next < 0 ? due : next;
      }
      wake = next;
      LockSupport.parkNanos(this, next - System.nanoTime());
    }
  }

  void close() {
    starting.lock();
    try {
      closed = true;
      LockSupport.unpark(thread);
    } finally {
      starting.unlock();
    }
  }
}
