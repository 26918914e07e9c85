package dev.retinue.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that was started and has ended.
 *
 * @param status its exit status
 * @param out what it printed
 * @param err what it printed as errors
 */
record Launched(int status, String out, String err) {
  static final Path EXAMPLES = Path.of("target", "examples").toAbsolutePath();

  /** Starts a program in a folder, gives it lines, and waits for its end, five minutes at most. */
  static Launched run(Path folder, List<String> command, String input)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    Path in = Files.writeString(Files.createTempFile(folder, "in", ".txt"), input);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().remove("JAVA_HOME");
    builder.environment().put("ANTHROPIC_API_KEY", "a key that opens nothing");
    Process process = builder.start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(
          command + " did not end; it said: " + Files.readString(out) + Files.readString(err));
    }
    return new Launched(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  static List<String> example(String name, String... arguments) {
    List<String> command = new java.util.ArrayList<>();
    command.add(EXAMPLES.resolve("bin").resolve(name).toString());
    command.addAll(List.of(arguments));
    return command;
  }
}
