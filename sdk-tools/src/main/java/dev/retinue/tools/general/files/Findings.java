package dev.retinue.tools.general.files;

import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.filesystem.Entry;
import dev.retinue.tools.filesystem.FolderView;
import dev.retinue.tools.filesystem.Visitor;
import java.io.IOException;
import java.nio.file.AccessDeniedException;

/** A walk that searches each file that is meant. Confined. */
final class Findings implements Visitor {
  private final Selection selection;
  private final LineSearch search;
  private final SearchCursor after;
  private boolean stopped;

  Findings(Selection selection, LineSearch search, SearchCursor after) {
    this.selection = selection;
    this.search = search;
    this.after = after;
  }

  /** Whether there may be more. */
  boolean stopped() {
    return stopped;
  }

  @Override
  public void enter(String path, FolderView folder) throws Refused, IOException {
    selection.enter(path, folder);
  }

  @Override
  public Next visit(String path, Entry entry, FolderView folder) throws IOException {
    Next next = selection.next(path, entry);
    String shown = selection.shown(path);
    boolean done = !after.path().isEmpty() && Selection.ORDER.compare(shown, after.path()) < 0;
    if (next != Next.ON || entry.kind() != Entry.Kind.FILE || done || !selection.matches(path)) {
      return next;
    }
    int from = shown.equals(after.path()) ? after.line() : 0;
    try {
      stopped = !search.in(shown, folder.open(path.substring(path.lastIndexOf('/') + 1)), from);
    } catch (AccessDeniedException | Refused notToBeRead) {
      selection.unreadable(path);
    }
    return stopped ? Next.STOP : Next.ON;
  }

  @Override
  public void unreadable(String path) {
    selection.unreadable(path);
  }
}
