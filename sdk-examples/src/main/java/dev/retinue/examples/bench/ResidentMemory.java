package dev.retinue.examples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The memory that this process has from the system in bytes, as Linux counts it; 0 elsewhere. */
final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ResidentMemory() {}

  /** The most that it has had. */
  static long peak() throws IOException {
    return read("VmHWM:");
  }

  static long now() throws IOException {
    return read("VmRSS:");
  }

  private static long read(String name) throws IOException {
    if (!Files.exists(STATUS)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    }
  }
}
