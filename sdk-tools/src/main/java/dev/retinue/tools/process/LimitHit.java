package dev.retinue.tools.process;

/** Which limit ended a program. */
public enum LimitHit {
  /** {@link ProcessLimits#time()}, or as much of the processors as that time has. */
  TIME,
  /** {@link ProcessLimits#memoryBytes()} of all its processes together. */
  MEMORY,
  /** {@link ProcessLimits#processes()}. */
  PROCESSES,
  /** {@link ProcessLimits#fileBytes()}. */
  FILE_SIZE
}
