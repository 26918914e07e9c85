package dev.retinue.tools.general.programs;

import dev.retinue.tools.catalogue.Refused;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The JVM that this one can start: which it is, and the class path of what it is to run. */
final class ChildJvm {
  private static final String ENGINE =
      "org.graalvm.polyglot:polyglot and org.graalvm.polyglot:js-community (type pom), version"
          + " 25.4.4.1.1 or newer";

  /**
   * A class of each library that the engine needs, so that it does not matter how they came here.
   */
  private static final List<String> ENGINE_CLASSES =
      List.of(
          "org.graalvm.polyglot.Context",
          "org.graalvm.collections.EconomicMap",
          "org.graalvm.nativeimage.ImageInfo",
          "org.graalvm.word.WordBase",
          "org.graalvm.shadowed.com.ibm.icu.text.Normalizer2",
          "org.graalvm.shadowed.org.tukaani.xz.XZ",
          "com.oracle.truffle.api.TruffleLanguage",
          "com.oracle.truffle.regex.RegexLanguage",
          "com.oracle.truffle.js.lang.JavaScriptLanguage");

  private ChildJvm() {}

  /** The folder of the JDK or JRE that runs this. */
  static Path home() {
    return Path.of(System.getProperty("java.home"));
  }

  /**
   * Its launcher.
   *
   * @throws Refused if it has none, as a runtime image made with jlink may not
   */
  static Path launcher() throws Refused {
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    Path java = home().resolve("bin").resolve(windows ? "java.exe" : "java");
    if (!Files.isExecutable(java)) {
      throw new Refused(
          "UNAVAILABLE",
          "there is no '" + java + "' to run code with; run the host with a whole JDK or JRE");
    }
    return java;
  }

  /** Why there is no engine for JavaScript, with the cure; empty if there is one. */
  static Optional<String> engineMissing() {
    for (String name : ENGINE_CLASSES) {
      if (find(name).isEmpty()) {
        return Optional.of(
            "JavaScript needs " + ENGINE + " on the class path; '" + name + "' is not there");
      }
    }
    return Optional.empty();
  }

  /**
   * The jars and folders with the engine and with the program of ours that uses it.
   *
   * @throws Refused UNAVAILABLE if one is not there, or not as a file of its own
   */
  static Set<Path> engine() throws Refused {
    Optional<String> missing = engineMissing();
    if (missing.isPresent()) {
      throw new Refused("UNAVAILABLE", missing.get());
    }
    Set<Path> path = new LinkedHashSet<>();
    path.add(location(JavaScriptProgram.class));
    for (String name : ENGINE_CLASSES) {
      path.add(location(find(name).orElseThrow()));
    }
    return path;
  }

  private static Optional<Class<?>> find(String name) {
    try {
      return Optional.of(Class.forName(name, false, ChildJvm.class.getClassLoader()));
    } catch (ClassNotFoundException | LinkageError absent) {
      return Optional.empty();
    }
  }

  private static Path location(Class<?> type) throws Refused {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    URL url = source == null ? null : source.getLocation();
    if (url != null && url.getProtocol().equals("file")) {
      try {
        return Path.of(new URI(url.toString())).toAbsolutePath();
      } catch (URISyntaxException notEscaped) {
        return Path.of(url.getPath()).toAbsolutePath();
      }
    }
    throw new Refused(
        "UNAVAILABLE",
        "'"
            + type.getName()
            + "' is in "
            + url
            + ", which another JVM cannot read; start the host with its libraries as files (with"
            + " Spring Boot: java -Djarmode=tools -jar app.jar extract) or as one jar without jars in"
            + " it");
  }
}
