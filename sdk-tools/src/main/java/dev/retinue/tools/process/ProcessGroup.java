package dev.retinue.tools.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A control group of the kernel (cgroups(7), its controller {@code pids}) that holds no more than
 * so many processes. For a host that is root, whom the limit for a user does not bind: there a
 * program that forks without end would take all the numbers of processes that the machine has
 * before somebody who watches has his turn. Thread-safe.
 */
final class ProcessGroup implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessGroup.class);
  private static final Path MOUNTED = Path.of("/sys/fs/cgroup");
  private static final int TRIES = 50;
  private static final long PAUSE_MILLIS = 20;

  private final Path folder;

  private ProcessGroup(Path folder) {
    this.folder = folder;
  }

  /** A new group; empty where the host may make none. */
  static Optional<ProcessGroup> of(int processes) {
    for (Path parent : parents()) {
      Path folder =
          parent.resolve("retinue-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
      ProcessGroup group = new ProcessGroup(folder);
      try {
        Files.createDirectory(folder);
        write(folder.resolve("pids.max"), Integer.toString(processes));
        return Optional.of(group);
      } catch (IOException e) {
        LOG.atDebug().setCause(e).log("there can be no control group in {}", parent);
        group.delete();
      }
    }
    return Optional.empty();
  }

  /** Where this process is itself, in the hierarchies that may count processes. */
  private static List<Path> parents() {
    List<Path> parents = new ArrayList<>();
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/cgroup"))) {
      for (String line : lines.toList()) {
        String[] parts = line.split(":", 3); // number, controllers, path
        if (parts.length == 3 && List.of(parts[1].split(",", -1)).contains("pids")) {
          parents.add(below(MOUNTED.resolve("pids"), parts[2]));
        } else if (parts.length == 3 && parts[1].isEmpty()) {
          parents.add(below(MOUNTED, parts[2]));
        }
      }
    } catch (IOException notLinux) {
      return List.of();
    }
    return parents.stream().filter(ProcessGroup::counts).toList();
  }

  private static Path below(Path root, String path) {
    return root.resolve(path.substring(1));
  }

  /** Of one hierarchy for all controllers a group has those that its parent hands down. */
  private static boolean counts(Path parent) {
    Path handedDown = parent.resolve("cgroup.subtree_control");
    if (!Files.exists(handedDown)) {
      return Files.isDirectory(parent);
    }
    try {
      if (!Files.readString(handedDown).contains("pids")) {
        write(handedDown, "+pids");
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** To a file of the kernel's, which is never made. */
  private static void write(Path file, String text) throws IOException {
    Files.write(file, text.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
  }

  /** The command that runs this one in the group. */
  List<String> line(List<String> command) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "/bin/sh",
                "-c",
                "echo $$ > \"$0\" && exec \"$@\"",
                folder.resolve("cgroup.procs").toString()));
    line.addAll(command);
    return line;
  }

  /** Whether it was to hold more than it may. */
  boolean wasFull() {
    try {
      return Files.readAllLines(folder.resolve("pids.events")).stream()
          .anyMatch(line -> line.startsWith("max ") && !line.equals("max 0"));
    } catch (IOException e) {
      return false; // An old kernel does not tell; then the forks have failed, and that is all.
    }
  }

  /** Removes it, when all that were in it are gone. */
  @Override
  public void close() {
    delete();
  }

  private void delete() {
    for (int i = 0; i < TRIES; i++) {
      try {
        Files.deleteIfExists(folder);
        return;
      } catch (IOException stillInUse) {
        try {
          Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          break;
        }
      }
    }
    LOG.atWarn().log("the control group {} could not be removed; it is empty or will be", folder);
  }
}
