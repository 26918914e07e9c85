package dev.retinue.tools.filesystem;

import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.filesystem.Entry.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where something is, or may be made, by the open folder that it is in. To be closed. Confined to
 * the call.
 */
public final class Place implements AutoCloseable {
  private static final Duration LEFT_OVER = Duration.ofHours(1);

  private final Address address;
  private final OpenFolder folder;
  private final ReentrantLock lock;

  /**
   * @param folder the names of the folder that is open
   * @param rest what is in it; none if the folder itself is meant; several if all but the last are
   *     folders to be made
   */
  record Address(Root root, List<String> folder, List<String> rest) {
    List<String> names() {
      List<String> names = new ArrayList<>(folder);
      names.addAll(rest);
      return names;
    }
  }

  Place(Address address, OpenFolder folder, ReentrantLock lock) {
    this.address = address;
    this.folder = folder;
    this.lock = lock;
  }

  /** Brings content to where it is to be. */
  @FunctionalInterface
  public interface Writing {
    void to(OutputStream out) throws IOException;
  }

  /** As tools name it: {@code notes/plan.md}, {@code @docs/guide.md}, {@code .}. */
  public String shown() {
    return address.root().shown(address.names());
  }

  /** What is there; empty if nothing is. */
  public Optional<Entry> entry() throws IOException {
    return switch (address.rest().size()) {
      case 0 -> Optional.of(new Entry(Kind.FOLDER, 0, Instant.EPOCH));
      case 1 -> folder.entry(name());
      default -> Optional.empty();
    };
  }

  /**
   * What is there, if it is a file.
   *
   * @throws Refused NOT_A_FILE if it is a folder or something special, NOT_FOUND if nothing is
   *     there
   */
  public Entry file() throws Refused, IOException {
    Entry entry = entry().orElse(null);
    if (entry == null) {
      throw new Refused(Refused.NOT_FOUND, "there is no '" + shown() + "'");
    }
    return switch (entry.kind()) {
      case FILE -> entry;
      case FOLDER ->
          throw new Refused("NOT_A_FILE", "'" + shown() + "' is a folder; list it with file_list");
      case LINK, SPECIAL ->
          throw new Refused("NOT_A_FILE", "'" + shown() + "' is neither a file nor a folder");
    };
  }

  /**
   * The content of the file.
   *
   * @throws Refused as {@link #file}
   */
  public FileChannel open() throws Refused, IOException {
    file();
    try {
      return folder.channel(name());
    } catch (OpenFolder.Moved e) {
      throw changed(e);
    }
  }

  /**
   * To be held from looking at something to changing it: no other tool of this guard changes
   * anything in the same folder of the agent or of the host meanwhile. Other programs are not kept
   * away.
   */
  public ReentrantLock lock() {
    return lock;
  }

  /**
   * Writes a file anew or in place of the one that is there, all of it or nothing: beside it under
   * another name first, forced to the disk, then renamed. Folders that are missing are made.
   * Permissions are kept, a name by a hard link elsewhere keeps the old content.
   *
   * @throws Refused READ_ONLY; NOT_A_FILE if something else is there
   */
  public void write(Writing writing) throws Refused, IOException {
    checkWritable();
    if (entry().isPresent()) {
      file();
    }
    String temporary = Temporary.name();
    try (OpenFolder parent = madeParent()) {
      String name = address.rest().getLast();
      removeLeftOvers(parent);
      boolean done = false;
      FileChannel channel = parent.create(temporary);
      try {
        try (channel) {
          OutputStream out = Channels.newOutputStream(channel);
          writing.to(out);
          out.flush();
          channel.force(true);
        }
        keepPermissions(parent, name, temporary);
        parent.move(temporary, parent, name);
        done = true;
      } finally {
        if (!done) {
          parent.delete(temporary);
        }
      }
      parent.force();
    } catch (NoSuchFileException e) { // The folder went in the midst of it.
      throw changed(new OpenFolder.Moved(name()));
    }
  }

  private static void keepPermissions(OpenFolder parent, String name, String temporary)
      throws IOException {
    if (parent.entry(name).map(there -> there.kind() == Kind.FILE).orElse(false)) {
      Optional<Set<PosixFilePermission>> permissions = parent.permissions(name);
      if (permissions.isPresent()) {
        parent.permit(temporary, permissions.get());
      }
    }
  }

  /** Of writers that were killed. */
  private static void removeLeftOvers(OpenFolder parent) throws IOException {
    Instant old = Instant.now().minus(LEFT_OVER);
    for (String name : parent.names()) {
      if (Temporary.is(name)
          && parent
              .entry(name)
              .filter(entry -> entry.kind() == Kind.FILE && entry.modified().isBefore(old))
              .isPresent()) {
        parent.delete(name);
      }
    }
  }

