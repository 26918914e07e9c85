package dev.retinue.tools.filesystem;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder that nothing leads out of. Immutable.
 *
 * @param name of a folder of the host; empty for the agent's own
 * @param path its real path, which no tool can change
 * @param writable whether tools may change what is in it
 * @param handles whether to use open folders where the platform has them
 */
record Root(String name, Path path, boolean writable, boolean handles) {
  OpenFolder open() throws IOException {
    return handles ? HandleFolder.root(path) : new PathFolder(path);
  }

  /** As tools name it. */
  String shown(List<String> names) {
    String inside = String.join("/", names);
    if (name.isEmpty()) {
      return inside.isEmpty() ? "." : inside;
    }
    return inside.isEmpty() ? "@" + name : "@" + name + "/" + inside;
  }

  /** In the words of a message. */
  String described() {
    return name.isEmpty() ? "the agent's folder" : "the folder '@" + name + "'";
  }
}
