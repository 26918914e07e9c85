package dev.retinue.tools.filesystem;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which folders of the host tools may see beside the agent's own. Immutable.
 *
 * @param folders each with a name of its own
 */
public record FileRules(List<HostFolder> folders) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,31}");

  public FileRules {
    folders = List.copyOf(folders);
    Set<String> names = new HashSet<>();
    for (HostFolder folder : folders) {
      if (!names.add(folder.name())) {
        throw new IllegalArgumentException("two folders are named '" + folder.name() + "'");
      }
    }
  }

  /** The agent's own folder alone. */
  public static FileRules standard() {
    return new FileRules(List.of());
  }

  public FileRules withFolders(HostFolder... others) {
    return new FileRules(List.of(others));
  }

  /**
   * A folder of the host, in which {@code guide.md} is {@code @name/guide.md} for a tool.
   *
   * @param name small letters, digits, {@code _} and {@code -}, at most 32
   * @param path absolute; links on the way to it are followed
   * @param writable whether tools may change what is in it
   */
  public record HostFolder(String name, Path path, boolean writable) {
    public HostFolder {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "a folder's name has small letters, digits, '_' and '-', at most 32, got '"
                + name
                + "'");
      }
      if (!path.isAbsolute()) {
        throw new IllegalArgumentException(
            "the path of folder '" + name + "' must be absolute, got '" + path + "'");
      }
    }

    public static HostFolder readable(String name, Path path) {
      return new HostFolder(name, path, false);
    }

    public static HostFolder writable(String name, Path path) {
      return new HostFolder(name, path, true);
    }
  }
}
