package dev.retinue.tool.ranking;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.retinue.collection.EnglishWords;
import dev.retinue.embedding.Embeddings;
import dev.retinue.embedding.Embeddings.Use;
import dev.retinue.tool.ToolSelector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses tools by a weighted sum of what speaks for each. A task is embedded when it is asked for;
 * the vectors of the tools are made in the background, and until all of them are there the choice
 * is by words. Thread-safe.
 */
public final class ToolRanking implements ToolSelector {
  private static final Logger LOG = LoggerFactory.getLogger(ToolRanking.class);

  /** An agent has one set, or one for each search when it looks for others. */
  private static final int KEPT = 16;

  private final @Nullable Embeddings embeddings;
  private final @Nullable ToolVectors vectors;
  private final RankingWeights weights;
  private final EnglishWords stems = new EnglishWords();
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Prepared> known = new ArrayDeque<>();
  private @Nullable Vocabulary vocabulary;

  /** Some tools, as they are ranked. */
  private record Prepared(List<ToolSpecification> tools, List<ToolText> texts, ToolIndex index) {
    /** The same objects come back with every choice for an agent. */
    boolean isOf(List<ToolSpecification> others) {
      return tools.size() == others.size()
          && IntStream.range(0, tools.size()).allMatch(i -> tools.get(i).equals(others.get(i)));
    }
  }

  /**
   * @param embeddings null for words alone
   */
  public ToolRanking(@Nullable Embeddings embeddings, RankingWeights weights) {
    this.embeddings = embeddings;
    this.vectors = embeddings == null ? null : new ToolVectors(embeddings);
    this.weights = weights;
  }

  @Override
  public void prepare(List<ToolSpecification> tools) {
    if (vectors != null) {
      vectors.want(prepared(tools).texts());
    }
  }

  @Override
  public List<String> select(String task, List<ToolSpecification> tools, int limit) {
    Prepared prepared = prepared(tools);
    double[] scores = scores(task, prepared);
    return IntStream.range(0, tools.size())
        .boxed()
        .sorted((a, b) -> Double.compare(scores[b], scores[a])) // Stable: else in their order.
        .limit(limit)
        .map(i -> tools.get(i).name())
        .toList();
  }

  private double[] scores(String task, Prepared prepared) {
    Vocabulary words = vocabulary();
    TaskText text = TaskText.of(task, stems, words, weights);
    Map<String, Double> said = new LinkedHashMap<>();
    Map<String, Double> meant = new LinkedHashMap<>();
    text.words().forEach(word -> said.put(word, 1.0));
    for (String word : text.words()) {
      // The more words stand for it, the less each of them says.
      double share = 1 / Math.sqrt(1.0 + words.alike(word).size());
      for (String other : words.alike(word)) {
        if (!said.containsKey(other)) {
          meant.merge(other, share, Math::max);
        }
      }
    }
    Sum sum = new Sum(prepared.tools().size());
    sum.add(weights.words(), prepared.index().scores(said));
    sum.add(weights.alike(), prepared.index().scores(meant));
    List<float[]> asked = embedded(text.meanings());
    List<ToolVectors.OfTool> of =
        asked.isEmpty() || vectors == null ? null : vectors.of(prepared.texts());
    if (of != null) {
      sum.add(weights.meaning(), of.stream().mapToDouble(tool -> tool.whole(asked)).toArray());
      sum.add(
          weights.parameterMeaning(),
          of.stream().mapToDouble(tool -> tool.parameters(asked.getFirst())).toArray());
      sum.add(
          weights.exampleMeaning(),
          of.stream().mapToDouble(tool -> tool.examples(asked.getFirst())).toArray());
    }
    return sum.scores;
  }

  /** Empty if there are no embeddings, or nothing to embed. */
  private List<float[]> embedded(List<String> texts) {
    if (embeddings == null || texts.isEmpty() || !weights.usesMeaning()) {
      return List.of();
    }
    try {
      return embeddings.embed(texts, Use.QUERY);
    } catch (RuntimeException e) { // Of a host's embeddings, or since it was closed meanwhile.
      LOG.atWarn()
          .addKeyValue("model", embeddings.model())
          .setCause(e)
          .log("tools are chosen by words alone: the task cannot be embedded");
      return List.of();
    }
  }

  private Prepared prepared(List<ToolSpecification> tools) {
    lock.lock();
    try {
      for (Prepared each : known) {
        if (each.isOf(tools)) {
          return each;
        }
      }
    } finally {
      lock.unlock();
    }
    List<ToolText> texts = tools.stream().map(ToolText::of).toList();
    Prepared fresh =
        new Prepared(List.copyOf(tools), texts, new ToolIndex(texts, stems, weights.fields()));
    lock.lock();
    try {
      known.addFirst(fresh);
      if (known.size() > KEPT) {
        known.removeLast();
      }
      return fresh;
    } finally {
      lock.unlock();
    }
  }

  /** Read when it is first needed: most runtimes have nothing to choose. */
  private Vocabulary vocabulary() {
    lock.lock();
    try {
      Vocabulary read = vocabulary;
      if (read == null) {
        read = new Vocabulary(stems);
        vocabulary = read;
      }
      return read;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the tools that are known by now have their vectors, or cannot have them.
   *
   * @return false if the time was up before
   */
  public boolean awaitMeanings(Duration most) throws InterruptedException {
    return vectors == null || vectors.await(most);
  }

  @Override
  public void close() {
    if (vectors != null) {
      vectors.close();
    }
    stems.close();
  }

  /** Scores of different kinds made comparable: how far above the average, in deviations. */
  private static final class Sum {
    private final double[] scores;

    Sum(int tools) {
      scores = new double[tools];
    }

    /**
     * @param values NaN for a tool of which nothing is known, which is taken as average
     */
    void add(double weight, double[] values) {
      double sum = 0;
      double squares = 0;
      int count = 0;
      for (double value : values) {
        if (!Double.isNaN(value)) {
          sum += value;
          squares += value * value;
          count++;
        }
      }
      double mean = sum / Math.max(1, count);
      double deviation = Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean));
      if (deviation < 1e-9) {
        return;
      }
      for (int i = 0; i < values.length; i++) {
        scores[i] += Double.isNaN(values[i]) ? 0 : weight * (values[i] - mean) / deviation;
      }
    }
  }
}
