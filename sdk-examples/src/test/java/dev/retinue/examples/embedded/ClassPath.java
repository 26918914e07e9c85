package dev.retinue.examples.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** The class path of this test as jars, whatever the build made of it. */
public final class ClassPath {
  private ClassPath() {}

  /** Jars of the product and its libraries, without the tests and what only they need. */
  public static List<Path> jars(Path workFolder, Predicate<String> wanted) throws IOException {
    List<Path> jars = new ArrayList<>();
    for (String entry :
        System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      boolean ofTests =
          path.endsWith("test-classes") || isTestLibrary(path.getFileName().toString());
      if (Files.exists(path) && !ofTests && wanted.test(path.toString())) {
        jars.add(
            Files.isDirectory(path)
                ? jarOf(path, workFolder.resolve("classes-" + jars.size() + ".jar"))
                : path);
      }
    }
    return jars;
  }

  private static boolean isTestLibrary(String name) {
    return Stream.of(
            "junit",
            "assertj",
            "archunit",
            "byte-buddy",
            "opentest4j",
            "apiguardian",
            "surefire",
            "spring-")
        .anyMatch(name::startsWith);
  }

  /** A jar of the host alone. */
  static Path hostJar(Path file) throws IOException {
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
      String name = HostApplication.class.getName().replace('.', '/') + ".class";
      jar.putNextEntry(new JarEntry(name));
      try (var in = HostApplication.class.getClassLoader().getResourceAsStream(name)) {
        java.util.Objects.requireNonNull(in).transferTo(jar);
      }
    }
    return file;
  }

  public static Path jarOf(Path classes, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        jar.putNextEntry(new JarEntry(classes.relativize(each).toString().replace('\\', '/')));
        Files.copy(each, jar);
      }
    }
    return file;
  }

  static Path documents() {
    return Path.of("documents").toAbsolutePath();
  }

  static Predicate<String> without(String... parts) {
    return path -> Arrays.stream(parts).noneMatch(path::contains);
  }
}
