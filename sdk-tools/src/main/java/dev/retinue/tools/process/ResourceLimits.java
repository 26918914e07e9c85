package dev.retinue.tools.process;

import java.nio.file.Path;
import java.util.List;

/** The limits that the kernel keeps for each process by itself, set by {@code prlimit}. */
final class ResourceLimits {
  private static final int OPEN_FILES = 512;

  private ResourceLimits() {}

  /** The beginning of a command line. Data and not address space, which a JVM reserves freely. */
  static List<String> line(Path prlimit, ProcessLimits limits) {
    long seconds = limits.time().toSeconds() + 1;
    long processorSeconds =
        Math.min(seconds, Integer.MAX_VALUE) * Runtime.getRuntime().availableProcessors();
    return List.of(
        prlimit.toString(),
        "--core=0",
        "--cpu=" + processorSeconds,
        "--data=" + limits.memoryBytes(),
        "--fsize=" + limits.fileBytes(),
        "--nofile=" + OPEN_FILES,
        "--memlock=65536",
        "--msgqueue=0",
        "--");
  }
}
