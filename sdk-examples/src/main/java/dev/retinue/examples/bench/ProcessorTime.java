package dev.retinue.examples.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The CPU that this process has used, of all its threads and the collector's. On Linux to the
 * nanosecond and without the compiler's threads, which work on for seconds after everything else is
 * warm; elsewhere as the JVM tells it, in steps of ten milliseconds perhaps.
 */
final class ProcessorTime {
  private static final Path TASKS = Path.of("/proc/self/task");

  private ProcessorTime() {}

  static long nanos() throws IOException {
    if (!Files.exists(Path.of("/proc/self/schedstat"))) {
      return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
    long nanos = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(TASKS)) {
      for (Path thread : threads) {
        nanos += used(thread);
      }
    }
    return nanos;
  }

  private static long used(Path thread) throws IOException {
    try {
      if (Files.readString(thread.resolve("comm")).contains("CompilerThre")) {
        return 0;
      }
      String used = Files.readString(thread.resolve("schedstat"));
      return Long.parseLong(used.substring(0, used.indexOf(' ')));
    } catch (NoSuchFileException e) {
      return 0; // it ended between the listing and the reading
    }
  }
}
