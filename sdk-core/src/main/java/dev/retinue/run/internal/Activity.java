package dev.retinue.run.internal;

import dev.retinue.identity.Address;
import dev.retinue.journal.Wait;
import dev.retinue.run.internal.Unwind.Cause;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which thread a run is on, why it must leave it, and what it waits for while it is on none.
 * Thread-safe.
 */
final class Activity {
  private static final CompletableFuture<Void> QUIET = CompletableFuture.completedFuture(null);

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock.
  private @Nullable Thread thread;
  private @Nullable Pipeline pipeline;
  private boolean over;
  private boolean cancelled;
  private boolean closing;
  private boolean closingNow;
  private boolean delegating;
  private boolean concluded;
  private int turns;
  private @Nullable Cause unwinding;
  private Map<Address, Wait> waits = Map.of();
  private Map<Address, Wait> untold = Map.of();
  private @Nullable CompletableFuture<Void> quiet;

  // --- turns

  /**
   * Gives the run to this thread, once for each reason to go on.
   *
   * @param turnsBefore how many turns it had when there was a reason
   * @return the number of the turn; 0 if the run is on a thread, is over, or has had more turns
   */
  int begin(int turnsBefore) {
    lock.lock();
    try {
      if (thread != null || over || turns != turnsBefore) {
        return 0;
      }
      thread = Thread.currentThread();
      unwinding = null;
      concluded = false;
      waits = Map.of();
      untold = Map.of();
      return ++turns;
    } finally {
      lock.unlock();
    }
  }

