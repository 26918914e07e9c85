package dev.retinue.runtime;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * As many platform threads as processors, for CPU-bound and native work, so that the carriers of
 * virtual threads stay free. Threads are made on first use and end when idle.
 */
final class Workers {
  private final ExecutorService pool;

  Workers() {
    int size = Runtime.getRuntime().availableProcessors();
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            size,
            size,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("retinue-worker-", 0).daemon(true).factory());
    executor.allowCoreThreadTimeOut(true);
    pool = executor;
  }

  /**
   * Does it on a worker. An interrupt ends the waiting, not the work: an index must not be
   * interrupted while it writes.
   */
  <T> T call(Callable<T> work) throws InterruptedException {
    Future<T> future;
    try {
      future = pool.submit(work);
    } catch (RejectedExecutionException e) {
      throw new InterruptedException("the runtime is closing");
    }
    try {
      return future.get();
    } catch (ExecutionException e) {
      switch (java.util.Objects.requireNonNullElse(e.getCause(), e)) {
        case RuntimeException failure -> throw failure;
        case Error error -> throw error;
        default ->
            throw new IllegalStateException("a store threw a checked exception", e.getCause());
      }
    }
  }

  void close() throws InterruptedException {
    pool.shutdown();
    pool.awaitTermination(30, TimeUnit.SECONDS);
  }
}
