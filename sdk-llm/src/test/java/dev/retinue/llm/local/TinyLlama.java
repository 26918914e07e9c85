package dev.retinue.llm.local;

import dev.retinue.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * A network of the Llama architecture with random weights, small enough for a test: written as the
 * folder that Hugging Face keeps, and computed here without the engine, in double precision and by
 * the published formulas. The vocabulary is the 256 bytes, some merges and some marks.
 *
 * @see <a href="https://arxiv.org/abs/2302.13971">Touvron et al., LLaMA</a>
 */
final class TinyLlama {
  static final int CONTEXT = 256;
  static final double THETA = 10_000;
  private static final double EPSILON = 1e-5;
  private static final int HIDDEN = 64;
  private static final int LAYERS = 2;
  private static final int INTERMEDIATE = 96;

  private static final int VOCABULARY = TinyWords.SIZE;

  /**
   * What differs between the networks of the tests.
   *
   * @param type as {@code model_type} has it; Qwen's has biases
   * @param tied whether the output uses the embeddings
   * @param scaling as {@code rope_scaling} has it; may be empty
   */
  record Shape(
      String type, int heads, int keyValueHeads, boolean tied, Map<String, Object> scaling) {
    static final Shape LLAMA = new Shape("llama", 4, 2, false, Map.of());
  }

  private final Shape shape;
  private final int headSize;
  private final Map<String, float[]> weights = new LinkedHashMap<>();
  private final Map<String, List<Integer>> shapes = new LinkedHashMap<>();
  private String stored = "F32";

  TinyLlama(long seed) {
    this(seed, Shape.LLAMA);
  }

  TinyLlama(long seed, Shape shape) {
    this.shape = shape;
    this.headSize = HIDDEN / shape.heads();
    int keys = shape.keyValueHeads() * headSize;
    Random random = new Random(seed);
    matrix(random, "model.embed_tokens.weight", VOCABULARY, HIDDEN);
    for (int layer = 0; layer < LAYERS; layer++) {
      String at = "model.layers." + layer + ".";
      vector(random, at + "input_layernorm.weight", 1, HIDDEN);
      matrix(random, at + "self_attn.q_proj.weight", HIDDEN, HIDDEN);
      matrix(random, at + "self_attn.k_proj.weight", keys, HIDDEN);
      matrix(random, at + "self_attn.v_proj.weight", keys, HIDDEN);
      matrix(random, at + "self_attn.o_proj.weight", HIDDEN, HIDDEN);
      if (shape.type().equals("qwen2")) {
        vector(random, at + "self_attn.q_proj.bias", 0, HIDDEN);
        vector(random, at + "self_attn.k_proj.bias", 0, keys);
        vector(random, at + "self_attn.v_proj.bias", 0, keys);
      }
      vector(random, at + "post_attention_layernorm.weight", 1, HIDDEN);
      matrix(random, at + "mlp.gate_proj.weight", INTERMEDIATE, HIDDEN);
      matrix(random, at + "mlp.up_proj.weight", INTERMEDIATE, HIDDEN);
      matrix(random, at + "mlp.down_proj.weight", HIDDEN, INTERMEDIATE);
    }
    vector(random, "model.norm.weight", 1, HIDDEN);
    if (!shape.tied()) {
      matrix(random, "lm_head.weight", VOCABULARY, HIDDEN);
    }
  }

