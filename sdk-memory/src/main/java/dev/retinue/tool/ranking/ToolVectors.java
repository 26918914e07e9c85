package dev.retinue.tool.ranking;

import dev.retinue.embedding.Embeddings;
import dev.retinue.embedding.Embeddings.Use;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The vectors of tools by what the tools say, made on a thread of its own while there is something
 * to make. Those used last are kept. Thread-safe.
 */
final class ToolVectors {
  private static final Logger LOG = LoggerFactory.getLogger(ToolVectors.class);

  /** About 6 kB each. */
  private static final int KEPT = 2_000;

  private static final int AT_ONCE = 16;

  private final Embeddings embeddings;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<ToolText, OfTool> known = new LinkedHashMap<>(16, 0.75f, true);
  private final ThreadPoolExecutor background;

  /** Of one tool; each is null if the tool says nothing of the kind. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record OfTool(float[] whole, float @Nullable [] parameters, List<float[]> examples) {
    /** Of the nearest of what is asked. */
    double whole(List<float[]> asked) {
      double most = -1;
      for (float[] each : asked) {
        most = Math.max(most, cosine(each, whole));
      }
      return most;
    }

    double parameters(float[] asked) {
      return parameters == null ? Double.NaN : cosine(asked, parameters);
    }

    double examples(float[] asked) {
      double most = Double.NaN;
      for (float[] example : examples) {
        double here = cosine(asked, example);
        most = Double.isNaN(most) ? here : Math.max(most, here);
      }
      return most;
    }

    private static double cosine(float[] a, float[] b) {
      float sum = 0;
      for (int i = 0; i < a.length; i++) {
        sum += a[i] * b[i];
      }
      return sum;
    }
  }

  ToolVectors(Embeddings embeddings) {
    this.embeddings = embeddings;
    background =
        new ThreadPoolExecutor(
            1,
            1,
            2,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("retinue-tool-vectors").daemon(true).factory(),
            new ThreadPoolExecutor.DiscardPolicy()); // Nobody wants them once it is closed.
    background.allowCoreThreadTimeOut(true);
  }

  /** In the order of the tools, if all are there; they are made otherwise. */
  @Nullable List<OfTool> of(List<ToolText> tools) {
    List<OfTool> all = new ArrayList<>(tools.size());
    lock.lock();
    try {
      for (ToolText tool : tools) {
        OfTool vectors = known.get(tool);
        if (vectors != null) {
          all.add(vectors);
        }
      }
    } finally {
      lock.unlock();
    }
    if (all.size() == tools.size()) {
      return all;
    }
    want(tools);
    return null;
  }

  /** These will be asked for. */
  void want(List<ToolText> tools) {
    background.execute(() -> make(tools));
  }

  private void make(List<ToolText> tools) {
    List<ToolText> missing = new ArrayList<>();
    lock.lock();
    try {
      tools.stream().distinct().filter(tool -> !known.containsKey(tool)).forEach(missing::add);
    } finally {
      lock.unlock();
    }
    try {
      for (int from = 0; from < missing.size() && !background.isShutdown(); from += AT_ONCE) {
        keep(missing.subList(from, Math.min(missing.size(), from + AT_ONCE)));
      }
    } catch (RuntimeException e) { // Of a host's embeddings, or since it was closed meanwhile.
      if (!background.isShutdown()) {
        LOG.atWarn()
            .addKeyValue("model", embeddings.model())
            .setCause(e)
            .log("tools are chosen by words alone: they cannot be embedded");
      }
    }
  }

  private void keep(List<ToolText> tools) {
    List<String> texts = new ArrayList<>();
    for (ToolText tool : tools) {
      texts.add(tool.whole());
      if (!tool.parameters().isBlank()) {
        texts.add(tool.parameters());
      }
      texts.addAll(tool.examples());
    }
    var vectors = embeddings.embed(texts, Use.PASSAGE).iterator();
    lock.lock();
    try {
      for (ToolText tool : tools) {
        float[] whole = vectors.next();
        float[] parameters = tool.parameters().isBlank() ? null : vectors.next();
        List<float[]> examples = new ArrayList<>();
        for (int i = 0; i < tool.examples().size(); i++) {
          examples.add(vectors.next());
        }
        known.put(tool, new OfTool(whole, parameters, examples));
      }
      var eldest = known.keySet().iterator();
      while (known.size() > KEPT) {
        eldest.next();
        eldest.remove();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until what is wanted by now is made, or cannot be. */
  boolean await(Duration most) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    background.execute(done::countDown);
    return done.await(most.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** What is under way is interrupted; it is not waited for. */
  void close() {
    background.shutdownNow();
  }
}
