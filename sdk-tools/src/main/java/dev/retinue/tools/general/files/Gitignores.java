package dev.retinue.tools.general.files;

import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.filesystem.Entry.Kind;
import dev.retinue.tools.filesystem.FolderView;
import dev.retinue.tools.filesystem.Place;
import dev.retinue.tools.filesystem.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The {@link Gitignore} of the folder where a walk is, from those above it. Confined to a walk. */
final class Gitignores {
  private static final int MOST_BYTES = 1 << 20;

  private final String prefix;
  private final Deque<Level> levels = new ArrayDeque<>();

  private record Level(String path, Gitignore rules) {}

  private Gitignores(String prefix, Gitignore above) {
    this.prefix = prefix;
    levels.push(new Level("", above));
  }

  /** Before a walk through a folder. */
  static Gitignores above(Workspace workspace, Place folder) throws Refused, IOException {
    List<String> names = folder.names();
    String shown = folder.shown();
    String top =
        names.isEmpty() ? shown : shown.substring(0, shown.length() - path(names).length());
    Gitignore rules = Gitignore.NONE;
    for (int depth = 0; depth < names.size(); depth++) {
      String path = path(names.subList(0, depth));
      rules = with(rules, workspace, (top.equals(".") ? "" : top), path);
    }
    return new Gitignores(path(names), rules);
  }

  private static Gitignore with(Gitignore rules, Workspace workspace, String top, String path)
      throws Refused, IOException {
    String file = top + path + (path.isEmpty() || path.endsWith("/") ? "" : "/") + ".gitignore";
    try (Place place = workspace.place(file)) {
      if (place.entry().filter(there -> there.kind() == Kind.FILE).isEmpty()) {
        return rules;
      }
      try (InputStream in = Channels.newInputStream(place.open())) {
        return rules.with(path, new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
      }
    }
  }

  private static String path(List<String> names) {
    return String.join("/", names);
  }

  void enter(String path, FolderView folder) throws Refused, IOException {
    Gitignore above = here(path);
    levels.push(new Level(path, above.in(full(path), folder)));
  }

  boolean excludes(String path, boolean folder) {
    int slash = path.lastIndexOf('/');
    return here(slash < 0 ? "" : path.substring(0, slash)).excludes(full(path), folder);
  }

  /** The rules of a folder that was entered, or of the nearest above it. */
  private Gitignore here(String path) {
    while (!isIn(path, levels.element().path())) {
      levels.pop();
    }
    return levels.element().rules();
  }

  private static boolean isIn(String path, String folder) {
    return folder.isEmpty() || path.equals(folder) || path.startsWith(folder + "/");
  }

  private String full(String path) {
    return prefix.isEmpty() || path.isEmpty() ? prefix + path : prefix + "/" + path;
  }
}
