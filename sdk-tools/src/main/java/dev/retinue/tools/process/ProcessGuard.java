package dev.retinue.tools.process;

import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.process.Confinement.Mount;
import dev.retinue.tools.process.Confinement.Sandbox;
import dev.retinue.tools.process.Confinement.Unconfined;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one way of tools to other programs. A program runs in a sandbox, within limits, and with all
 * that it started it is gone when it ends, when a limit is hit, when its caller is interrupted, and
 * when the JVM ends. Where a sandbox is asked for and there is none, it is refused: nothing is ever
 * run outside of one instead.
 *
 * <p>Thread-safe. Tools that should share the number of programs share a guard.
 */
public final class ProcessGuard {
  /** There is no sandbox here; the message has the cure. */
  public static final String SANDBOX_UNAVAILABLE = "SANDBOX_UNAVAILABLE";

  private static final Duration ENDLESS = Duration.ofDays(36_500);
  private static final Duration LAST_OUTPUT = Duration.ofSeconds(2);
  private static final int SIGNALLED = 128;
  private static final int SIGXCPU = 24;
  private static final int SIGXFSZ = 25;
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** What the loader reads: a library of the program would run before its limits are set. */
  private static final Pattern LOADER = Pattern.compile("LD_.*|GLIBC_TUNABLES|GCONV_PATH");

  /** What a program needs to find its way, and no more. */
  private static final List<String> HOST_VARIABLES =
      List.of("PATH", "HOME", "LANG", "TMPDIR", "SystemRoot", "TEMP", "USERPROFILE", "APPDATA");

  private final ProcessRules rules;
  private final Bubblewrap bubblewrap;
  private final Semaphore together;

  public ProcessGuard(ProcessRules rules) {
    this(rules, new Bubblewrap());
  }

  ProcessGuard(ProcessRules rules, Bubblewrap bubblewrap) {
    this.rules = rules;
    this.bubblewrap = bubblewrap;
    this.together = new Semaphore(rules.together(), true);
  }

  public ProcessRules rules() {
    return rules;
  }

  /**
   * Why there is no sandbox, with the cure; empty if there is. The first call starts a program,
   * which takes some ten milliseconds.
   */
  public Optional<String> sandboxMissing() throws InterruptedException {
    return switch (bubblewrap.state()) {
      case Bubblewrap.State.Works works -> Optional.empty();
      case Bubblewrap.State.Missing(String reason) -> Optional.of(reason);
    };
  }

  /**
   * Why there can be no sandbox, with the cure, as far as it can be seen without trying; empty if
   * there may be one. Starts nothing.
   */
  public Optional<String> sandboxAbsent() {
    return bubblewrap.absent();
  }

  /** Where a program of the machine's is that a sandbox can see. */
  public Optional<Path> program(String name) {
    return bubblewrap.program(name);
  }

  /**
   * Runs a program to its end. What it left running is killed.
   *
   * @throws Refused if there is no sandbox ({@link #SANDBOX_UNAVAILABLE}) or it could not be
   *     started
   * @throws InterruptedException if the caller was interrupted; the program is gone by then
   */
  public ProcessResult run(ProcessRequest request) throws Refused, InterruptedException {
    long begin = System.nanoTime();
    Captured output = new Captured(kept(request));
    Captured errors = new Captured(kept(request));
    OwnedProcess owned = owned(request, false);
    Process process = owned.process();
    Thread reader = thread(() -> output.drain(process.getInputStream()));
    Thread errorReader = thread(() -> errors.drain(process.getErrorStream()));
    thread(() -> write(process.getOutputStream(), request.input()));
    try {
      owned.awaitEnd();
    } finally {
      owned.kill();
    }
    reader.join(LAST_OUTPUT);
    errorReader.join(LAST_OUTPUT);
    if (isRoot() && request.confinement() instanceof Sandbox sandbox) {
      dropSetuid(sandbox);
    }
    return new ProcessResult(
        process.exitValue(),
        output.written(),
        errors.written(),
        hit(owned, process.exitValue()),
        Duration.ofNanos(System.nanoTime() - begin));
  }

  /**
   * Starts a program that runs until it is closed. What it writes as errors is read all the time.
   *
   * @param request its input and its time are not looked at
   * @throws Refused as {@link #run}
   */
  public LiveProcess start(ProcessRequest request) throws Refused, InterruptedException {
    Captured errors = new Captured(kept(request));
    OwnedProcess owned = owned(request, true);
    thread(() -> errors.drain(owned.process().getErrorStream()));
    return new LiveProcess(owned, errors);
  }

  private static boolean isRoot() {
    try {
      return Objects.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"), 0);
    } catch (IOException | UnsupportedOperationException notLinux) {
      return false;
    }
  }

  /**
   * What a program makes is the host's, so that one made setuid by it would run as root for whoever
   * can reach it. Done in a sandbox of the same kind, where nothing leads astray.
   */
  private void dropSetuid(Sandbox sandbox) throws Refused, InterruptedException {
    List<String> writable =
        sandbox.mounts().stream().filter(Mount::writable).map(Mount::inside).toList();
    if (writable.isEmpty()) {
      return;
    }
    List<String> line = new ArrayList<>();
    line.add("find");
    line.addAll(writable);
    line.addAll(List.of("-xdev", "-type", "f", "-perm", "/6000", "-exec", "chmod", "ug-s"));
    line.addAll(List.of("{}", "+"));
    OwnedProcess owned =
        owned(new ProcessRequest(line, sandbox, Map.of(), "", ProcessLimits.usual()), false);
    try {
      owned.awaitEnd();
    } finally {
      owned.kill();
    }
  }

