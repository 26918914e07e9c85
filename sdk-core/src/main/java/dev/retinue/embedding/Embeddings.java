package dev.retinue.embedding;

import dev.langchain4j.model.embedding.EmbeddingModel;
import java.util.List;

/**
 * Turns texts into vectors of one length whose cosine says how near their meanings are.
 * Implementations are thread-safe, bound their own CPU use, and give the same vector for the same
 * text whatever else is in the call.
 */
public interface Embeddings extends AutoCloseable {
  /** What a text will be used as; some models are trained to embed questions differently. */
  enum Use {
    QUERY,
    PASSAGE
  }

  /**
   * Embeddings by a langchain4j model, such as one on a server; it sees questions and passages
   * alike. Its vectors are brought to unit length. Closing does not close the model.
   *
   * @param id what {@link #model()} says: any text that changes when the model's vectors change,
   *     such as {@code openai:text-embedding-3-small}
   */
  static Embeddings of(String id, EmbeddingModel model) {
    return new ModelEmbeddings(id, model);
  }

  /**
   * Identifies the model; stored with the vectors, and vectors of different models are never
   * compared.
   */
  String model();

  /** Length of the vectors. */
  int dimensions();

  /** One vector of unit length for each text, in order. */
  List<float[]> embed(List<String> texts, Use use);

  /** Releases the model. Embedding after it fails. */
  @Override
  default void close() {}
}
