package dev.retinue.examples.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A {@link ContenderProgram} that was started. Confined to one thread. */
final class ContenderProcess implements AutoCloseable {
  private final Contender.Kind kind;
  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;
  private final Path errors;

  /** Starts a JVM with these options for a contender, which may write to a folder. */
  ContenderProcess(Contender.Kind kind, List<String> options, Path folder) throws IOException {
    this.kind = kind;
    this.errors = folder.resolve(kind.key() + ".err");
    List<String> jars = new ArrayList<>(kind.jars());
    jars.add("sdk-core"); // for the annotations of the tool
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", ClassPaths.of(jars), ContenderProgram.class.getName()));
    command.addAll(List.of(kind.name(), folder.resolve(kind.key()).toString()));
    this.process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
  }

  Contender.Kind kind() {
    return kind;
  }

  /** Gives an order and waits for its numbers. */
  double[] order(String order) throws IOException {
    orders.write(order + "\n");
    orders.flush();
    String line = answers.readLine();
    while (line != null && !line.startsWith("result ")) {
      line = answers.readLine();
    }
    if (line == null) {
      throw new IllegalStateException(
          kind.title + " failed at '" + order + "':\n" + Files.readString(errors));
    }
    return Arrays.stream(line.substring("result ".length()).split(" "))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  @Override
  public void close() throws IOException {
    orders.close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
