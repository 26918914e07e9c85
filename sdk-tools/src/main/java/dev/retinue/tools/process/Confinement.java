package dev.retinue.tools.process;

import java.nio.file.Path;
import java.util.List;

/** What a program can reach beside its input and output. Closed on purpose. */
public sealed interface Confinement {
  /**
   * By bubblewrap: it sees the programs of the machine (read-only), what is mounted for it, and
   * temporary files that vanish with it; no other process, no other user, no secret of the host.
   * Refused where bubblewrap does not work.
   *
   * @param mounts what it sees of the host's files
   * @param workFolder where it starts, as it sees it
   * @param network whether it has the host's; without it has none, not even that of the machine
   *     itself
   */
  record Sandbox(List<Mount> mounts, String workFolder, boolean network) implements Confinement {
    public Sandbox {
      mounts = List.copyOf(mounts);
      Mount.checkInside(workFolder);
    }

    /** With this alone, writable, as {@code /work}; no network. */
    public static Sandbox around(Path workFolder) {
      return new Sandbox(List.of(new Mount(workFolder, "/work", true)), "/work", false);
    }
  }

  /**
   * By nothing but its limits: for a program that confines itself, or that the host trusts as it
   * trusts itself. Nobody but the host may decide for it. It has the host's {@code PATH} and {@code
   * HOME}.
   *
   * @param workFolder where it starts
   */
  record Unconfined(Path workFolder) implements Confinement {}

  /**
   * A file or folder of the host that a sandbox sees.
   *
   * @param host absolute; it and all folders above must be beyond the program's reach, since they
   *     are followed where they lead
   * @param inside where the sandbox sees it: absolute, below the top, without {@code ..}
   * @param writable whether it may be changed
   */
  record Mount(Path host, String inside, boolean writable) {
    public Mount {
      if (!host.isAbsolute()) {
        throw new IllegalArgumentException("a mount must be absolute, got '" + host + "'");
      }
      checkInside(inside);
    }

    /** At the same place inside, read-only. */
    public static Mount readable(Path host) {
      return new Mount(host, host.toString(), false);
    }

    static void checkInside(String path) {
      if (!path.startsWith("/")
          || path.length() < 2
          || (path + "/").contains("/../")
          || path.indexOf('\0') >= 0) {
        throw new IllegalArgumentException(
            "a path in a sandbox must be absolute, below / and without '..', got '" + path + "'");
      }
    }
  }
}
