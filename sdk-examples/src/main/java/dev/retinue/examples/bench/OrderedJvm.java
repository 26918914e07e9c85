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
import org.jspecify.annotations.Nullable;

/**
 * A JVM that takes orders from its standard input, a line each, and answers each with a line {@code
 * result} and numbers. Confined to one thread.
 */
final class OrderedJvm implements AutoCloseable {
  private final String title;
  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;
  private final Path errors;

  /**
   * Starts it.
   *
   * @param java options, class path, main class and arguments
   * @param errors the file for what it says on standard error
   */
  OrderedJvm(String title, List<String> java, Path errors) throws IOException {
    this.title = title;
    this.errors = errors;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(java);
    this.process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
  }

  /** Gives an order and waits for its numbers. */
  double[] order(String order) throws IOException {
    String line;
    try {
      orders.write(order + "\n");
      orders.flush();
      do {
        line = answers.readLine();
      } while (line != null && !line.startsWith("result "));
    } catch (IOException e) {
      throw failed(order, e);
    }
    if (line == null) {
      throw failed(order, null);
    }
    return Arrays.stream(line.substring("result ".length()).split(" "))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  private IllegalStateException failed(String order, @Nullable IOException cause)
      throws IOException {
    return new IllegalStateException(
        title + " failed at '" + order + "':\n" + Files.readString(errors), cause);
  }

  @Override
  public void close() throws IOException {
    if (process.isAlive()) {
      orders.close();
    }
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
