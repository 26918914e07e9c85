package dev.retinue.runtime;

import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.JournalView;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store of an agent: opened when it is used, and closed by {@link OpenStores} when it has not
 * been for a while or too many are open. Thread-safe.
 *
 * @param <V> the store
 */
final class OnDemand<V extends JournalView> {
  private final Supplier<V> open;
  private final Consumer<V> close;
  private final OpenStores others;
  private final Predicate<V> opensAgain;
  private final Runnable commit;

  /** Held for reading while the store is used, for writing while it is closed. */
  private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();

  private final ReentrantLock opening = new ReentrantLock();
  private volatile @Nullable V view;
  private volatile boolean changed;
  private volatile long usedAt;

  /**
   * @param open opens it, brought up to the journal
   * @param opensAgain whether it is the same when it is closed and opened again; one that is not
   *     stays open
   * @param commit commits it together with all that goes with it
   */
  OnDemand(
      Supplier<V> open,
      Consumer<V> close,
      OpenStores others,
      Predicate<V> opensAgain,
      Runnable commit) {
    this.open = open;
    this.close = close;
    this.others = others;
    this.opensAgain = opensAgain;
    this.commit = commit;
  }

  <T> T use(Function<V, T> work) {
    use.readLock().lock();
    try {
      return work.apply(opened());
    } finally {
      usedAt = System.nanoTime();
      use.readLock().unlock();
    }
  }

  /** As {@link #use}, for what the next commit is to contain. */
  <T> T change(Function<V, T> work) {
    use.readLock().lock();
    try {
      return use(work);
    } finally {
      changed = true; // After the work, since a commit may begin in the midst of it.
      use.readLock().unlock();
    }
  }

  private V opened() {
    V known = view;
    if (known != null) {
      return known;
    }
    others.makeRoom();
    opening.lock();
    try {
      V made = view;
      if (made == null) {
        made = open.get();
        view = made;
        usedAt = System.nanoTime();
        if (opensAgain.test(made)) {
          others.opened(this);
        }
      }
      return made;
    } finally {
      opening.unlock();
    }
  }

  /** What is open, and stays so only if nothing closes it; null if nothing is. */
  @Nullable V view() {
    return view;
  }

  /** Whether it has changed since the last commit. */
  boolean hasChanged() {
    return changed;
  }

  /** When it was last used, as {@link System#nanoTime} counts. */
  long usedAt() {
    return usedAt;
  }

  /** Commits it, if it has changed, as containing the journal up to this position. */
  void commit(JournalPosition position) {
    use.readLock().lock();
    try {
      V known = view;
      if (!changed || known == null) {
        return;
      }
      changed = false;
      boolean committed = false;
      try {
        known.commit(position);
        committed = true;
      } finally {
        changed |= !committed;
      }
    } finally {
      use.readLock().unlock();
    }
  }

  /**
   * Commits and closes it, unless it is used at the moment.
   *
   * @return whether it is closed
   */
  boolean closeIfUnused() {
    if (changed) {
      commit.run();
    }
    if (!use.writeLock().tryLock()) {
      return false;
    }
    try {
      if (changed) {
        return false;
      }
      close();
      return true;
    } finally {
      use.writeLock().unlock();
    }
  }

  /** Closes it as it is. It must not be used any more, or is opened again. */
  void close() {
    V known = view;
    if (known != null) {
      view = null;
      close.accept(known);
      others.closed(this);
    }
  }
}
