package dev.retinue.llm.embedding;

import dev.retinue.embedding.TokenEmbeddings;
import dev.retinue.error.SetupException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Embeddings computed in this process by onnxruntime. Each inference holds one text and one thread
 * of a pool as large as the machine, so that a vector depends on nothing but its text and no core
 * waits for another; callers wait without holding a carrier thread, and take turns. The vectors of
 * the texts met last are kept. Thread-safe; an interrupt ends a call.
 *
 * <pre>{@code
 * AgentRuntime.builder().embeddings(OnnxEmbeddings.open(OnnxModel.in(Path.of("models/e5-small"))))
 * }</pre>
 */
public final class OnnxEmbeddings implements TokenEmbeddings {
  /** How much is kept of vectors unless told otherwise: 16 MB, about 9,500 of 384 numbers. */
  public static final long CACHE_BYTES = 16_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(OnnxEmbeddings.class);

  private final String model;
  private final int dimensions;
  private final Instructions instructions;
  private final Callable<SentenceEncoder> loading;
  private final InferencePool pool;
  private final VectorCache cache;
  private final LongAdder texts = new LongAdder();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable SentenceEncoder encoder;
  private boolean closed;
  private boolean longTextTold;

  private OnnxEmbeddings(
      String model,
      int dimensions,
      Instructions instructions,
      Callable<SentenceEncoder> loading,
      int threads,
      long cacheBytes) {
    if (cacheBytes < 0) {
      throw new IllegalArgumentException("cacheBytes must not be negative, got " + cacheBytes);
    }
    this.model = model;
    this.dimensions = dimensions;
    this.instructions = instructions;
    this.loading = loading;
    this.pool = new InferencePool(model, threads);
    this.cache = new VectorCache(cacheBytes);
  }

  /**
   * BAAI's bge-small-en-v1.5, quantised: 384 dimensions, English. What a runtime uses when it is
   * given no embeddings. Loaded by the first text.
   *
   * @throws SetupException if it is not on the class path; the message names the artifact to add
   */
  public static OnnxEmbeddings bgeSmall() {
    return bgeSmall(Runtime.getRuntime().availableProcessors(), CACHE_BYTES);
  }

  /**
   * As {@link #bgeSmall()}.
   *
   * @param threads inferences at once, 1 to 1,024
   * @param cacheBytes most that is kept of vectors, see {@link EmbeddingCounts#cachedBytes}; 0 for
   *     nothing
   */
  public static OnnxEmbeddings bgeSmall(int threads, long cacheBytes) {
    BgeSmall found = BgeSmall.find(OnnxEmbeddings.class.getClassLoader());
    return new OnnxEmbeddings(
        BgeSmall.NAME,
        BgeSmall.DIMENSIONS,
        BgeSmall.INSTRUCTIONS,
        found::load,
        threads,
        cacheBytes);
  }

  /**
   * A model in files, loaded and tried now. Its {@link #model()} is a hash of the files and of what
   * the vectors depend on beside them, so that it may be moved but not changed.
   *
   * @throws SetupException if a file is missing or corrupt, if the weights are no BERT-style
   *     encoder, or if the tokenizer is not the model's
   */
  public static OnnxEmbeddings open(OnnxModel model) {
    return open(model, Runtime.getRuntime().availableProcessors(), CACHE_BYTES);
  }

  /**
   * As {@link #open(OnnxModel)}.
   *
   * @param threads inferences at once, 1 to 1,024
   * @param cacheBytes most that is kept of vectors, see {@link EmbeddingCounts#cachedBytes}; 0 for
   *     nothing
   */
  public static OnnxEmbeddings open(OnnxModel model, int threads, long cacheBytes) {
    ModelFiles files = ModelFiles.of(model);
    SentenceEncoder loaded = files.encoder();
    boolean opened = false;
    try {
      var embeddings =
          new OnnxEmbeddings(
              files.id(),
              loaded.dimensions(),
              model.instructions(),
              () -> loaded,
              threads,
              cacheBytes);
      embeddings.encoder = loaded;
      opened = true;
      return embeddings;
    } finally {
      if (!opened) {
        loaded.close();
      }
    }
  }

  @Override
  public String model() {
    return model;
  }

  @Override
  public int dimensions() {
    return dimensions;
  }

  /**
   * {@inheritDoc} A text longer than the model's window has the average of its windows' vectors,
   * which {@link #counts} tells, and the log once.
   *
   * @throws CancellationException if the caller is interrupted; its interrupt flag is set again
   * @throws SetupException if the native library or the model cannot be loaded on this machine
   */
  @Override
  public List<float[]> embed(List<String> texts, Use use) {
    refuseIfClosed();
    this.texts.add(texts.size());
    List<VectorCache.Key> keys = new ArrayList<>(texts.size());
    Map<VectorCache.Key, float[]> vectors = new HashMap<>();
    Map<VectorCache.Key, Callable<float[]>> missing = new LinkedHashMap<>();
    for (String text : texts) {
      String whole = instructions.before(text, use);
      var key = VectorCache.Key.of(whole);
      keys.add(key);
      if (!vectors.containsKey(key) && !missing.containsKey(key)) {
        float[] known = cache.find(key);
        if (known == null) {
          missing.put(key, () -> encoder().encode(whole));
        } else {
          vectors.put(key, known);
        }
      }
    }
    List<float[]> fresh = pool.compute(List.copyOf(missing.values()));
    int next = 0;
    for (VectorCache.Key key : missing.keySet()) {
      float[] vector = fresh.get(next++);
      cache.keep(key, vector);
      vectors.put(key, vector);
    }
    tellLongTexts();
    return keys.stream().map(vectors::get).map(float[]::clone).toList();
  }

  @Override
  public List<float[][]> embedTokens(List<String> texts, Use use) {
    refuseIfClosed();
    this.texts.add(texts.size());
    String instruction = instructions.before("", use);
    List<float[][]> vectors =
        pool.compute(
            texts.stream()
                .<Callable<float[][]>>map(text -> () -> encoder().encodeTokens(instruction, text))
                .toList());
    tellLongTexts();
    return vectors;
  }

  private void refuseIfClosed() {
    if (pool.isClosed()) {
      throw pool.closedAlready(null);
    }
  }

  private SentenceEncoder encoder() throws Exception {
    lock.lock();
    try {
      if (closed) {
        throw pool.closedAlready(null);
      }
      if (encoder == null) {
        encoder = loading.call();
      }
      return encoder;
    } finally {
      lock.unlock();
    }
  }

  private void tellLongTexts() {
    lock.lock();
    try {
      if (!longTextTold && encoder != null && encoder.windowed() > 0) {
        longTextTold = true;
        LOG.atInfo()
            .addKeyValue("model", model)
            .log("a text is longer than the model's window: its vector is an average, and vague");
      }
    } finally {
      lock.unlock();
    }
  }

  /** What was done since it was opened. */
  public EmbeddingCounts counts() {
    lock.lock();
    try {
      return new EmbeddingCounts(
          texts.sum(),
          cache.hits(),
          encoder == null ? 0 : encoder.windowed(),
          encoder == null ? 0 : encoder.tokens(),
          cache.bytes());
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the inferences under way, then ends the threads and frees the model. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    pool.close();
    lock.lock();
    try {
      if (encoder != null) {
        encoder.close();
        encoder = null;
      }
    } finally {
      lock.unlock();
    }
  }
}
