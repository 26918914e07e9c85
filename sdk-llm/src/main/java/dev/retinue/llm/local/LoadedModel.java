package dev.retinue.llm.local;

import dev.retinue.model.ModelException;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One model in memory, for all who name its folder. Answers are computed one after another on a
 * platform thread of its own, which lets all cores work on each: the engine allows no two at once,
 * and two would only share the memory's bandwidth. The weights are mapped by the first answer. What
 * the last text and the next one share is not computed again. Thread-safe.
 */
final class LoadedModel implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LoadedModel.class);
  private static final long IDLE_SECONDS = 30;

  private final ModelFolder folder;
  private final int context;
  private final ThreadPoolExecutor thread;
  private volatile boolean closed;

  // Confined to the thread, and to close() when that has ended.
  private @Nullable JlamaNetwork network;
  private JlamaNetwork.@Nullable Sequence sequence;

  /**
   * @param context the most tokens of prompt and answer together
   */
  LoadedModel(ModelFolder folder, int context) {
    this.folder = folder;
    this.context = context;
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task ->
                Thread.ofPlatform()
                    .daemon()
                    .name("retinue-model-" + folder.path().getFileName())
                    .unstarted(task));
    thread.allowCoreThreadTimeOut(true);
  }

  ModelFolder folder() {
    return folder;
  }

  int context() {
    return context;
  }

  boolean closed() {
    return closed;
  }

  /**
   * Has something done on this model's thread, after what came before.
   *
   * @param model {@code provider:model}, for messages
   * @throws IllegalStateException if this is closed
   */
  <T> Future<T> submit(String model, Callable<T> work) {
    try {
      return thread.submit(work);
    } catch (RejectedExecutionException e) {
      throw closed(model, e);
    }
  }

  private static IllegalStateException closed(
      String model, @Nullable RejectedExecutionException cause) {
    return new IllegalStateException(
        model + " is closed; it is open as long as its runtime", cause);
  }

  /**
   * The text so far, to be gone on with; on this model's thread only.
   *
   * @param model {@code provider:model}, for messages
   */
  JlamaNetwork.Sequence sequence(String model) {
    if (closed) {
      throw closed(model, null);
    }
    if (network == null) {
      network = load(model);
    }
    if (sequence == null) {
      sequence = network.begin();
    }
    return sequence;
  }

  private JlamaNetwork load(String model) {
    long begun = System.nanoTime();
    try {
      JlamaNetwork loaded = JlamaNetwork.load(folder, context);
      LOG.atInfo()
          .addKeyValue("model", model)
          .addKeyValue("millis", (System.nanoTime() - begun) / 1_000_000)
          .log("model loaded");
      return loaded;
    } catch (IOException | RuntimeException | LinkageError e) {
      // The boundary to the engine, which reports damaged weights by whatever happens to fail.
      throw new ModelException(
          ModelException.Kind.UNAVAILABLE, model, model + " cannot be loaded: " + e, e);
    }
  }

  /** Forgets the text, since it may be half-computed. */
  void forget() {
    if (sequence != null) {
      sequence.close();
      sequence = null;
    }
  }

  /** Ends the answers under way and waits for them, since they use what is released. */
  @Override
  public void close() {
    closed = true;
    thread.shutdown();
    boolean interrupted = false;
    while (!thread.isTerminated()) {
      try {
        thread.awaitTermination(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    forget();
    if (network != null) {
      try {
        network.close();
      } catch (IOException e) {
        LOG.atWarn().addKeyValue("folder", folder.path()).setCause(e).log("model not released");
      }
      network = null;
    }
  }
}
