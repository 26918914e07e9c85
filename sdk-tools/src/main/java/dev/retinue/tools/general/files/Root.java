package dev.retinue.tools.general.files;

import dev.retinue.error.NearestName;
import dev.retinue.tool.ToolContext;
import dev.retinue.tools.catalogue.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder that file tools cannot leave. What a symbolic link leads to is looked at only if it is
 * inside. Immutable.
 *
 * @param folder its real path
 */
record Root(Path folder) {
  private static final Pattern SEPARATORS = Pattern.compile("[/\\\\]+");
  private static final Pattern ABSOLUTE = Pattern.compile("^(?:[/\\\\~]|[A-Za-z]:).*");
  private static final int MOST_NAMES = 2_000;

  static Root of(ToolContext context) throws IOException {
    return new Root(context.files().toRealPath());
  }

  /**
   * The real path of something that is there.
   *
   * @param path relative, with {@code /} between names; {@code .} or empty for the root
   * @throws Refused PATH_ESCAPE if it is not inside; NOT_FOUND, with the nearest name, if it is not
   *     there
   */
  Path existing(String path) throws Refused, IOException {
    if (ABSOLUTE.matcher(path).matches()) {
      throw escape(path, "paths are relative to the agent's folder, such as 'notes/plan.md'");
    }
    Path here = folder;
    for (String name : SEPARATORS.split(path, 0)) {
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        throw escape(path, "'..' is not allowed; give the path from the agent's folder");
      }
      Path next = child(here, name, path);
      if (!Files.exists(next, LinkOption.NOFOLLOW_LINKS)) {
        throw missing(path, here, name);
      }
      here = inside(next, path);
    }
    return here;
  }

  /** The path from the root, with {@code /} between names. */
  String shown(Path inside) {
    String relative = folder.relativize(inside).toString();
    return relative.isEmpty() ? "." : relative.replace(inside.getFileSystem().getSeparator(), "/");
  }

  private static Path child(Path folder, String name, String path) throws Refused {
    try {
      return folder.resolve(name);
    } catch (InvalidPathException e) {
      throw Refused.invalid(
          "'" + path.replace('\0', '?') + "' is not a path here: " + e.getReason());
    }
  }

  private Path inside(Path next, String path) throws Refused, IOException {
    if (!Files.exists(next)) {
      throw new Refused(
          Refused.NOT_FOUND, "'" + path + "' passes a symbolic link that leads nowhere");
    }
    Path real = next.toRealPath();
    if (!real.startsWith(folder)) {
      throw escape(path, "a symbolic link in it leads outside the agent's folder");
    }
    return real;
  }

  private static Refused escape(String path, String why) {
    return new Refused("PATH_ESCAPE", "'" + path + "' is outside: " + why);
  }

  private Refused missing(String path, Path folder, String name) throws IOException {
    String where = shown(folder).equals(".") ? "the agent's folder" : "'" + shown(folder) + "'";
    if (!Files.isDirectory(folder)) {
      return new Refused(
          Refused.NOT_FOUND, "there is no '" + path + "': '" + shown(folder) + "' is a file");
    }
    List<String> names;
    try (Stream<Path> entries = Files.list(folder)) {
      names =
          entries.limit(MOST_NAMES).map(entry -> entry.getFileName().toString()).sorted().toList();
    }
    String hint = names.isEmpty() ? ", which is empty" : NearestName.hint(name, names);
    return new Refused(Refused.NOT_FOUND, "there is no '" + name + "' in " + where + hint);
  }
}
