package dev.retinue.tools.general.programs;

import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.process.Confinement;
import dev.retinue.tools.process.Confinement.Mount;
import dev.retinue.tools.process.Confinement.Sandbox;
import dev.retinue.tools.process.Confinement.Unconfined;
import dev.retinue.tools.process.ProcessGuard;
import dev.retinue.tools.process.ProcessLimits;
import dev.retinue.tools.process.ProcessRequest;
import dev.retinue.tools.process.ProcessResult;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Runs JavaScript: in an engine that gives a script nothing but the language, in a JVM of its own,
 * which is in a sandbox where there is one. The first two are enough, so it runs without the third.
 *
 * @param guard that starts the JVM
 */
record Scripts(ProcessGuard guard) {
  /** What a JVM needs beside its heap. */
  private static final long JVM_BYTES = 448L << 20;

  private static final int JVM_THREADS = 64;

  /**
   * @param value what the script gave, as JSON; empty if nothing
   * @param result with the output of the script alone
   */
  record Ran(String value, ProcessResult result) {}

  /**
   * @param limits of which the memory is for the script
   */
  Ran run(String source, String input, ProcessLimits limits) throws Refused, InterruptedException {
    Set<Path> classPath = ChildJvm.engine();
    String mark = UUID.randomUUID() + ":";
    ProcessResult result =
        guard.run(
            new ProcessRequest(
                line(classPath, limits.memoryBytes(), mark),
                confinement(classPath),
                Map.of(),
                source.getBytes(StandardCharsets.UTF_8).length + "\n" + source + input,
                limits
                    .withMemoryBytes(limits.memoryBytes() + JVM_BYTES)
                    .withProcesses(JVM_THREADS)
                    .withFileBytes(0)));
    String output = result.output().text();
    int at = output.lastIndexOf("\n" + mark);
    return at < 0
        ? new Ran("", result)
        : new Ran(
            output.substring(at + 1 + mark.length()), withOutput(result, output.substring(0, at)));
  }

  private static ProcessResult withOutput(ProcessResult result, String text) {
    return new ProcessResult(
        result.exit(),
        new ProcessResult.Written(text, result.output().bytes(), result.output().cut()),
        result.errors(),
        result.limitHit(),
        result.took());
  }

  private Confinement confinement(Set<Path> classPath) throws InterruptedException {
    if (guard.sandboxMissing().isPresent()) {
      return new Unconfined(ChildJvm.home());
    }
    List<Mount> mounts = new ArrayList<>();
    if (!ChildJvm.home().startsWith("/usr")) {
      mounts.add(Mount.readable(ChildJvm.home()));
    }
    classPath.forEach(path -> mounts.add(Mount.readable(path)));
    return new Sandbox(mounts, "/tmp", false);
  }

  private static List<String> line(Set<Path> classPath, long heap, String mark) throws Refused {
    List<String> line = new ArrayList<>();
    line.add(ChildJvm.launcher().toString());
    line.addAll(jvmOptions(heap));
    line.add("-Dpolyglot.engine.WarnInterpreterOnly=false");
    // The native library that it would unpack is for the compiler that is not there.
    line.add("-Dpolyglotimpl.AttachLibraryFailureAction=ignore");
    line.add("--enable-native-access=ALL-UNNAMED");
    if (Runtime.version().feature() >= 24) {
      line.add("--sun-misc-unsafe-memory-access=allow");
    }
    line.add("-cp");
    line.add(
        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    line.add(JavaScriptProgram.class.getName());
    line.add(mark);
    return line;
  }

  /** Small, soon started, and gone when its memory is used up. */
  static List<String> jvmOptions(long heap) {
    return List.of(
        "-Xmx" + (heap >> 20) + "m",
        "-Xss4m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:ActiveProcessorCount=2",
        "-XX:ReservedCodeCacheSize=64m",
        "-XX:MaxMetaspaceSize=160m",
        "-XX:CompressedClassSpaceSize=64m",
        "-XX:MaxDirectMemorySize=16m",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:-UsePerfData",
        "-XX:-CreateCoredumpOnCrash");
  }
}
