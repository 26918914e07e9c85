package dev.retinue.tools.filesystem;

import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.filesystem.Entry.Kind;
import dev.retinue.tools.filesystem.Visitor.Next;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Optional;

/**
 * A walk through all that is below a folder, each folder by its handle. Confined.
 *
 * @param visitor who is shown it
 */
record Walk(Visitor visitor) {
  /** A handle is open for each level. */
  private static final int MOST_DEPTH = 64;

  void into(String path, OpenFolder folder) throws Refused, IOException, InterruptedException {
    into(path, folder, 0);
  }

  private boolean into(String path, OpenFolder folder, int depth)
      throws Refused, IOException, InterruptedException {
    visitor.enter(path, folder);
    List<String> names =
        folder.names().stream().filter(name -> !Temporary.is(name)).sorted().toList();
    for (String name : names) {
      if (Thread.interrupted()) {
        throw new InterruptedException("looking through folders was interrupted");
      }
      Optional<Entry> entry = folder.entry(name);
      if (entry.isPresent()) {
        String inside = path.isEmpty() ? name : path + "/" + name;
        Next next = visitor.visit(inside, entry.get(), folder);
        boolean below = next == Next.ON && entry.get().kind() == Kind.FOLDER;
        if (next == Next.STOP || (below && !below(inside, name, folder, depth + 1))) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean below(String path, String name, OpenFolder folder, int depth)
      throws Refused, IOException, InterruptedException {
    if (depth > MOST_DEPTH) {
      visitor.unreadable(path);
      return true;
    }
    try (OpenFolder next = folder.folder(name)) {
      return into(path, next, depth);
    } catch (AccessDeniedException | OpenFolder.Moved e) {
      visitor.unreadable(path);
      return true;
    }
  }
}
