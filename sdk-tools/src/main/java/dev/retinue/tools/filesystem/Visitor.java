package dev.retinue.tools.filesystem;

import dev.retinue.tools.catalogue.Refused;
import java.io.IOException;

/** Is shown what is below a folder: sorted by name, each folder before what is in it. */
public interface Visitor {
  /** Where to go from here. */
  enum Next {
    ON,
    /** Not into this folder. */
    SKIP,
    STOP
  }

  /**
   * A folder is entered, the one that the walk begins at first.
   *
   * @param path from that one, {@code /} between names; empty for itself
   */
  default void enter(String path, FolderView folder)
      throws Refused, IOException, InterruptedException {}

  /**
   * Something is there. Links are shown and not followed.
   *
   * @param path from the folder that the walk began at
   * @param folder that it is in
   */
  Next visit(String path, Entry entry, FolderView folder)
      throws Refused, IOException, InterruptedException;

  /** A folder could not be looked into. */
  void unreadable(String path);
}
