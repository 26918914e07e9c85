package dev.retinue.label;

/** Who may see content. In order of caution. */
public enum Secrecy {
  /** Anybody. */
  PUBLIC,
  /** Whoever it belongs to: files, documents, what a principal said in other sessions. */
  PRIVATE,
  /** Nobody who does not have it: a tool with access class SECRET returned it. */
  SECRET
}
