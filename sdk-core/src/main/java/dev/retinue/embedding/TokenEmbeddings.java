package dev.retinue.embedding;

import java.util.List;

/**
 * Embeddings that also give a vector for each token of a text, so that a question and a passage can
 * be compared token by token: the sum, over the question's tokens, of the greatest cosine to any
 * token of the passage. A part of the runtime that can use them asks with {@code instanceof}.
 *
 * @see <a href="https://arxiv.org/abs/2004.12832">Khattab and Zaharia, ColBERT</a>
 */
public interface TokenEmbeddings extends Embeddings {
  /**
   * For each text, in order, vectors of unit length in the order of its tokens; none for a text
   * without tokens. What a model adds around a text, such as an instruction or marks of start and
   * end, has influence on the vectors, but none of its own.
   */
  List<float[][]> embedTokens(List<String> texts, Use use);
}
