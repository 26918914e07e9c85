package dev.retinue.llm.embedding;

import ai.onnxruntime.OrtException;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.scoring.ScoringModel;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cross-encoder: reads a question and a passage together and says how well the second answers the
 * first. A langchain4j scoring model; scores are probabilities from 0 to 1 and comparable between
 * passages of any call. A passage longer than the model's window is read in windows and has the
 * score of the best; a question that fills more than half the window is cut there, which {@link
 * #cutQuestions} counts and the log tells once. Thread-safe; an interrupt ends a call.
 *
 * <pre>{@code
 * var reranker = OnnxReranker.open(OnnxModel.in(Path.of("models/ms-marco-MiniLM-L-6-v2")));
 * }</pre>
 *
 * @see <a href="https://arxiv.org/abs/1901.04085">Nogueira and Cho, Passage Re-ranking with
 *     BERT</a>
 */
public final class OnnxReranker implements ScoringModel, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OnnxReranker.class);
  private static final int MARKS = 3;

  private final OnnxSession session;
  private final WordPieces words;
  private final int room;
  private final InferencePool pool;
  private final LongAdder cut = new LongAdder();
  private final AtomicBoolean closed = new AtomicBoolean();

  private OnnxReranker(OnnxSession session, WordPieces words, int window, InferencePool pool) {
    this.session = session;
    this.words = words;
    this.room = window - MARKS;
    this.pool = pool;
  }

  /**
   * A model in files, loaded and tried now, with as many inferences at once as there are cores.
   * Pooling and instructions of the model mean nothing here.
   *
   * @throws dev.retinue.error.SetupException if a file is missing or corrupt, if the weights are no
   *     BERT-style model with an output of one number (or two, of which the second is for yes), or
   *     if the tokenizer is not the model's
   */
  public static OnnxReranker open(OnnxModel model) {
    return open(model, Runtime.getRuntime().availableProcessors());
  }

  /**
   * As {@link #open(OnnxModel)}.
   *
   * @param threads inferences at once, 1 to 1,024
   */
  public static OnnxReranker open(OnnxModel model, int threads) {
    ModelFiles files = ModelFiles.of(model);
    var pool = new InferencePool(model.weights().toString(), threads);
    WordPieces words = files.tokenizer();
    OnnxSession session = files.session(words, OnnxReranker::preference);
    var reranker = new OnnxReranker(session, words, model.window(), pool);
    boolean scores = false;
    try {
      int numbers =
          session.attempt(
              reranker.pair(new long[0], new long[0]), 2, (logits, shape) -> logits.remaining());
      if (numbers < 1 || numbers > 2) {
        throw files.unusable(
            "gives %d numbers for a pair of texts; a reranker gives one, or two (no and yes)"
                .formatted(numbers),
            null);
      }
      scores = true;
      return reranker;
    } finally {
      if (!scores) {
        reranker.close();
      }
    }
  }

  private static int preference(OnnxSession.Output output) {
    if (output.rank() > 2) {
      return 0;
    }
    return output.name().equals("logits") ? 2 : 1;
  }

  /** Questions that were too long to be read whole. */
  public long cutQuestions() {
    return cut.sum();
  }

  /**
   * The scores of the passages, in order.
   *
   * @throws CancellationException if the caller is interrupted; its interrupt flag is set again
   */
  @Override
  public Response<List<Double>> scoreAll(List<TextSegment> passages, String question) {
    if (closed.get()) {
      throw pool.closedAlready(null);
    }
    long[] asked = question(question);
    return Response.from(
        pool.compute(
            passages.stream()
                .<Callable<Double>>map(passage -> () -> score(asked, passage.text()))
                .toList()));
  }

  private long[] question(String text) {
    long[] pieces = words.ids(text);
    if (pieces.length <= room / 2) {
      return pieces;
    }
    if (cut.sum() == 0) {
      LOG.atInfo()
          .addKeyValue("pieces", pieces.length)
          .addKeyValue("read", room / 2)
          .log("a question is longer than half the reranker's window and is cut");
    }
    cut.increment();
    return Arrays.copyOf(pieces, words.boundary(pieces, 0, room / 2));
  }

  private double score(long[] question, String text) throws OrtException, InterruptedException {
    long[] passage = words.ids(text);
    int window = room - question.length;
    double best = 0;
    int from = 0;
    do {
      if (Thread.interrupted()) {
        throw new InterruptedException("while reranking a long passage");
      }
      int to = words.boundary(passage, from, Math.min(passage.length, from + window));
      best = Math.max(best, read(question, Arrays.copyOfRange(passage, from, to)));
      from = to;
    } while (from < passage.length);
    return best;
  }

  private double read(long[] question, long[] passage) throws OrtException {
    return session.run(pair(question, passage), question.length + 2, OnnxReranker::probability);
  }

  private long[] pair(long[] question, long[] passage) {
    long[] ids = new long[question.length + passage.length + MARKS];
    ids[0] = words.start();
    System.arraycopy(question, 0, ids, 1, question.length);
    int second = question.length + 2;
    ids[second - 1] = words.end();
    System.arraycopy(passage, 0, ids, second, passage.length);
    ids[ids.length - 1] = words.end();
    return ids;
  }

  private static double probability(FloatBuffer logits, long[] shape) {
    double logit = logits.remaining() == 1 ? logits.get(0) : (double) logits.get(1) - logits.get(0);
    return 1 / (1 + Math.exp(-logit));
  }

  /** Waits for the inferences under way, then ends the threads and frees the model. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      pool.close();
      session.close();
    }
  }
}
