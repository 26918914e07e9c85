package dev.retinue.runtime;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stores that are open, of all agents: those that nobody has used for a while are committed and
 * closed, and the ones unused the longest when there are more than a number. Who opens a store does
 * not wait until another is closed, unless there are twice as many; and then not for long, since
 * what is in use stays open. Thread-safe.
 */
final class OpenStores {
  private static final Logger LOG = LoggerFactory.getLogger(OpenStores.class);

  /** The longest that anybody waits for others to be closed. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final int most;
  private final long idleNanos;
  private final Set<OnDemand<?>> open = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean asked = new AtomicBoolean();
  private final ScheduledThreadPoolExecutor closing;

  /**
   * @param most so many stay open
   * @param idle so long one stays open that nobody uses
   */
  OpenStores(int most, Duration idle) {
    this.most = most;
    this.idleNanos = idle.toNanos();
    closing =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("retinue-stores").daemon(true).factory());
    closing.setKeepAliveTime(2, TimeUnit.SECONDS);
    closing.allowCoreThreadTimeOut(true);
    closing.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Comes before a store is opened. Not from the thread that closes, which opens none. */
  void makeRoom() {
    if (open.size() < 2L * most) {
      return;
    }
    try {
      closing.submit(this::closeSome).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | RejectedExecutionException e) {
      LOG.atDebug().setCause(e).log("a store is opened beside {} others", open.size());
    } catch (ExecutionException e) {
      throw new IllegalStateException("stores could not be closed", e.getCause());
    }
  }

  void opened(OnDemand<?> store) {
    open.add(store);
    try {
      lookLater();
      if (open.size() > most) {
        closing.execute(this::closeSome);
      }
    } catch (RejectedExecutionException e) {
      LOG.atDebug().log("the runtime is closing, and with it all stores");
    }
  }

  void closed(OnDemand<?> store) {
    open.remove(store);
  }

  private void lookLater() {
    if (asked.compareAndSet(false, true)) {
      var unused = closing.schedule(this::look, idleNanos, TimeUnit.NANOSECONDS);
    }
  }

  private void look() {
    asked.set(false);
    closeSome();
    if (!open.isEmpty()) {
      lookLater();
    }
  }

  private void closeSome() {
    List<OnDemand<?>> longestUnused =
        open.stream().sorted(Comparator.<OnDemand<?>>comparingLong(OnDemand::usedAt)).toList();
    int tooMany = longestUnused.size() - most;
    long now = System.nanoTime();
    for (OnDemand<?> store : longestUnused) {
      if (tooMany > 0 || now - store.usedAt() >= idleNanos) {
        tooMany -= closes(store) ? 1 : 0;
      }
    }
  }

  private static boolean closes(OnDemand<?> store) {
    try {
      return store.closeIfUnused();
    } catch (RuntimeException e) { // Also of a host's own store.
      LOG.atError().setCause(e).log("a store that is not used could not be committed and closed");
      return false;
    }
  }

  /** Stops looking; the stores are their owners' to close. */
  void close() throws InterruptedException {
    closing.shutdown();
    closing.awaitTermination(30, TimeUnit.SECONDS);
  }
}
