package dev.retinue.examples.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Class paths of the JVMs that are compared: each has what it needs and no more. */
final class ClassPaths {
  private static final List<String> SHARED =
      List.of("langchain4j-core", "jackson-", "slf4j-api", "jspecify", "sdk-examples");

  private ClassPaths() {}

  /** The jars that all have, and those whose names begin so. */
  static String of(List<String> own) throws IOException {
    Path lib = Path.of(System.getProperty("retinue.examples.home"), "lib");
    try (Stream<Path> jars = Files.list(lib)) {
      return String.join(
          File.pathSeparator,
          jars.filter(jar ->
                  Stream.concat(SHARED.stream(), own.stream())
                      .anyMatch(prefix -> jar.getFileName().toString().startsWith(prefix)))
              .sorted()
              .map(Path::toString)
              .toList());
    }
  }
}