  private void matrix(Random random, String name, int rows, int columns) {
    float[] values = new float[rows * columns];
    double spread = 1.5 / Math.sqrt(columns);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * spread);
    }
    weights.put(name, values);
    shapes.put(name, List.of(rows, columns));
  }

  private void vector(Random random, String name, double middle, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (middle + 0.2 * random.nextGaussian());
    }
    weights.put(name, values);
    shapes.put(name, List.of(length));
  }

  /** The same network with weights of 16 bits: {@code F16} or {@code BF16}. */
  TinyLlama stored(String type) {
    stored = type;
    for (float[] values : weights.values()) {
      for (int i = 0; i < values.length; i++) {
        values[i] =
            type.equals("F16")
                ? Float.float16ToFloat(Float.floatToFloat16(values[i]))
                : Float.intBitsToFloat(Float.floatToRawIntBits(values[i]) & 0xFFFF0000);
      }
    }
    return this;
  }

  TinyLlama without(String weight) {
    weights.remove(weight);
    return this;
  }

  Map<String, Object> config() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("architectures", List.of("LlamaForCausalLM"));
    config.put("model_type", shape.type());
    config.put("hidden_size", HIDDEN);
    config.put("intermediate_size", INTERMEDIATE);
    config.put("num_hidden_layers", LAYERS);
    config.put("num_attention_heads", shape.heads());
    config.put("num_key_value_heads", shape.keyValueHeads());
    config.put("max_position_embeddings", CONTEXT);
    config.put("rms_norm_eps", EPSILON);
    config.put("rope_theta", THETA);
    config.put("rope_scaling", shape.scaling().isEmpty() ? null : shape.scaling());
    config.put("hidden_act", "silu");
    config.put("vocab_size", VOCABULARY);
    config.put("bos_token_id", TinyWords.BEGIN);
    config.put("eos_token_id", TinyWords.END);
    config.put("tie_word_embeddings", shape.tied());
    config.put("torch_dtype", "float32");
    return config;
  }

  /** The folder of the model. */
  Path write(Path folder) throws IOException {
    return write(folder, config(), TinyWords.CHAT);
  }

  Path write(Path folder, Map<String, Object> config, String template) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("config.json"), Json.write(config));
    Files.writeString(folder.resolve("tokenizer.json"), TinyWords.tokenizer());
    Files.writeString(folder.resolve("tokenizer_config.json"), TinyWords.tokenizerConfig(template));
    Files.write(folder.resolve("model.safetensors"), safetensors());
    return folder;
  }

  byte[] safetensors() {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("__metadata__", Map.of("format", "pt"));
    int bytes = 0;
    for (var each : weights.entrySet()) {
      int end = bytes + each.getValue().length * bytesOfOne();
      header.put(
          each.getKey(),
          Map.of(
              "dtype",
              stored,
              "shape",
              shapes.get(each.getKey()),
              "data_offsets",
              new int[] {bytes, end}));
      bytes = end;
    }
    String padded = Json.write(header);
    padded += " ".repeat((8 - padded.length() % 8) % 8);
    byte[] head = padded.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(Long.BYTES + head.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(head.length).put(head);
    weights
        .values()
        .forEach(values -> {
          for (float value : values) {
            switch (stored) {
              case "F16" -> file.putShort(Float.floatToFloat16(value));
              case "BF16" -> file.putShort((short) (Float.floatToRawIntBits(value) >> Short.SIZE));
              default -> file.putFloat(value);
            }
          }
        });
    return file.array();
  }

  private int bytesOfOne() {
    return stored.equals("F32") ? Float.BYTES : Short.BYTES;
  }

  /** The logits after each of the tokens. */
  List<double[]> logits(int... tokens) {
    double[][] x = new double[tokens.length][];
    for (int t = 0; t < tokens.length; t++) {
      x[t] = row("model.embed_tokens.weight", tokens[t]);
    }
    for (int layer = 0; layer < LAYERS; layer++) {
      String at = "model.layers." + layer + ".";
      attend(at, x);
      for (double[] each : x) {
        double[] normed = rmsNorm(each, at + "post_attention_layernorm.weight");
        double[] gate = times(at + "mlp.gate_proj.weight", normed);
        double[] up = times(at + "mlp.up_proj.weight", normed);
        for (int i = 0; i < gate.length; i++) {
          gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
        }
        add(each, times(at + "mlp.down_proj.weight", gate));
      }
    }
    List<double[]> logits = new ArrayList<>();
    for (double[] each : x) {
      logits.add(
          times(
              shape.tied() ? "model.embed_tokens.weight" : "lm_head.weight",
              rmsNorm(each, "model.norm.weight")));
    }
    return logits;
  }

  /** What follows the prompt when the likeliest token is taken each time; the end mark included. */
  List<Integer> likeliest(int[] prompt, int most) {
    int[] tokens = prompt;
    List<Integer> chosen = new ArrayList<>();
    while (chosen.size() < most && (chosen.isEmpty() || chosen.getLast() != TinyWords.END)) {
      double[] last = logits(tokens).getLast();
      int best = 0;
      for (int i = 1; i < last.length; i++) {
        best = last[i] > last[best] ? i : best;
      }
      chosen.add(best);
      tokens = Arrays.copyOf(tokens, tokens.length + 1);
      tokens[tokens.length - 1] = best;
    }
    return chosen;
  }

  private void attend(String at, double[][] x) {
    double[][] queries = new double[x.length][];
    double[][] keys = new double[x.length][];
    double[][] values = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      double[] normed = rmsNorm(x[t], at + "input_layernorm.weight");
      queries[t] = rotated(projected(at + "self_attn.q_proj", normed), t);
      keys[t] = rotated(projected(at + "self_attn.k_proj", normed), t);
      values[t] = projected(at + "self_attn.v_proj", normed);
    }
    for (int t = 0; t < x.length; t++) {
      double[] mixed = new double[HIDDEN];
      for (int head = 0; head < shape.heads(); head++) {
        int q = head * headSize;
        int kv = head / (shape.heads() / shape.keyValueHeads()) * headSize;
        double[] scores = new double[t + 1];
        double sum = 0;
        for (int s = 0; s <= t; s++) {
          double dot = 0;
          for (int i = 0; i < headSize; i++) {
            dot += queries[t][q + i] * keys[s][kv + i];
          }
          scores[s] = Math.exp(dot / Math.sqrt(headSize));
          sum += scores[s];
        }
        for (int s = 0; s <= t; s++) {
          for (int i = 0; i < headSize; i++) {
            mixed[q + i] += scores[s] / sum * values[s][kv + i];
          }
        }
      }
      add(x[t], times(at + "self_attn.o_proj.weight", mixed));
    }
  }

  /** Rotary positions, each half of a head paired with the other, as in Hugging Face's weights. */
  private double[] rotated(double[] vector, int position) {
    double[] rotated = new double[vector.length];
    int half = headSize / 2;
    for (int from = 0; from < vector.length; from += headSize) {
      for (int i = 0; i < half; i++) {
        double angle = position * frequency(Math.pow(THETA, -2.0 * i / headSize));
        double a = vector[from + i];
        double b = vector[from + i + half];
        rotated[from + i] = a * Math.cos(angle) - b * Math.sin(angle);
        rotated[from + i + half] = b * Math.cos(angle) + a * Math.sin(angle);
      }
    }
    return rotated;
  }

  private double frequency(double plain) {
    if (shape.scaling().isEmpty()) {
      return plain;
    }
    double factor = number("factor");
    if (!shape.scaling().containsKey("low_freq_factor")) {
      return plain / factor;
    }
    double low = number("low_freq_factor");
    double high = number("high_freq_factor");
    double turns = number("original_max_position_embeddings") * plain / (2 * Math.PI);
    if (turns > high) {
      return plain;
    }
    if (turns < low) {
      return plain / factor;
    }
    double smooth = (turns - low) / (high - low);
    return (1 - smooth) * plain / factor + smooth * plain;
  }

  private double number(String name) {
    return ((Number) Objects.requireNonNull(shape.scaling().get(name))).doubleValue();
  }

  private float[] weight(String name) {
    return Objects.requireNonNull(weights.get(name), name);
  }

  private double[] row(String name, int index) {
    double[] row = new double[HIDDEN];
    for (int i = 0; i < HIDDEN; i++) {
      row[i] = weight(name)[index * HIDDEN + i];
    }
    return row;
  }

  private double[] projected(String name, double[] vector) {
    double[] product = times(name + ".weight", vector);
    float[] bias = weights.get(name + ".bias");
    for (int i = 0; bias != null && i < bias.length; i++) {
      product[i] += bias[i];
    }
    return product;
  }

  private double[] times(String name, double[] vector) {
    float[] matrix = weight(name);
    double[] product = new double[matrix.length / vector.length];
    for (int r = 0; r < product.length; r++) {
      for (int c = 0; c < vector.length; c++) {
        product[r] += matrix[r * vector.length + c] * vector[c];
      }
    }
    return product;
  }

  private double[] rmsNorm(double[] vector, String name) {
    double squares = 0;
    for (double each : vector) {
      squares += each * each;
    }
    double scale = 1 / Math.sqrt(squares / vector.length + EPSILON);
    double[] normed = new double[vector.length];
    for (int i = 0; i < vector.length; i++) {
      normed[i] = weight(name)[i] * vector[i] * scale;
    }
    return normed;
  }

  private static void add(double[] to, double[] more) {
    for (int i = 0; i < to.length; i++) {
      to[i] += more[i];
    }
  }

  @Override
  public String toString() {
    return stored + " " + shape;
  }
}
