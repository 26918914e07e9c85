package dev.retinue.tools.filesystem;

import dev.retinue.tool.ToolContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one way of tools to files. A tool sees the agent's own folder and those that {@link
 * FileRules} name, and nothing else: a path is followed name by name, each looked up in the open
 * folder before it and never through a symbolic link, so that a link put in its way meanwhile leads
 * nowhere. Links that stay inside are followed by their text.
 *
 * <p>Thread-safe. Tools that change files share a guard, so that their changes do not meet.
 */
public final class FileGuard {
  private final FileRules rules;
  private final boolean handles;
  private final Map<Path, ReentrantLock> locks = new ConcurrentHashMap<>();

  public FileGuard(FileRules rules) {
    this(rules, true);
  }

  /**
   * @param handles whether to use open folders where the platform has them
   */
  FileGuard(FileRules rules, boolean handles) {
    this.rules = rules;
    this.handles = handles;
  }

  public FileRules rules() {
    return rules;
  }

  /** What the tools of one call may see. */
  public Workspace workspace(ToolContext context) throws IOException {
    return new Workspace(this, new Root("", context.files().toRealPath(), true, handles));
  }

  Root host(FileRules.HostFolder folder) throws IOException {
    return new Root(folder.name(), folder.path().toRealPath(), folder.writable(), handles);
  }

  ReentrantLock lock(Root root) {
    return locks.computeIfAbsent(root.path(), path -> new ReentrantLock());
  }
}