  /**
   * Moves what is here to another place, in the place of what is there, at once; a file also to
   * another file system.
   *
   * @throws Refused READ_ONLY at either place; INVALID_ARGUMENT if it would be moved into itself;
   *     NOT_EMPTY if a folder is to be replaced
   */
  public void moveTo(Place target) throws Refused, IOException {
    checkWritable();
    target.checkWritable();
    List<String> from = address.names();
    List<String> to = target.address.names();
    if (address.root().equals(target.address.root())
        && to.size() > from.size()
        && to.subList(0, from.size()).equals(from)) {
      throw Refused.invalid("'" + shown() + "' cannot be moved into itself");
    }
    try (OpenFolder parent = target.madeParent()) {
      folder.move(name(), parent, to.getLast());
      parent.force();
      folder.force();
    } catch (AtomicMoveNotSupportedException e) {
      moveByCopy(target);
    } catch (DirectoryNotEmptyException e) {
      throw notEmpty(target);
    } catch (NoSuchFileException e) {
      throw changed(new OpenFolder.Moved(name()));
    } catch (FileSystemException e) {
      if (target.entry().map(there -> there.kind() == Kind.FOLDER).orElse(false)) {
        throw notEmpty(target);
      }
      throw e;
    }
  }

  private static Refused notEmpty(Place target) {
    return new Refused(
        "NOT_EMPTY",
        "'" + target.shown() + "' is a folder, and folders are not replaced; choose another name");
  }

  private void moveByCopy(Place target) throws Refused, IOException {
    if (entry().map(there -> there.kind() == Kind.FOLDER).orElse(true)) {
      throw Refused.invalid(
          "'"
              + shown()
              + "' is a folder and '"
              + target.shown()
              + "' is on another disk; move its files one by one");
    }
    try (FileChannel channel = open()) {
      target.write(out -> Channels.newInputStream(channel).transferTo(out));
    }
    folder.delete(name());
  }

  /**
   * Shows what is below, if it is a folder.
   *
   * @throws Refused NOT_A_FOLDER; and what the visitor throws
   * @throws InterruptedException if the caller was interrupted
   */
  public void walk(Visitor visitor) throws Refused, IOException, InterruptedException {
    if (entry().map(there -> there.kind() != Kind.FOLDER).orElse(true)) {
      throw new Refused("NOT_A_FOLDER", "'" + shown() + "' is a file; read it with file_read");
    }
    if (address.rest().isEmpty()) {
      new Walk(visitor).into("", folder);
      return;
    }
    try (OpenFolder itself = folder.folder(name())) {
      new Walk(visitor).into("", itself);
    } catch (OpenFolder.Moved e) {
      throw changed(e);
    }
  }

  /**
   * The folder of the agent or of the host that this is in, to be shown to a program whole: nothing
   * but its real path is safe to be followed by somebody else.
   */
  public Path top() {
    return address.root().path();
  }

  /** The names from {@link #top} to here. */
  public List<String> names() {
    return address.names();
  }

  /** Whether it is in a folder that tools may change. */
  public boolean isWritable() {
    return address.root().writable();
  }

  private void checkWritable() throws Refused {
    if (!isWritable()) {
      throw new Refused(
          "READ_ONLY",
          "'" + shown() + "' is in " + address.root().described() + ", which may only be read");
    }
    if (address.rest().isEmpty()) {
      throw new Refused("NOT_A_FILE", "'" + shown() + "' is a folder; give the name of a file");
    }
  }

  /** The folder that it is in, open on its own; made if it is not there. */
  private OpenFolder madeParent() throws Refused, IOException {
    OpenFolder current = again();
    try {
      for (String name : address.rest().subList(0, address.rest().size() - 1)) {
        if (current.entry(name).isEmpty()) {
          current.makeFolder(name);
          current.force();
        }
        OpenFolder next = current.folder(name);
        current.close();
        current = next;
      }
      return current;
    } catch (OpenFolder.Moved e) {
      current.close();
      throw changed(e);
    } catch (IOException e) {
      current.close();
      throw e;
    }
  }

  private OpenFolder again() throws Refused, IOException {
    OpenFolder current = address.root().open();
    try {
      for (String name : address.folder()) {
        OpenFolder next = current.folder(name);
        current.close();
        current = next;
      }
      return current;
    } catch (OpenFolder.Moved e) {
      current.close();
      throw changed(e);
    }
  }

  private Refused changed(OpenFolder.Moved cause) {
    return Names.escape(shown(), String.valueOf(cause.getMessage()));
  }

  private String name() {
    return address.rest().getLast();
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }
}
