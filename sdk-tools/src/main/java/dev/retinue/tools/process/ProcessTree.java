package dev.retinue.tools.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A process with all that it is known to have started. What outlives its parent is no longer found
 * below it, so what was seen once is kept. Confined to the thread that watches.
 */
final class ProcessTree {
  private static final Duration LAST_BREATH = Duration.ofSeconds(2);
  private static final long PAUSE_MILLIS = 5;
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  private final ProcessHandle root;
  private final Set<ProcessHandle> members = new LinkedHashSet<>();

  ProcessTree(ProcessHandle root) {
    this.root = root;
    look();
  }

  /** Looks who is there now. */
  void look() {
    members.removeIf(member -> !member.isAlive());
    members.add(root);
    root.descendants().forEach(members::add);
  }

  int size() {
    return members.size();
  }

  /**
   * What they hold in memory that is theirs and not of files; 0 where the system does not tell.
   * What two of them share by a fork counts twice.
   */
  long memoryBytes() {
    return members.stream().mapToLong(member -> memoryBytes(member.pid())).sum();
  }

  private static long memoryBytes(long pid) {
    String kilobytes = status(pid, "RssAnon:") + " " + status(pid, "RssShmem:");
    return NUMBER
            .matcher(kilobytes)
            .results()
            .mapToLong(number -> Long.parseLong(number.group()))
            .sum()
        << 10;
  }

  /** What Linux says of a process; empty if it is gone, or elsewhere. */
  private static String status(long pid, String name) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith(name))
          .findFirst()
          .map(line -> line.substring(name.length()))
          .orElse("");
    } catch (IOException | UncheckedIOException goneOrNotLinux) {
      return "";
    }
  }

  /**
   * Kills them all and waits until they are gone: for 2 seconds at most, since one in the middle of
   * a system call that cannot be interrupted goes only when that returns.
   */
  void kill() throws InterruptedException {
    // The first takes a whole sandbox with it, in which thousands may be started while one looks.
    root.destroyForcibly();
    look();
    members.forEach(ProcessHandle::destroyForcibly);
    long until = System.nanoTime() + LAST_BREATH.toNanos();
    while (members.stream().anyMatch(ProcessTree::runs) && System.nanoTime() < until) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  /** What waits for its parent to notice its end is alive to the JVM, but does nothing any more. */
  private static boolean runs(ProcessHandle process) {
    return process.isAlive() && !status(process.pid(), "State:").contains("Z");
  }

  /** Kills them all and waits for none. */
  void abandon() {
    members.forEach(ProcessHandle::destroyForcibly);
  }
}
