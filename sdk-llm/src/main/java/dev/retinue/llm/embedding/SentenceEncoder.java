package dev.retinue.llm.embedding;

import ai.onnxruntime.OrtException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Makes vectors of texts. A text longer than the model's window is encoded in windows, cut between
 * words, and their vectors averaged by length. Thread-safe.
 */
final class SentenceEncoder implements AutoCloseable {
  private static final int MARKS = 2;

  private final OnnxSession session;
  private final WordPieces words;
  private final int window;
  private final Pooling pooling;
  private final LongAdder tokens = new LongAdder();
  private final LongAdder windowed = new LongAdder();

  SentenceEncoder(OnnxSession session, WordPieces words, int window, Pooling pooling) {
    this.session = session;
    this.words = words;
    this.window = window - MARKS;
    this.pooling = pooling;
  }

  /** Vectors of tokens by any of their usual names, else any; else one that is pooled already. */
  static int preference(OnnxSession.Output output) {
    return switch (output.rank()) {
      case 3 -> List.of("last_hidden_state", "token_embeddings").contains(output.name()) ? 4 : 3;
      case 2 -> output.name().equals("sentence_embedding") ? 2 : 1;
      default -> 0;
    };
  }

  /** Pieces that were encoded. */
  long tokens() {
    return tokens.sum();
  }

  /** Texts that took more than one window. */
  long windowed() {
    return windowed.sum();
  }

  int dimensions() {
    return session.attempt(marked(new long[0]), MARKS, this::pooled).length;
  }

  /** One vector of unit length. */
  float[] encode(String text) throws OrtException, InterruptedException {
    List<long[]> parts = parts(text);
    float[] sum = unit(encode(parts.getFirst(), this::pooled));
    if (parts.size() == 1) {
      return sum;
    }
    scale(sum, parts.getFirst().length);
    for (long[] part : parts.subList(1, parts.size())) {
      heedInterrupt();
      float[] vector = unit(encode(part, this::pooled));
      for (int i = 0; i < vector.length; i++) {
        sum[i] += vector[i] * part.length;
      }
    }
    return unit(sum);
  }

  /**
   * A vector of unit length for each piece, those of {@code instruction} before the text left out.
   */
  float[][] encodeTokens(String instruction, String text)
      throws OrtException, InterruptedException {
    int skipped = words.ids(instruction).length;
    List<float[]> vectors = new ArrayList<>();
    for (long[] part : parts(instruction + text)) {
      heedInterrupt();
      vectors.addAll(encode(part, SentenceEncoder::each));
    }
    return vectors.stream().skip(skipped).toArray(float[][]::new);
  }

  private static void heedInterrupt() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("while embedding a long text");
    }
  }

  private List<long[]> parts(String text) {
    long[] pieces = words.ids(text);
    tokens.add(pieces.length);
    if (pieces.length <= window) {
      return List.of(pieces);
    }
    windowed.increment();
    List<long[]> parts = new ArrayList<>();
    for (int from = 0; from < pieces.length; ) {
      int to = words.boundary(pieces, from, Math.min(pieces.length, from + window));
      parts.add(Arrays.copyOfRange(pieces, from, to));
      from = to;
    }
    return parts;
  }

  private <T> T encode(long[] pieces, OnnxSession.Reader<T> reader) throws OrtException {
    long[] ids = marked(pieces);
    return session.run(ids, ids.length, reader);
  }

  private long[] marked(long[] pieces) {
    long[] ids = new long[pieces.length + MARKS];
    ids[0] = words.start();
    System.arraycopy(pieces, 0, ids, 1, pieces.length);
    ids[ids.length - 1] = words.end();
    return ids;
  }

  private float[] pooled(FloatBuffer numbers, long[] shape) {
    float[] vector = new float[(int) shape[shape.length - 1]];
    numbers.get(vector);
    if (shape.length == 2 || pooling == Pooling.CLS) {
      return vector;
    }
    int tokens = (int) shape[1];
    for (int token = 1; token < tokens; token++) {
      for (int i = 0; i < vector.length; i++) {
        vector[i] += numbers.get(token * vector.length + i);
      }
    }
    return scale(vector, 1f / tokens);
  }

  private static List<float[]> each(FloatBuffer numbers, long[] shape) {
    if (shape.length != 3) {
      throw new IllegalStateException(
          "the model gives one vector for a text, and none for its tokens: export it with the"
              + " output last_hidden_state");
    }
    List<float[]> vectors = new ArrayList<>();
    for (int token = 1; token < shape[1] - 1; token++) {
      float[] vector = new float[(int) shape[2]];
      numbers.get(token * vector.length, vector);
      vectors.add(unit(vector));
    }
    return vectors;
  }

  private static float[] scale(float[] vector, float factor) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= factor;
    }
    return vector;
  }

  private static float[] unit(float[] vector) {
    double squares = 0;
    for (float each : vector) {
      squares += (double) each * each;
    }
    if (!(squares > 0) || Double.isInfinite(squares)) {
      throw new IllegalStateException(
          "the model gave a vector without a direction: its numbers are all zero, or no numbers");
    }
    return scale(vector, (float) (1 / Math.sqrt(squares)));
  }

  @Override
  public void close() {
    session.close();
  }
}
