package dev.retinue.llm.embedding;

/** How one vector is made of the vectors of a text's tokens; a property of the trained model. */
public enum Pooling {
  /** The vector of the first token, {@code [CLS]}. */
  CLS,
  /** The mean over all tokens, {@code [CLS]} and {@code [SEP]} included. */
  MEAN
}
