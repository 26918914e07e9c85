package dev.retinue.llm.embedding;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A model that a test can compute by itself: each token's vector is a row of one matrix plus a row
 * for which text of a pair it is in, times another matrix; a score is the mean of those vectors
 * times a column.
 */
final class TinyModel {
  static final List<String> VOCABULARY =
      List.of(
          "[PAD]", "[UNK]", "[CLS]", "[SEP]", "crane", "harbour", "lift", "##s", "tonnes", "forty",
          "books", "the");
  static final int WIDTH = 5;

  private final float[][] pieces = random(VOCABULARY.size(), WIDTH, 1);
  private final float[][] types = random(2, WIDTH, 2);
  private final float[][] layer = random(WIDTH, WIDTH, 3);
  private final float[][] head;

  TinyModel(int scores) {
    head = random(WIDTH, scores, 4);
  }

  private static float[][] random(int rows, int columns, long seed) {
    Random random = new Random(seed);
    float[][] matrix = new float[rows][columns];
    for (float[] row : matrix) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return matrix;
  }

  /** With input types as given; the vectors of the tokens are there under this name. */
  TinyOnnx network(int integers, String vectors) {
    return new TinyOnnx()
        .input("input_ids", integers)
        .input("attention_mask", integers)
        .input("token_type_ids", integers)
        .constant("pieces", pieces)
        .constant("types", types)
        .constant("layer", layer)
        .node("Gather", List.of("pieces", "input_ids"), "of_pieces")
        .node("Gather", List.of("types", "token_type_ids"), "of_types")
        .node("Add", List.of("of_pieces", "of_types"), "sum")
        .node("MatMul", List.of("sum", "layer"), vectors);
  }

  TinyOnnx encoder() {
    return network(TinyOnnx.INT64, "last_hidden_state").output("last_hidden_state", 3);
  }

  TinyOnnx pooling() {
    return network(TinyOnnx.INT64, "tokens")
        .meanOverTokens("tokens", "sentence_embedding")
        .output("sentence_embedding", 2);
  }

  TinyOnnx reranker() {
    return network(TinyOnnx.INT64, "tokens")
        .meanOverTokens("tokens", "mean")
        .constant("head", head)
        .node("MatMul", List.of("mean", "head"), "logits")
        .output("logits", 2);
  }

  /** A folder as it would be downloaded. */
  static OnnxModel write(Path folder, TinyOnnx network) throws IOException {
    Files.write(folder.resolve("model.onnx"), network.bytes());
    Files.write(folder.resolve("vocab.txt"), VOCABULARY);
    return OnnxModel.in(folder);
  }

  static int[] ids(String... tokens) {
    return Arrays.stream(tokens).mapToInt(VOCABULARY::indexOf).toArray();
  }

  /** The vector of a token in the first (0) or second (1) text. */
  double[] vector(int id, int type) {
    double[] vector = new double[WIDTH];
    for (int to = 0; to < WIDTH; to++) {
      for (int from = 0; from < WIDTH; from++) {
        vector[to] += (pieces[id][from] + types[type][from]) * layer[from][to];
      }
    }
    return vector;
  }

  /** The mean over tokens; those from {@code second} on are in the second text. */
  double[] mean(int[] ids, int second) {
    double[] mean = new double[WIDTH];
    for (int token = 0; token < ids.length; token++) {
      double[] vector = vector(ids[token], token < second ? 0 : 1);
      for (int i = 0; i < WIDTH; i++) {
        mean[i] += vector[i] / ids.length;
      }
    }
    return mean;
  }

  double[] logits(int[] ids, int second) {
    double[] mean = mean(ids, second);
    double[] logits = new double[head[0].length];
    for (int to = 0; to < logits.length; to++) {
      for (int from = 0; from < WIDTH; from++) {
        logits[to] += mean[from] * head[from][to];
      }
    }
    return logits;
  }

  static float[] unit(double[] vector) {
    double length = Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (vector[i] / length);
    }
    return unit;
  }
}
