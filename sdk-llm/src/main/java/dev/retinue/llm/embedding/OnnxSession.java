package dev.retinue.llm.embedding;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.retinue.error.SetupException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A BERT-style network: token ids in, numbers out, one text at a time. Each inference uses the
 * thread that asks for it and no other. Thread-safe, like onnxruntime's session under it.
 */
final class OnnxSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OnnxSession.class);
  private static final String IDS = "input_ids";
  private static final List<String> INPUTS =
      List.of(IDS, "attention_mask", "token_type_ids", "position_ids");

  private final String model;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final Map<String, OnnxJavaType> inputs = new HashMap<>();
  private String output = "";

  private OnnxSession(String model, OrtEnvironment environment, OrtSession session) {
    this.model = model;
    this.environment = environment;
    this.session = session;
  }

  /** Where weights come from: a file, which onnxruntime reads by itself, or bytes. */
  interface Weights {
    OrtSession open(OrtEnvironment environment, OrtSession.SessionOptions options)
        throws OrtException, IOException;
  }

  /** What is made of an output while its memory is valid; the shape starts with 1, for one text. */
  interface Reader<T> {
    T read(FloatBuffer numbers, long[] shape);
  }

  /**
   * Opens the model and looks whether its inputs are a BERT-style model's.
   *
   * @param preference how much an output is wanted, above 0, or 0 for not at all
   * @throws SetupException if it cannot be loaded, or is another kind of model
   */
  static OnnxSession open(String model, Weights weights, ToIntFunction<Output> preference) {
    long begun = System.nanoTime();
    try (var options = new OrtSession.SessionOptions()) {
      // Parallelism is our pool's; onnxruntime would otherwise spin a thread per core for each
      // text.
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      // Patterns of memory are kept for each length of text, and gain nothing measurable.
      options.setMemoryPatternOptimization(false);
      options.setCPUArenaAllocator(false);
      // What it would print to the process's output comes as an exception as well.
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      var opened = new OnnxSession(model, environment, weights.open(environment, options));
      boolean usable = false;
      try {
        opened.look(preference);
        usable = true;
      } finally {
        if (!usable) {
          opened.close();
        }
      }
      LOG.atDebug()
          .addKeyValue("model", model)
          .addKeyValue("millis", (System.nanoTime() - begun) / 1_000_000)
          .log("model loaded");
      return opened;
    } catch (OrtException | IOException e) {
      throw new SetupException(
          model,
          "the model '"
              + model
              + "' cannot be loaded: "
              + e.getMessage()
              + "; is it a whole ONNX"
              + " file?",
          e);
    } catch (LinkageError e) {
      throw new SetupException(
          model,
          "the model '"
              + model
              + "' cannot be loaded: "
              + e
              + "; onnxruntime needs a 64-bit Linux, macOS or Windows and room to unpack its native"
              + " library in java.io.tmpdir",
          e);
    }
  }

  /** An output of floating-point numbers. */
  record Output(String name, int rank) {}

  private void look(ToIntFunction<Output> preference) throws OrtException {
    for (Map.Entry<String, NodeInfo> each : session.getInputInfo().entrySet()) {
      OnnxJavaType type =
          each.getValue().getInfo() instanceof TensorInfo tensor
              ? tensor.type
              : OnnxJavaType.UNKNOWN;
      boolean integers = type == OnnxJavaType.INT64 || type == OnnxJavaType.INT32;
      if (!INPUTS.contains(each.getKey()) || !integers) {
        throw refused("wants the input '" + each.getKey() + "' (" + type + ")");
      }
      inputs.put(each.getKey(), type);
    }
    if (!inputs.containsKey(IDS)) {
      throw refused("has the inputs " + inputs.keySet());
    }
    int best = 0;
    for (Map.Entry<String, NodeInfo> each : session.getOutputInfo().entrySet()) {
      if (each.getValue().getInfo() instanceof TensorInfo tensor
          && (tensor.type == OnnxJavaType.FLOAT || tensor.type == OnnxJavaType.FLOAT16)) {
        int wanted = preference.applyAsInt(new Output(each.getKey(), tensor.getShape().length));
        if (wanted > best) {
          best = wanted;
          output = each.getKey();
        }
      }
    }
    if (best == 0) {
      throw new SetupException(
          model,
          "the model '%s' has the outputs %s, and none of them is what is needed: vectors of tokens"
                  .formatted(model, session.getOutputNames())
              + " or of the text to embed, one number (or two) to rerank");
    }
  }

  private SetupException refused(String what) {
    return new SetupException(
        model,
        "the model '%s' %s; supported are the integers %s, of which the first is needed"
            .formatted(model, what, String.join(", ", INPUTS)));
  }

  /**
   * Runs the network.
   *
   * @param second where the second text of a pair begins; {@code ids.length} if there is none
   */
  <T> T run(long[] ids, int second, Reader<T> reader) throws OrtException {
    Map<String, OnnxTensor> given = new HashMap<>();
    try {
      for (String input : inputs.keySet()) {
        given.put(input, tensor(input, row(input, ids, second)));
      }
      try (OrtSession.Result result = session.run(given, Set.of(output))) {
        var tensor = (OnnxTensor) result.get(0);
        return reader.read(tensor.getFloatBuffer(), tensor.getInfo().getShape());
      }
    } finally {
      given.values().forEach(OnnxTensor::close);
    }
  }

  /**
   * As {@link #run}, before the model is in use. Whoever is loaded to say that onnxruntime is
   * absent cannot catch an exception of it.
   *
   * @throws SetupException if it fails
   */
  <T> T attempt(long[] ids, int second, Reader<T> reader) {
    try {
      return run(ids, second, reader);
    } catch (OrtException e) {
      throw new SetupException(
          model, "the model '" + model + "' cannot read a short text: " + e.getMessage(), e);
    }
  }

  private static long[] row(String input, long[] ids, int second) {
    if (input.equals(IDS)) {
      return ids;
    }
    long[] row = new long[ids.length];
    switch (input) {
      case "attention_mask" -> Arrays.fill(row, 1);
      case "token_type_ids" -> Arrays.fill(row, second, ids.length, 1);
      default -> Arrays.setAll(row, position -> position);
    }
    return row;
  }

  private OnnxTensor tensor(String input, long[] row) throws OrtException {
    long[] shape = {1, row.length};
    if (inputs.get(input) == OnnxJavaType.INT64) {
      return OnnxTensor.createTensor(environment, LongBuffer.wrap(row), shape);
    }
    int[] narrow = Arrays.stream(row).mapToInt(Math::toIntExact).toArray();
    return OnnxTensor.createTensor(environment, IntBuffer.wrap(narrow), shape);
  }

  /**
   * Tries the tokenizer's greatest id, one far beyond it, and a text as long as the window.
   *
   * @throws SetupException if tokenizer and weights are not of one model
   */
  void check(WordPieces words, int window) {
    long[] longest = new long[window];
    Arrays.fill(longest, words.end());
    longest[0] = words.start();
    longest[1] = words.size() - 1L;
    runs(Arrays.copyOf(longest, 3))
        .ifPresent(failure -> {
          throw mismatch(words, "fails at the last of them: " + failure.getMessage(), failure);
        });
    // Matrices are filled up to a multiple of 8, 64 or 128.
    long[] beyond = {words.start(), words.size() + 127L, words.end()};
    if (runs(beyond).isEmpty()) {
      throw mismatch(words, "knows at least " + (words.size() + 128), null);
    }
    runs(longest)
        .ifPresent(failure -> {
          throw new SetupException(
              model,
              "the model '%s' cannot take %d tokens at once; set its window to what it was trained"
                      .formatted(model, window)
                  + " with: "
                  + failure.getMessage(),
              failure);
        });
  }

  private Optional<OrtException> runs(long[] ids) {
    try {
      run(ids, ids.length, (numbers, shape) -> 0);
      return Optional.empty();
    } catch (OrtException e) {
      return Optional.of(e);
    }
  }

  private SetupException mismatch(WordPieces words, String what, @Nullable Throwable cause) {
    return new SetupException(
        model,
        "tokenizer and weights of the model '%s' do not match: the tokenizer has %d pieces, the"
                .formatted(model, words.size())
            + " model "
            + what,
        cause);
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("onnxruntime did not release the model '" + model + "'", e);
    }
  }
}
