package dev.retinue.llm.embedding;

import dev.retinue.error.SetupException;
import java.nio.file.Path;

/**
 * A BERT-style model in files: its weights as ONNX and its tokenizer as {@code tokenizer.json}
 * (Hugging Face's format, with a WordPiece model) or {@code vocab.txt}. {@link #in} reads the rest
 * from what Hugging Face and sentence-transformers put beside them.
 *
 * @param weights the ONNX file
 * @param tokenizer {@code tokenizer.json}, or a vocabulary with a piece in each line
 * @param window most tokens that the model takes at once, those of start and end included: 8 to
 *     8,192
 * @param pooling how a sentence vector is made of the tokens' vectors; a model whose only output is
 *     a vector for each text pools by itself
 * @param instructions what is put before texts; a reranker puts nothing
 */
public record OnnxModel(
    Path weights, Path tokenizer, int window, Pooling pooling, Instructions instructions) {

  public OnnxModel {
    if (window < 8 || window > 8192) {
      throw new IllegalArgumentException("window must be 8 to 8,192 tokens, got " + window);
    }
  }

  /** A model with a window of 512 tokens, mean pooling and no instructions. */
  public static OnnxModel of(Path weights, Path tokenizer) {
    return new OnnxModel(weights, tokenizer, 512, Pooling.MEAN, Instructions.NONE);
  }

  /**
   * The model in a folder as it is downloaded: {@code model.onnx} or {@code model_quantized.onnx},
   * here or in {@code onnx/}, the quantised one only if the other is absent; {@code tokenizer.json}
   * or {@code vocab.txt}. The window is the least of {@code max_seq_length}, {@code
   * model_max_length} and {@code max_position_embeddings} that the configuration files name, else
   * 512; pooling is that of {@code 1_Pooling/config.json}, else the mean; instructions are the
   * prompts in {@code config_sentence_transformers.json}.
   *
   * @throws SetupException if a file is missing or cannot be understood
   */
  public static OnnxModel in(Path folder) {
    return new ModelFolder(folder).model();
  }

  public OnnxModel withWindow(int tokens) {
    return new OnnxModel(weights, tokenizer, tokens, pooling, instructions);
  }

  public OnnxModel withPooling(Pooling pooling) {
    return new OnnxModel(weights, tokenizer, window, pooling, instructions);
  }

  public OnnxModel withInstructions(Instructions instructions) {
    return new OnnxModel(weights, tokenizer, window, pooling, instructions);
  }
}
