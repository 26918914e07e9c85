package dev.retinue.tool;

import java.io.File;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * What must be there for a tool to be of use. Looked for when the runtime is built: no program is
 * started and no connection opened for it.
 */
public sealed interface Requirement {
  /** In a few words, for people. */
  String told();

  /**
   * A program on the path.
   *
   * @param name of the file, without {@code .exe}
   * @param cure how to get it: {@code apt-get install tesseract-ocr}
   */
  record Program(String name, String cure) implements Requirement {
    @Override
    public String told() {
      return "program " + name;
    }
  }

  /**
   * An optional library on the class path.
   *
   * @param className a class of it
   * @param coordinates what to add: {@code group:artifact:version}
   */
  record Library(String className, String coordinates) implements Requirement {
    @Override
    public String told() {
      return "library " + coordinates;
    }
  }

  /** Another tool, which this one uses. */
  record OtherTool(String name) implements Requirement {
    @Override
    public String told() {
      return "tool " + name;
    }
  }

  /**
   * A secret of the host or the agent, looked for by the call that uses it.
   *
   * @param name as in {@code secret://name}
   */
  record Key(String name) implements Requirement {
    @Override
    public String told() {
      return "secret " + name;
    }
  }

  /** A host that calls go to, looked for by the call. */
  record Server(String name) implements Requirement {
    @Override
    public String told() {
      return "host " + name;
    }
  }

  /**
   * Why it is not met, with the cure; empty if it is, or if only a call can tell.
   *
   * @param loader where libraries are looked for
   * @param tools names of the tools that are there
   */
  default Optional<String> problem(ClassLoader loader, Set<String> tools) {
    return switch (this) {
      case Program(String name, String cure) ->
          isOnPath(name)
              ? Optional.empty()
              : Optional.of("the program '" + name + "' is not on the path: " + cure);
      case Library(String className, String coordinates) ->
          loader.getResource(className.replace('.', '/') + ".class") == null
              ? Optional.of("a library is not on the class path: add " + coordinates)
              : Optional.empty();
      case OtherTool(String name) ->
          tools.contains(name)
              ? Optional.empty()
              : Optional.of("it uses the tool '" + name + "', which is not available");
      case Key k -> Optional.empty();
      case Server s -> Optional.empty();
    };
  }

  private static boolean isOnPath(String program) {
    String path = System.getenv("PATH");
    return Arrays.stream((path == null ? "" : path).split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .anyMatch(folder -> {
          File file = new File(folder, program);
          return file.canExecute() || new File(folder, program + ".exe").canExecute();
        });
  }
}
