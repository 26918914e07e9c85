package dev.retinue.tools.filesystem;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder by its path, for platforms without handles (Windows, some others): that the path is
 * still where it was is looked at before and after each step, which leaves an attacker who can
 * write the folder a moment in between.
 *
 * @param path real
 */
record PathFolder(Path path) implements OpenFolder {
  private Path checked(String name) throws IOException {
    if (!path.toRealPath().equals(path)) {
      throw new Moved(path.getFileName().toString());
    }
    return path.resolve(name);
  }

  private Optional<BasicFileAttributes> attributes(String name) throws IOException {
    try {
      return Optional.of(
          Files.readAttributes(
              checked(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<Entry> entry(String name) throws IOException {
    return attributes(name).map(Entry::of);
  }

  @Override
  public List<String> names() throws IOException {
    checked(".");
    try (Stream<Path> entries = Files.list(path)) {
      List<String> names = entries.map(entry -> entry.getFileName().toString()).toList();
      checked(".");
      return names;
    }
  }

  @Override
  public OpenFolder folder(String name) throws IOException {
    if (!attributes(name).map(BasicFileAttributes::isDirectory).orElse(false)) {
      throw new Moved(name);
    }
    Path real = path.resolve(name).toRealPath();
    if (!path.equals(real.getParent())) {
      throw new Moved(name);
    }
    return new PathFolder(real);
  }

  @Override
  public String link(String name) throws IOException {
    return Files.readSymbolicLink(checked(name)).toString();
  }

  @Override
  public FileChannel channel(String name) throws IOException {
    BasicFileAttributes before =
        attributes(name).filter(BasicFileAttributes::isRegularFile).orElse(null);
    if (before == null) {
      throw new Moved(name);
    }
    FileChannel channel =
        FileChannel.open(
            path.resolve(name), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    Optional<BasicFileAttributes> after = attributes(name);
    if (after.isEmpty() || !sameFile(before, after.get())) {
      channel.close();
      throw new Moved(name);
    }
    return channel;
  }

  private static boolean sameFile(BasicFileAttributes a, BasicFileAttributes b) {
    return b.isRegularFile() && Objects.equals(a.fileKey(), b.fileKey());
  }

  @Override
  public FileChannel create(String name) throws IOException {
    FileChannel channel =
        FileChannel.open(
            checked(name),
            Set.of(
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE_NEW,
                LinkOption.NOFOLLOW_LINKS));
    checked(name);
    return channel;
  }

  @Override
  public void makeFolder(String name) throws IOException {
    try {
      Files.createDirectory(checked(name));
    } catch (FileAlreadyExistsException e) {
      if (!attributes(name).map(BasicFileAttributes::isDirectory).orElse(false)) {
        throw e;
      }
    }
  }

  @Override
  public void move(String name, OpenFolder target, String targetName) throws IOException {
    if (!(target instanceof PathFolder other)) {
      throw new IOException("a folder by handle and one by path do not go together");
    }
    Files.move(
        checked(name),
        other.checked(targetName),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.delete(checked(name));
  }

  @Override
  public Optional<Set<PosixFilePermission>> permissions(String name) throws IOException {
    return posix()
        ? Optional.of(Files.getPosixFilePermissions(checked(name), LinkOption.NOFOLLOW_LINKS))
        : Optional.empty();
  }

  @Override
  public void permit(String name, Set<PosixFilePermission> permissions) throws IOException {
    if (posix()) {
      Files.setPosixFilePermissions(checked(name), permissions);
    }
  }

  private static boolean posix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }

  /** Windows, where folders cannot be opened, keeps names by itself. */
  @Override
  public void force() throws IOException {
    if (posix()) {
      try (FileChannel itself = FileChannel.open(path, StandardOpenOption.READ)) {
        itself.force(true);
      }
    }
  }

  @Override
  public void close() {
    // Nothing was opened.
  }
}
