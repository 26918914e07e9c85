package dev.retinue.tools.general.files;

import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.filesystem.Entry;
import dev.retinue.tools.filesystem.FolderView;
import dev.retinue.tools.filesystem.Visitor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a walk is meant: by a glob, by .gitignore, and no more than can be looked at. Confined.
 */
final class Selection {
  /** By names, level by level, so that a folder is followed by what is in it. */
  static final Comparator<String> ORDER =
      (a, b) -> Arrays.compare(a.split("/", -1), b.split("/", -1));

  private static final int MOST_VISITED = 50_000;
  private static final int MOST_WARNINGS = 5;

  private final String top;
  private final Glob glob;
  private final @Nullable Gitignores ignored;
  private final List<String> warnings = new ArrayList<>();
  private int visited;

  /**
   * @param top the folder that the walk begins at, as tools name it
   * @param ignored null if nothing is left out
   */
  Selection(String top, Glob glob, @Nullable Gitignores ignored) {
    this.top = top.equals(".") ? "" : top + "/";
    this.glob = glob;
    this.ignored = ignored;
  }

  void enter(String path, FolderView folder) throws Refused, IOException {
    if (ignored != null) {
      ignored.enter(path, folder);
    }
  }

  /** Whether to look at something: ON if so. */
  Visitor.Next next(String path, Entry entry) {
    if (++visited > MOST_VISITED) {
      warnings.add(
          "looked at "
              + MOST_VISITED
              + " entries only; give a folder or a narrower glob for the others");
      return Visitor.Next.STOP;
    }
    boolean out = ignored != null && ignored.excludes(path, entry.kind() == Entry.Kind.FOLDER);
    return out ? Visitor.Next.SKIP : Visitor.Next.ON;
  }

  boolean matches(String path) {
    return glob.matches(Path.of(path));
  }

  /** Whether something in a folder can match. */
  boolean reachesBelow(String path) {
    return path.chars().filter(c -> c == '/').count() + 1 < glob.depth();
  }

  /** As tools name it. */
  String shown(String path) {
    return top + path;
  }

  void unreadable(String path) {
    warnings.add("cannot look at '" + shown(path) + "'");
  }

  @Nullable String warning() {
    return warnings.isEmpty()
        ? null
        : String.join("; ", warnings.stream().limit(MOST_WARNINGS).toList());
  }
}
