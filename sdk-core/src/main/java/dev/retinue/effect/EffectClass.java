package dev.retinue.effect;

/** What may happen again after a crash fell between an effect's intent and its result. */
public enum EffectClass {
  /** Changes nothing: runs again. */
  PURE,
  /** Doing it twice is doing it once: runs again with the same key. */
  IDEMPOTENT,
  /** Part of the host's own transaction, which settles it by the key. */
  TRANSACTIONAL,
  /** The tool can be asked whether it happened ({@code Tool.probe}). */
  QUERYABLE,
  /**
   * Nobody can tell: not run again, raised as in doubt. What declares nothing and is not read-only
   * is this.
   */
  UNSAFE
}
