package dev.retinue.llm.embedding;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A few platform threads that compute, each one inference at a time: native code would pin the
 * carrier of a virtual thread, so callers wait here. Calls take turns: one that brings a thousand
 * texts goes to the end of the queue after each, so that a question waits for a few texts and not
 * for all. Thread-safe.
 */
final class InferencePool implements AutoCloseable {
  private static final long IDLE_SECONDS = 30;

  private final String model;
  private final int threads;
  private final ThreadPoolExecutor pool;

  InferencePool(String model, int threads) {
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException("threads must be 1 to 1,024, got " + threads);
    }
    this.model = model;
    this.threads = threads;
    var number = new AtomicInteger();
    this.pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), // at most `threads` entries for each call that waits
            task ->
                Thread.ofPlatform()
                    .daemon()
                    .name("retinue-embedding-" + number.incrementAndGet())
                    .unstarted(task),
            (task, executor) -> ((Turns) task).giveUp());
    pool.allowCoreThreadTimeOut(true);
  }

  /** One call's work; each run takes the next task and queues again. */
  private final class Turns implements Runnable {
    private final List<? extends FutureTask<?>> tasks;
    private final AtomicInteger next = new AtomicInteger();

    Turns(List<? extends FutureTask<?>> tasks) {
      this.tasks = tasks;
    }

    @Override
    public void run() {
      int mine = next.getAndIncrement();
      if (mine < tasks.size()) {
        tasks.get(mine).run();
        if (next.get() < tasks.size()) {
          pool.execute(this);
        }
      }
    }

    /** Interrupts what runs, which heeds it between two inferences, and drops the rest. */
    void giveUp() {
      next.set(tasks.size());
      tasks.forEach(task -> task.cancel(true));
    }
  }

  /**
   * The results, in order. A failure or an interrupt gives up what has not begun.
   *
   * @throws CancellationException if the caller is interrupted; its interrupt flag is set again
   * @throws IllegalStateException if the pool is closed, or a task failed other than with an
   *     unchecked exception of its own
   */
  <T> List<T> compute(List<? extends Callable<T>> work) {
    List<FutureTask<T>> tasks = new ArrayList<>(work.size());
    work.forEach(each -> tasks.add(new FutureTask<>(each)));
    Turns turns = new Turns(tasks);
    for (int i = 0; i < Math.min(threads, tasks.size()); i++) {
      pool.execute(turns);
    }
    boolean done = false;
    try {
      List<T> results = new ArrayList<>(tasks.size());
      for (FutureTask<T> task : tasks) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        results.add(task.get());
      }
      done = true;
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var cancelled =
          new CancellationException(
              "interrupted while '%s' read %d texts".formatted(model, work.size()));
      cancelled.initCause(e);
      throw cancelled;
    } catch (CancellationException e) {
      throw closedAlready(e); // nobody else cancels
    } catch (ExecutionException e) {
      throw failure(e);
    } finally {
      if (!done) {
        turns.giveUp();
      }
    }
  }

  private RuntimeException failure(ExecutionException failed) {
    Throwable cause = failed.getCause();
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException("inference with '" + model + "' failed: " + cause, cause);
  }

  boolean isClosed() {
    return pool.isShutdown();
  }

  IllegalStateException closedAlready(@Nullable Throwable cause) {
    return new IllegalStateException(
        "the model '" + model + "' is closed; it is open as long as its runtime", cause);
  }

  /** Waits for the inferences under way, since the native session must outlive them. */
  @Override
  public void close() {
    pool.shutdown();
    boolean interrupted = false;
    while (!pool.isTerminated()) {
      try {
        pool.awaitTermination(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
