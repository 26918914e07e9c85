package dev.retinue.llm.embedding;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.retinue.error.SetupException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Arrays;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A BERT encoder on onnxruntime whose sentence vector is that of its first token, as bge's model
 * card asks for. A text longer than the model's 512 positions is encoded in windows and their
 * vectors averaged by length. Thread-safe, like the session under it.
 */
final class SentenceEncoder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SentenceEncoder.class);
  private static final int WINDOW = 510;

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final WordPieces words;
  private final boolean wantsTokenTypes;

  private SentenceEncoder(OrtEnvironment environment, OrtSession session, WordPieces words) {
    this.environment = environment;
    this.session = session;
    this.words = words;
    this.wantsTokenTypes = session.getInputNames().contains("token_type_ids");
  }

  static SentenceEncoder load(String model, URL weights, URL tokenizer) {
    long begun = System.nanoTime();
    try (var options = new OrtSession.SessionOptions();
        InputStream in = weights.openStream();
        InputStream vocabulary = tokenizer.openStream()) {
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      // Parallelism is our pool's; onnxruntime would otherwise spin a thread per core for each
      // text.
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      var words = WordPieces.read(vocabulary);
      var encoder =
          new SentenceEncoder(
              environment, environment.createSession(in.readAllBytes(), options), words);
      LOG.atDebug()
          .addKeyValue("model", model)
          .addKeyValue("millis", (System.nanoTime() - begun) / 1_000_000)
          .log("embedding model loaded");
      return encoder;
    } catch (OrtException | IOException | LinkageError e) {
      throw new SetupException(
          model,
          "the embedding model '"
              + model
              + "' cannot be loaded: "
              + e
              + "; onnxruntime needs a 64-bit Linux, macOS or Windows and room to unpack its native"
              + " library in java.io.tmpdir",
          e);
    }
  }

  float[] encode(String text) throws OrtException {
    long[] pieces = words.ids(text);
    if (pieces.length <= WINDOW) {
      return normalised(vector(pieces));
    }
    float[] sum = new float[0];
    for (int from = 0; from < pieces.length; ) {
      int to = words.boundary(pieces, from, Math.min(pieces.length, from + WINDOW));
      float[] part = normalised(vector(Arrays.copyOfRange(pieces, from, to)));
      if (sum.length == 0) {
        sum = new float[part.length];
      }
      for (int i = 0; i < part.length; i++) {
        sum[i] += part[i] * (to - from);
      }
      from = to;
    }
    return normalised(sum);
  }

  private float[] vector(long[] pieces) throws OrtException {
    long[] ids = new long[pieces.length + 2];
    ids[0] = words.start();
    System.arraycopy(pieces, 0, ids, 1, pieces.length);
    ids[ids.length - 1] = words.end();
    long[] ones = new long[ids.length];
    Arrays.fill(ones, 1);
    try (var input = tensor(ids);
        var mask = tensor(ones);
        var types = tensor(new long[ids.length]);
        OrtSession.Result result =
            session.run(
                wantsTokenTypes
                    ? Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", types)
                    : Map.of("input_ids", input, "attention_mask", mask))) {
      return ((float[][][]) result.get(0).getValue())[0][0];
    }
  }

  private OnnxTensor tensor(long[] row) throws OrtException {
    return OnnxTensor.createTensor(environment, new long[][] {row});
  }

  private static float[] normalised(float[] vector) {
    double squares = 0;
    for (float each : vector) {
      squares += (double) each * each;
    }
    float length = (float) Math.sqrt(squares);
    float[] unit = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      unit[i] = vector[i] / length;
    }
    return unit;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("onnxruntime did not release the embedding model", e);
    }
  }
}
