package dev.retinue.collection;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after another on a platform thread that nobody interrupts. An interrupt in the
 * midst of a file operation closes the file, which ends Lucene's writer for good; runs are
 * cancelled by interrupts. The thread leaves when idle. Thread-safe.
 */
final class WriterThread implements AutoCloseable {
  private static final long IDLE_SECONDS = 2;

  private final ThreadPoolExecutor executor;
  private volatile @Nullable Thread thread;

  WriterThread(String name) {
    executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread made = Thread.ofPlatform().name(name).daemon().unstarted(task);
              thread = made;
              return made;
            });
    executor.allowCoreThreadTimeOut(true);
  }

  /** Waits for the task whatever comes; an interrupt of the caller is kept in its status. */
  <T> T run(Callable<T> task) throws IOException {
    Future<T> running = executor.submit(task);
    try {
      return uninterrupted(running::get);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default ->
            throw new IllegalStateException(
                "a task of the collection ended with a checked exception", e);
      }
    }
  }

  /** Returns when the thread is gone, so that nothing of a closed collection is left. */
  @Override
  public void close() {
    executor.shutdown();
    Thread last = thread;
    if (last != null) {
      uninterrupted(() -> {
        last.join();
        return last;
      });
    }
  }

  private static <T, E extends Exception> T uninterrupted(Waiting<T, E> waiting) throws E {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return waiting.await();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private interface Waiting<T, E extends Exception> {
    T await() throws InterruptedException, E;
  }
}
