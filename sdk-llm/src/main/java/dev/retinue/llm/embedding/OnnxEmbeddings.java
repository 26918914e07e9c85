package dev.retinue.llm.embedding;

import dev.retinue.embedding.Embeddings;
import dev.retinue.error.SetupException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A sentence encoder behind a pool of its own: native code would pin the carrier of a virtual
 * thread, so callers wait here while platform threads compute. Each inference holds one text and
 * uses one thread, so that a vector depends on nothing but its text. Loaded by the first text.
 */
final class OnnxEmbeddings implements Embeddings {
  private static final int DIMENSIONS = 384;
  private static final long IDLE_SECONDS = 30;

  /** What bge's model card puts before a question; see docs/embeddings.md for what it gains. */
  private static final String INSTRUCTION =
      "Represent this sentence for searching relevant passages: ";

  private final String model;
  private final URL weights;
  private final URL tokenizer;
  private final ThreadPoolExecutor pool;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable SentenceEncoder encoder;
  private boolean closed;

  OnnxEmbeddings(String model, URL weights, URL tokenizer, int threads) {
    this.model = model;
    this.weights = weights;
    this.tokenizer = tokenizer;
    var number = new AtomicInteger();
    pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task ->
                Thread.ofPlatform()
                    .daemon()
                    .name("retinue-embedding-" + number.incrementAndGet())
                    .unstarted(task));
    pool.allowCoreThreadTimeOut(true);
  }

  @Override
  public String model() {
    return model;
  }

  @Override
  public int dimensions() {
    return DIMENSIONS;
  }

  /**
   * Waits for the pool. An interrupt gives up the texts that have not begun.
   *
   * @throws CancellationException if the caller is interrupted; its interrupt flag is set again
   * @throws SetupException if the native library or the model cannot be loaded on this machine
   */
  @Override
  public List<float[]> embed(List<String> texts, Use use) {
    List<Future<float[]>> started = new ArrayList<>(texts.size());
    try {
      for (String text : texts) {
        String whole = use == Use.QUERY ? INSTRUCTION + text : text;
        Callable<float[]> task = () -> encoder().encode(whole);
        started.add(pool.submit(task));
      }
      List<float[]> vectors = new ArrayList<>(texts.size());
      for (Future<float[]> each : started) {
        if (Thread.interrupted()) {
          throw new InterruptedException("while embedding");
        }
        vectors.add(each.get());
      }
      return vectors;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var cancelled = new CancellationException("interrupted while embedding " + texts.size());
      cancelled.initCause(e);
      throw cancelled;
    } catch (RejectedExecutionException e) {
      throw closedAlready(e);
    } catch (ExecutionException e) {
      throw failure(e);
    } finally {
      started.forEach(each -> each.cancel(false));
    }
  }

  private RuntimeException failure(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause instanceof SetupException || cause instanceof IllegalStateException) {
      return (RuntimeException) cause;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return new IllegalStateException("embedding with '" + model + "' failed: " + cause, cause);
  }

  private SentenceEncoder encoder() {
    lock.lock();
    try {
      if (closed) {
        throw closedAlready(null);
      }
      if (encoder == null) {
        encoder = SentenceEncoder.load(model, weights, tokenizer);
      }
      return encoder;
    } finally {
      lock.unlock();
    }
  }

  private IllegalStateException closedAlready(@Nullable Throwable cause) {
    return new IllegalStateException(
        "the embeddings '" + model + "' are closed; they are open as long as their runtime", cause);
  }

  /** Waits for the inferences under way, since the native session must outlive them. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    // A queued task would find the embeddings closed; its caller is told so at once.
    pool.shutdown();
    boolean interrupted = false;
    while (!pool.isTerminated()) {
      try {
        pool.awaitTermination(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    lock.lock();
    try {
      if (encoder != null) {
        encoder.close();
        encoder = null;
      }
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
