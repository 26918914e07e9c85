package dev.retinue.expression;

/** What a variable of an expression holds. */
public enum ValueKind {
  TEXT,
  WHOLE_NUMBER,
  NUMBER,
  TRUTH,
  LIST,
  /** Texts to values of any kind. */
  MAP,
  /** Not known before it is evaluated. */
  ANY
}
