package dev.retinue.examples.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@link ContenderProgram} that was started. Confined to one thread. */
final class ContenderProcess implements AutoCloseable {
  private final Contender.Kind kind;
  private final OrderedJvm jvm;

  /** Starts a JVM with these options for a contender, which may write to a folder. */
  ContenderProcess(Contender.Kind kind, List<String> options, Path folder) throws IOException {
    this.kind = kind;
    List<String> jars = new ArrayList<>(kind.jars());
    jars.add("sdk-core"); // for the annotations of the tool
    List<String> java = new ArrayList<>(options);
    java.addAll(List.of("-cp", ClassPaths.of(jars), ContenderProgram.class.getName()));
    java.addAll(List.of(kind.name(), folder.resolve(kind.key()).toString()));
    this.jvm = new OrderedJvm(kind.title, java, folder.resolve(kind.key() + ".err"));
  }

  Contender.Kind kind() {
    return kind;
  }

  /** Gives an order and waits for its numbers. */
  double[] order(String order) throws IOException {
    return jvm.order(order);
  }

  @Override
  public void close() throws IOException {
    jvm.close();
  }
}
