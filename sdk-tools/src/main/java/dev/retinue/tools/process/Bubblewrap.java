package dev.retinue.tools.process;

import dev.retinue.tools.process.Confinement.Mount;
import dev.retinue.tools.process.Confinement.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The program {@code bwrap}: whether it works here, and how it is called. It is tried once, with
 * the first sandbox that is asked for. Thread-safe.
 */
final class Bubblewrap {
  /** bwrap itself, and the first process in the sandbox. */
  static final int OWN_PROCESSES = 2;

  private static final int TRIAL_SECONDS = 20;
  private static final int MOST_SAID = 300;

  /** Since this kernel the processes of a sandbox are counted apart from the user's others. */
  private static final int[] COUNTS_APART = {5, 14};

  private static final List<Path> USUAL_PLACES =
      List.of(Path.of("/usr/bin"), Path.of("/bin"), Path.of("/usr/local/bin"));

  private static final List<String> SYSTEM_FOLDERS =
      List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");

  /** What programs need of the machine's settings: the loader's, and those that Debian moved. */
  private static final List<String> SETTINGS =
      List.of(
          "/etc/ld.so.cache",
          "/etc/ld.so.conf",
          "/etc/ld.so.conf.d",
          "/etc/alternatives",
          "/etc/localtime");

  /** What containers hide of it, too. */
  private static final List<String> KERNEL =
      List.of(
          "kcore",
          "keys",
          "kmsg",
          "kpagecount",
          "kpageflags",
          "kpagecgroup",
          "slabinfo",
          "sysrq-trigger",
          "timer_list",
          "vmallocinfo");

  private static final List<String> NETWORK_SETTINGS =
      List.of(
          "/etc/resolv.conf",
          "/etc/hosts",
          "/etc/nsswitch.conf",
          "/etc/ssl",
          "/etc/pki",
          "/etc/ca-certificates");

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Path> places;
  private @Nullable State state;

  Bubblewrap() {
    this(USUAL_PLACES);
  }

  /**
   * @param places folders where programs are looked for; never those of a {@code PATH} that
   *     somebody else may have set
   */
  Bubblewrap(List<Path> places) {
    this.places = List.copyOf(places);
  }

  sealed interface State {
    /**
     * @param nested whether it can forbid sandboxes in the sandbox
     */
    record Works(Path bwrap, Path prlimit, boolean nested) implements State {}

    /**
     * @param reason with the cure
     */
    record Missing(String reason) implements State {}
  }

