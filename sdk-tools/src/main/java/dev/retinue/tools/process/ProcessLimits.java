package dev.retinue.tools.process;

import java.time.Duration;

/**
 * How much one program may take, with all that it starts. Immutable.
 *
 * @param time from its start to its end; a live process has no such limit
 * @param memoryBytes of all its processes together, looked at every 50 ms, and of each one on Linux
 *     at once; also of what it keeps in temporary files of a sandbox
 * @param processes at one time, threads counted as such where Linux counts them
 * @param fileBytes of each file that it writes; on Linux only
 * @param outputBytes that are kept of its output and of its errors, each: the beginning and the
 *     end; the rest is read and dropped
 */
public record ProcessLimits(
    Duration time, long memoryBytes, int processes, long fileBytes, int outputBytes) {
  private static final int LEAST_MEMORY = 16 << 20;

  public ProcessLimits {
    if (!time.isPositive()) {
      throw new IllegalArgumentException("time must be positive, got " + time);
    }
    if (memoryBytes < LEAST_MEMORY) {
      throw new IllegalArgumentException(
          "memoryBytes must be at least " + LEAST_MEMORY + ", got " + memoryBytes);
    }
    if (processes < 1 || fileBytes < 0 || outputBytes < 0) {
      throw new IllegalArgumentException(
          "processes must be positive, fileBytes and outputBytes not negative, got "
              + processes
              + ", "
              + fileBytes
              + " and "
              + outputBytes);
    }
  }

  /** A minute, 512 MiB, 64 processes, files of 64 MiB, 64 KiB of output. */
  public static ProcessLimits usual() {
    return new ProcessLimits(Duration.ofMinutes(1), 512L << 20, 64, 64L << 20, 64 << 10);
  }

  public ProcessLimits withTime(Duration limit) {
    return new ProcessLimits(limit, memoryBytes, processes, fileBytes, outputBytes);
  }

  public ProcessLimits withMemoryBytes(long limit) {
    return new ProcessLimits(time, limit, processes, fileBytes, outputBytes);
  }

  public ProcessLimits withProcesses(int limit) {
    return new ProcessLimits(time, memoryBytes, limit, fileBytes, outputBytes);
  }

  public ProcessLimits withFileBytes(long limit) {
    return new ProcessLimits(time, memoryBytes, processes, limit, outputBytes);
  }

  public ProcessLimits withOutputBytes(int limit) {
    return new ProcessLimits(time, memoryBytes, processes, fileBytes, limit);
  }
}