  private OwnedProcess owned(ProcessRequest request, boolean live)
      throws Refused, InterruptedException {
    check(request);
    ProcessLimits limits = within(request.limits());
    if (live) {
      limits = limits.withTime(ENDLESS);
    }
    ProcessBuilder builder = builder(request.withLimits(limits), live);
    together.acquire();
    ProcessGroup group = group(request, limits);
    if (group != null) {
      builder.command(group.line(builder.command()));
    }
    OwnedProcess owned = new OwnedProcess(builder, limits, group);
    try {
      owned.start(together::release);
    } catch (IOException e) {
      throw new Refused(
          "NOT_STARTED",
          "'" + request.command().getFirst() + "' could not be started: " + e.getMessage());
    }
    return owned;
  }

  /** Null where the kernel counts the user's processes anyway, or lets nobody make a group. */
  private static @Nullable ProcessGroup group(ProcessRequest request, ProcessLimits limits) {
    return isRoot() && request.confinement() instanceof Sandbox
        ? ProcessGroup.of(limits.processes() + Bubblewrap.OWN_PROCESSES).orElse(null)
        : null;
  }

  private ProcessBuilder builder(ProcessRequest request, boolean live)
      throws Refused, InterruptedException {
    return switch (request.confinement()) {
      case Sandbox sandbox -> sandboxed(request, sandbox);
      case Unconfined(Path workFolder) -> unconfined(request, workFolder, live);
    };
  }

  private ProcessBuilder sandboxed(ProcessRequest request, Sandbox sandbox)
      throws Refused, InterruptedException {
    Bubblewrap.State.Works works =
        switch (bubblewrap.state()) {
          case Bubblewrap.State.Works found -> found;
          case Bubblewrap.State.Missing(String reason) ->
              throw new Refused(
                  SANDBOX_UNAVAILABLE,
                  "'" + request.command().getFirst() + "' was not run, since " + reason);
        };
    List<Mount> mounts = new ArrayList<>();
    rules.readable().forEach(path -> mounts.add(Mount.readable(path)));
    mounts.addAll(sandbox.mounts());
    for (Mount mount : mounts) {
      if (!Files.exists(mount.host(), LinkOption.NOFOLLOW_LINKS)) {
        throw new Refused(
            Refused.NOT_FOUND, "there is no '" + mount.host() + "' to show to the program");
      }
    }
    return Bubblewrap.clean(
        new ProcessBuilder(
            bubblewrap.line(
                works, request, new Sandbox(mounts, sandbox.workFolder(), sandbox.network()))));
  }

  /**
   * What lives long has no limits of the kernel's, which programs that are trusted may well pass:
   * they are for one process and not for all together.
   */
  private ProcessBuilder unconfined(ProcessRequest request, Path workFolder, boolean live) {
    List<String> line = new ArrayList<>();
    if (!live) {
      bubblewrap
          .program("prlimit")
          .ifPresent(prlimit -> line.addAll(ResourceLimits.line(prlimit, request.limits())));
    }
    line.addAll(request.command());
    ProcessBuilder builder = new ProcessBuilder(line).directory(workFolder.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(HOST_VARIABLES);
    environment.putAll(request.environment());
    return builder;
  }

  private static void check(ProcessRequest request) throws Refused {
    for (String word : request.command()) {
      if (word.indexOf('\0') >= 0) {
        throw Refused.invalid(
            "an argument of '"
                + request.command().getFirst().replace('\0', '?')
                + "' has a NUL character, which no program can be given");
      }
    }
    for (Map.Entry<String, String> variable : request.environment().entrySet()) {
      String name = variable.getKey();
      if (!VARIABLE.matcher(name).matches() || variable.getValue().indexOf('\0') >= 0) {
        throw Refused.invalid(
            "'"
                + name.replace('\0', '?')
                + "' is no variable of an environment: names have letters, digits and '_', values"
                + " no NUL");
      }
      if (LOADER.matcher(name).matches()) {
        throw Refused.invalid(
            "'" + name + "' makes the loader run other code than the program's; leave it out");
      }
    }
  }

  private ProcessLimits within(ProcessLimits asked) {
    ProcessLimits most = rules.most();
    return new ProcessLimits(
        asked.time().compareTo(most.time()) < 0 ? asked.time() : most.time(),
        Math.min(asked.memoryBytes(), most.memoryBytes()),
        Math.min(asked.processes(), most.processes()),
        Math.min(asked.fileBytes(), most.fileBytes()),
        Math.min(asked.outputBytes(), most.outputBytes()));
  }

  private int kept(ProcessRequest request) {
    return Math.min(request.limits().outputBytes(), rules.most().outputBytes());
  }

  private static @Nullable LimitHit hit(OwnedProcess owned, int exit) {
    LimitHit hit = owned.hit();
    if (hit != null) {
      return hit;
    }
    return switch (exit - SIGNALLED) {
      case SIGXCPU -> LimitHit.TIME;
      case SIGXFSZ -> LimitHit.FILE_SIZE;
      default -> null;
    };
  }

  private static void write(OutputStream stream, String input) {
    try (stream) {
      stream.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException notRead) {
      // A program need not read all of its input, and one that was killed does not.
      return;
    }
  }

  private static Thread thread(Runnable work) {
    return Thread.ofPlatform().daemon().name("retinue-process-stream").start(work);
  }
}
