package dev.retinue.tools.general.files;

import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.filesystem.Entry;
import dev.retinue.tools.filesystem.FolderView;
import dev.retinue.tools.filesystem.Visitor;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** A walk that lists what is meant. Confined. */
final class Listing implements Visitor {
  private final Selection selection;
  private final List<FileList.Listed> found = new ArrayList<>();

  Listing(Selection selection) {
    this.selection = selection;
  }

  List<FileList.Listed> found() {
    return List.copyOf(found);
  }

  @Override
  public void enter(String path, FolderView folder) throws Refused, IOException {
    selection.enter(path, folder);
  }

  @Override
  public Next visit(String path, Entry entry, FolderView folder) {
    Next next = selection.next(path, entry);
    if (next != Next.ON) {
      return next;
    }
    if (selection.matches(path)) {
      found.add(listed(path, entry));
    }
    return selection.reachesBelow(path) ? Next.ON : Next.SKIP;
  }

  private FileList.Listed listed(String path, Entry entry) {
    String kind =
        switch (entry.kind()) {
          case FILE -> "file";
          case FOLDER -> "folder";
          case LINK -> "link";
          case SPECIAL -> "other";
        };
    return new FileList.Listed(
        selection.shown(path),
        kind,
        entry.kind() == Entry.Kind.FILE ? entry.bytes() : null,
        entry.modified().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  @Override
  public void unreadable(String path) {
    selection.unreadable(path);
  }
}