  /**
   * @param writesTurn whether the turn of the conversation was begun to be written: now it is
   *     written as a whole
   */
  void enters(Pipeline entered, boolean writesTurn) {
    lock.lock();
    try {
      pipeline = entered;
      if (writesTurn) {
        concluded = true;
        Thread.interrupted();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes the run off the thread of this turn.
   *
   * @param last done before another turn can begin
   * @return false if that thread was given up before
   */
  boolean leave(int turn, boolean ends, Runnable last) {
    CompletableFuture<Void> told;
    lock.lock();
    try {
      // An interrupt meant for this run must not reach what its thread does next.
      Thread.interrupted();
      if (turns != turn || thread == null) {
        return false;
      }
      last.run();
      over = ends;
      thread = null;
      pipeline = null;
      unwinding = null;
      told = quiet;
      quiet = null;
    } finally {
      lock.unlock();
    }
    if (told != null) {
      told.complete(null);
    }
    return true;
  }

  /** Gives up the thread of a turn; false if the run is not on it any more. */
  boolean retire(Pipeline entered) {
    lock.lock();
    try {
      if (thread == null || pipeline != entered) {
        return false;
      }
      entered.retire();
      thread.interrupt();
      thread = null;
      pipeline = null;
      return true;
    } finally {
      lock.unlock();
    }
  }

  boolean isIn(Pipeline entered) {
    lock.lock();
    try {
      return pipeline == entered;
    } finally {
      lock.unlock();
    }
  }

  /** Done as soon as the run is on no thread: it waits, or it is over. */
  CompletableFuture<Void> quiet() {
    lock.lock();
    try {
      if (over || (thread == null && !waits.isEmpty())) {
        return QUIET;
      }
      if (quiet == null) {
        quiet = new CompletableFuture<>();
      }
      return quiet;
    } finally {
      lock.unlock();
    }
  }

  /** It had ended in an earlier process. */
  void endedBefore() {
    lock.lock();
    try {
      over = true;
    } finally {
      lock.unlock();
    }
  }

  // --- why a run must not go on

  /** Interrupts the run. True if it is on no thread, and must be started to end. */
  boolean cancel() {
    lock.lock();
    try {
      if (concluded || over) {
        return false;
      }
      cancelled = true;
      if (thread == null) {
        return true;
      }
      thread.interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Asks the run to leave its thread at its next effect; true if it was interrupted. */
  boolean close(boolean now) {
    lock.lock();
    try {
      closing = true;
      // One that only waits for another run has no next effect to wait for.
      if ((!now && !delegating) || thread == null || concluded) {
        return false;
      }
      closingNow = true;
      thread.interrupt();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Unwinds if the run must not go on. */
  void checkpoint() {
    lock.lock();
    try {
      if (unwinding != null && !(unwinding instanceof Cause.Waits)) {
        throw new Unwind(unwinding);
      }
      if (concluded) {
        return;
      }
      if (cancelled) {
        throw unwind(new Cause.Cancels());
      }
      if (closing) {
        throw unwind(new Cause.Closes());
      }
    } finally {
      lock.unlock();
    }
  }

  /** A tool may have caught the signal of one of its child effects. */
  void checkpointAfterTool(Address address) {
    lock.lock();
    try {
      if (unwinding != null && !(unwinding instanceof Cause.Waits)) {
        throw new Unwind(unwinding);
      }
      // That another branch waits does not concern this tool.
      waits.forEach((place, wait) -> {
        if (place.isBelow(address)) {
          throw new Unwind(new Cause.Waits(place, wait));
        }
      });
    } finally {
      lock.unlock();
    }
  }

  /** From here on the turn is written as a whole: a cancellation comes too late, or came before. */
  void conclude() {
    lock.lock();
    try {
      checkpoint();
      concluded = true;
    } finally {
      lock.unlock();
    }
  }

  boolean isConcluded() {
    lock.lock();
    try {
      return concluded;
    } finally {
      lock.unlock();
    }
  }

  /** Remembers the first cause that is more than a wait, and gives the signal to throw. */
  Unwind unwind(Cause cause) {
    lock.lock();
    try {
      if (unwinding == null || unwinding instanceof Cause.Waits) {
        unwinding = cause;
      }
      return new Unwind(cause);
    } finally {
      lock.unlock();
    }
  }

  @Nullable Cause unwinding() {
    lock.lock();
    try {
      return unwinding;
    } finally {
      lock.unlock();
    }
  }

  /** The thread was interrupted: by a cancellation, the closing of the runtime, or a timeout. */
  Unwind interrupted() {
    lock.lock();
    try {
      if (cancelled && !concluded) {
        return unwind(new Cause.Cancels());
      }
      return closing ? unwind(new Cause.Closes()) : new Unwind(new Cause.Expires());
    } finally {
      lock.unlock();
    }
  }

  /** Whether an interrupt means that the run is to leave its thread. */
  boolean isStopping() {
    lock.lock();
    try {
      return cancelled || closingNow;
    } finally {
      lock.unlock();
    }
  }

  boolean isCancelled() {
    lock.lock();
    try {
      return cancelled;
    } finally {
      lock.unlock();
    }
  }

  // --- what it waits for

  /**
   * @param known whether it was recorded before
   */
  void waitsFor(Address address, Wait wait, boolean known) {
    lock.lock();
    try {
      waits = with(waits, address, wait);
      // Whoever listens in this process has not heard of what is known from another one.
      if (!known || turns == 1) {
        untold = with(untold, address, wait);
      }
    } finally {
      lock.unlock();
    }
  }

  private static Map<Address, Wait> with(Map<Address, Wait> waits, Address address, Wait wait) {
    if (waits.isEmpty()) {
      return Map.of(address, wait);
    }
    Map<Address, Wait> more = new LinkedHashMap<>(waits);
    more.put(address, wait);
    return Collections.unmodifiableMap(more);
  }

  /** The waits that nobody was told of yet; from now on they are. */
  Map<Address, Wait> tell() {
    lock.lock();
    try {
      Map<Address, Wait> news = untold;
      untold = Map.of();
      return news;
    } finally {
      lock.unlock();
    }
  }

  Map<Address, Wait> waits() {
    lock.lock();
    try {
      return waits;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The run does nothing but wait for one that it delegated, on the thread that is its own. False
   * if other branches of the step may be active.
   */
  boolean delegates() {
    lock.lock();
    try {
      delegating = Thread.currentThread().equals(thread);
      return delegating;
    } finally {
      lock.unlock();
    }
  }

  /** It goes on after that; false if its thread was given up meanwhile. */
  boolean goesOn() {
    lock.lock();
    try {
      delegating = false;
      return Thread.currentThread().equals(thread);
    } finally {
      lock.unlock();
    }
  }

  // --- where it stands

  /** How often it was on a thread. */
  int turns() {
    lock.lock();
    try {
      return turns;
    } finally {
      lock.unlock();
    }
  }

  /** Whether it has an outcome, or is about to. */
  boolean isOver() {
    lock.lock();
    try {
      return over;
    } finally {
      lock.unlock();
    }
  }

  boolean isOnThread() {
    lock.lock();
    try {
      return thread != null;
    } finally {
      lock.unlock();
    }
  }
}
