package dev.retinue.tools.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a host lets its tools do with programs. Immutable.
 *
 * @param most the most that any program may take, whatever is asked for; its time is not for live
 *     processes
 * @param together programs at one time, live ones included; others wait
 * @param readable files and folders that every sandbox sees at their own place, read-only: those of
 *     programs that are not below {@code /usr}
 */
public record ProcessRules(ProcessLimits most, int together, List<Path> readable) {
  public ProcessRules {
    readable = List.copyOf(readable);
    if (together < 1) {
      throw new IllegalArgumentException("together must be positive, got " + together);
    }
    readable.forEach(Confinement.Mount::readable);
  }

  /** 5 minutes, 2 GiB, 256 processes, files of 1 GiB, 1 MiB of output; 8 together. */
  public static ProcessRules standard() {
    return new ProcessRules(
        new ProcessLimits(Duration.ofMinutes(5), 2L << 30, 256, 1L << 30, 1 << 20), 8, List.of());
  }

  public ProcessRules withMost(ProcessLimits limits) {
    return new ProcessRules(limits, together, readable);
  }

  public ProcessRules withTogether(int programs) {
    return new ProcessRules(most, programs, readable);
  }

  public ProcessRules withReadable(Path... paths) {
    return new ProcessRules(most, together, List.of(paths));
  }
}
