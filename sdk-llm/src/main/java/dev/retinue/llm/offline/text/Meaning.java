package dev.retinue.llm.offline.text;

import dev.retinue.embedding.Embeddings;
import dev.retinue.embedding.Embeddings.Use;
import dev.retinue.error.SetupException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How near texts are to a question in meaning, when there are embeddings. Keeps the vectors of the
 * texts met last, since tools and passages come back with every step of a run. Thread-safe.
 */
public final class Meaning {
  private static final Logger LOG = LoggerFactory.getLogger(Meaning.class);
  private static final int KEPT = 1000;

  /** bge's cosines of unrelated English texts lie around the first, of paraphrases the second. */
  private static final double UNRELATED = 0.5;

  private static final double SAME = 0.85;

  private final Supplier<Optional<Embeddings>> embeddings;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, float[]> vectors = new LinkedHashMap<>(16, 0.75f, true);

  public Meaning(Supplier<Optional<Embeddings>> embeddings) {
    this.embeddings = embeddings;
  }

  /** For each text from 0, unrelated, to 1, the same; empty without embeddings. */
  public Optional<double[]> nearness(String question, List<String> texts) {
    return texts.isEmpty()
        ? Optional.empty()
        : with(model -> {
          float[] asked = vector(model, question, Use.QUERY);
          return texts.stream()
              .mapToDouble(text -> scaled(cosine(asked, vector(model, text, Use.PASSAGE))))
              .toArray();
        });
  }

  /**
   * The vectors of texts that questions are compared with again and again; empty without
   * embeddings. Keep them as long as the texts.
   */
  public Optional<List<float[]>> vectors(List<String> texts) {
    return with(model -> texts.stream().map(text -> vector(model, text, Use.PASSAGE)).toList());
  }

  /** As {@link #nearness(String, List)}, of texts whose vectors are at hand. */
  public Optional<double[]> nearnessTo(String question, List<float[]> known) {
    return with(model -> {
      float[] asked = vector(model, question, Use.QUERY);
      return known.stream().mapToDouble(each -> scaled(cosine(asked, each))).toArray();
    });
  }

  private <T> Optional<T> with(Function<Embeddings, T> use) {
    Optional<Embeddings> model = embeddings.get();
    if (model.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(use.apply(model.get()));
    } catch (SetupException e) {
      LOG.atWarn()
          .addKeyValue("reason", e.getMessage())
          .log("the offline model compares words only");
      return Optional.empty();
    }
  }

  private float[] vector(Embeddings model, String text, Use use) {
    String key = use + " " + text;
    lock.lock();
    try {
      float[] known = vectors.get(key);
      if (known != null) {
        return known;
      }
    } finally {
      lock.unlock();
    }
    float[] fresh = model.embed(List.of(text), use).getFirst();
    lock.lock();
    try {
      vectors.put(key, fresh);
      if (vectors.size() > KEPT) {
        vectors.remove(vectors.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
    return fresh;
  }

  private static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static double scaled(double cosine) {
    return Math.clamp((cosine - UNRELATED) / (SAME - UNRELATED), 0, 1);
  }
}
