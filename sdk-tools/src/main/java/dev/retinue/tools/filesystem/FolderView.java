package dev.retinue.tools.filesystem;

import dev.retinue.tools.catalogue.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A folder that a {@link Visitor} is in; valid while it is there. Confined. */
public interface FolderView {
  /** What a name in it stands for; empty if nothing is there. */
  Optional<Entry> entry(String name) throws IOException;

  /**
   * The content of a file in it.
   *
   * @throws Refused NOT_A_FILE if it is anything else
   */
  InputStream open(String name) throws Refused, IOException;
}