  State state() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      State known = state;
      if (known == null) {
        known = find();
        state = known;
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  /** Why it cannot work, as far as it can be seen without trying. */
  Optional<String> absent() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Optional.of(
          "sandboxes need Linux, and this is "
              + System.getProperty("os.name")
              + "; run the host on Linux, for instance in a container");
    }
    if (program("bwrap").isEmpty()) {
      return Optional.of(
          "there is no bwrap here; install bubblewrap (apt-get install bubblewrap, or dnf install"
              + " bubblewrap)");
    }
    if (program("prlimit").isEmpty()) {
      return Optional.of(
          "there is no prlimit here; install util-linux (apt-get install util-linux)");
    }
    return Optional.empty();
  }

  private State find() throws InterruptedException {
    Optional<String> absent = absent();
    if (absent.isPresent()) {
      return new State.Missing(absent.get());
    }
    Path bwrap = program("bwrap").orElseThrow();
    Path prlimit = program("prlimit").orElseThrow();
    State.Works best = new State.Works(bwrap, prlimit, true);
    Optional<String> complaint = trial(best);
    if (complaint.isEmpty()) {
      return best;
    }
    State.Works older = new State.Works(bwrap, prlimit, false);
    Optional<String> still = trial(older);
    return still.isEmpty()
        ? older
        : new State.Missing(
            "bwrap is here and does not work ("
                + still.get()
                + "); allow user namespaces (sysctl kernel.unprivileged_userns_clone=1, on newer"
                + " Ubuntu kernel.apparmor_restrict_unprivileged_userns=0; in a container, a"
                + " security profile that permits them)");
  }

  Optional<Path> program(String name) {
    return places.stream()
        .map(place -> place.resolve(name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** What is said when it does not work. */
  private Optional<String> trial(State.Works works) throws InterruptedException {
    Sandbox empty = new Sandbox(List.of(), "/tmp", false);
    List<String> line =
        line(
            works,
            new ProcessRequest(List.of("true"), empty, Map.of(), "", ProcessLimits.usual()),
            empty);
    Process process;
    try {
      process = clean(new ProcessBuilder(line)).redirectErrorStream(true).start();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    Captured said = new Captured(MOST_SAID);
    Thread reader = Thread.ofPlatform().daemon().start(() -> said.drain(process.getInputStream()));
    try {
      if (!process.waitFor(TRIAL_SECONDS, TimeUnit.SECONDS)) {
        return Optional.of("no answer within " + TRIAL_SECONDS + " seconds");
      }
      reader.join();
      return process.exitValue() == 0
          ? Optional.empty()
          : Optional.of("exit " + process.exitValue() + ": " + said.written().text().strip());
    } finally {
      process.destroyForcibly();
    }
  }

  /** Nothing in the environment of bwrap is of the program, which could have it load a library. */
  static ProcessBuilder clean(ProcessBuilder builder) {
    builder.environment().clear();
    builder.directory(Path.of("/").toFile());
    return builder;
  }

  /** The whole command line. */
  List<String> line(State.Works works, ProcessRequest request, Sandbox sandbox) {
    ProcessLimits limits = request.limits();
    List<String> line = new ArrayList<>();
    line.addAll(ResourceLimits.line(works.prlimit(), limits));
    // So that whoever watches has its turn, however many they are.
    program("nice").ifPresent(nice -> add(line, nice.toString(), "-n", "15"));
    line.add(works.bwrap().toString());
    add(line, "--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-uts");
    add(line, "--unshare-cgroup-try", "--uid", "1000", "--gid", "1000", "--cap-drop", "ALL");
    add(line, "--hostname", "sandbox", "--new-session", "--die-with-parent");
    if (works.nested()) {
      add(line, "--disable-userns");
    }
    if (!sandbox.network()) {
      add(line, "--unshare-net");
    }
    addSystem(line, sandbox.network());
    String room = Long.toString(limits.memoryBytes() / 4);
    addProc(line);
    add(line, "--dev", "/dev", "--size", room, "--tmpfs", "/dev/shm");
    add(line, "--remount-ro", "/dev", "--size", room, "--tmpfs", "/tmp");
    for (Mount mount : sandbox.mounts()) {
      add(line, mount.writable() ? "--bind" : "--ro-bind", mount.host().toString(), mount.inside());
    }
    add(line, "--remount-ro", "/", "--chdir", sandbox.workFolder());
    environment(request).forEach((name, value) -> add(line, "--setenv", name, value));
    add(line, "--");
    if (countsApart()) {
      add(line, "/usr/bin/prlimit", "--nproc=" + limits.processes(), "--");
    }
    line.addAll(request.command());
    return line;
  }

  private static Map<String, String> environment(ProcessRequest request) {
    Map<String, String> environment =
        new TreeMap<>(
            Map.of(
                "PATH", "/usr/local/bin:/usr/bin:/bin",
                "HOME", "/tmp",
                "LANG", "C.UTF-8",
                "TMPDIR", "/tmp"));
    environment.putAll(request.environment());
    return environment;
  }

  private static void addSystem(List<String> line, boolean network) {
    add(line, "--ro-bind", "/usr", "/usr");
    if (Files.isDirectory(Path.of("/usr/local/etc"))) {
      add(line, "--tmpfs", "/usr/local/etc");
    }
    for (String folder : SYSTEM_FOLDERS) {
      Path path = Path.of(folder);
      if (Files.isSymbolicLink(path)) {
        add(line, "--symlink", "usr" + folder, folder);
      } else if (Files.isDirectory(path)) {
        add(line, "--ro-bind", folder, folder);
      }
    }
    SETTINGS.forEach(setting -> add(line, "--ro-bind-try", setting, setting));
    javaSettings().forEach(setting -> add(line, "--ro-bind", setting, setting));
    if (network) {
      NETWORK_SETTINGS.forEach(setting -> add(line, "--ro-bind-try", setting, setting));
    }
  }

  /**
   * Read-only and without what tells of the kernel: where the host runs as root its files belong to
   * the program, and bwrap leaves those below {@code /proc/sys} writable.
   */
  private static void addProc(List<String> line) {
    add(line, "--proc", "/proc");
    for (String name : KERNEL) {
      if (Files.exists(Path.of("/proc", name))) {
        add(line, "--ro-bind", "/dev/null", "/proc/" + name);
      }
    }
    add(line, "--remount-ro", "/proc");
  }

  /** Debian's JDKs have their settings there. */
  private static List<String> javaSettings() {
    try (Stream<Path> settings = Files.list(Path.of("/etc"))) {
      return settings
          .filter(path -> path.getFileName().toString().matches("java-\\d+-openjdk"))
          .map(Path::toString)
          .toList();
    } catch (IOException noSettings) {
      return List.of();
    }
  }

  private static boolean countsApart() {
    String[] version = System.getProperty("os.version").split("\\D+", 3);
    int major = Integer.parseInt(version[0]);
    int minor = version.length > 1 ? Integer.parseInt(version[1]) : 0;
    return major > COUNTS_APART[0] || (major == COUNTS_APART[0] && minor >= COUNTS_APART[1]);
  }

  private static void add(List<String> line, String... words) {
    line.addAll(List.of(words));
  }
}
