package dev.retinue.tools.filesystem;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A folder by its handle (openat and the like, with O_NOFOLLOW): whatever happens to the path that
 * it was opened by, names are looked up in the very folder.
 *
 * @param top of the root, where new folders are made
 * @param path for the text of links only, which decides nothing
 */
record HandleFolder(SecureDirectoryStream<Path> stream, Path top, Path path) implements OpenFolder {
  private static final Path ITSELF = Path.of(".");

  /** By handle where the platform can, else by path. */
  @SuppressWarnings("StreamResourceLeak") // closed with the folder
  static OpenFolder root(Path path) throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(path);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return new HandleFolder(secure, path, path);
    }
    stream.close();
    return new PathFolder(path);
  }

  @Override
  public Optional<Entry> entry(String name) throws IOException {
    return attributes(name).map(Entry::of);
  }

  private Optional<BasicFileAttributes> attributes(String name) throws IOException {
    try {
      return Optional.of(
          stream
              .getFileAttributeView(
                  Path.of(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    // Of its own, since a stream can be read once only.
    try (DirectoryStream<Path> entries = stream.newDirectoryStream(ITSELF)) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    }
    return names;
  }

  @Override
  public OpenFolder folder(String name) throws IOException {
    // Before it is opened, since a pipe would wait for somebody to write.
    if (!attributes(name).map(BasicFileAttributes::isDirectory).orElse(false)) {
      throw new Moved(name);
    }
    try {
      return new HandleFolder(
          stream.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS),
          top,
          path.resolve(name));
    } catch (IOException e) {
      throw Moved.orElse(name, e);
    }
  }

  @Override
  public String link(String name) throws IOException {
    try {
      return Files.readSymbolicLink(path.resolve(name)).toString();
    } catch (IOException e) {
      throw Moved.orElse(name, e);
    }
  }

  @Override
  public FileChannel channel(String name) throws IOException {
    if (!attributes(name).map(BasicFileAttributes::isRegularFile).orElse(false)) {
      throw new Moved(name);
    }
    try {
      return channel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      throw Moved.orElse(name, e);
    }
  }

  @Override
  public FileChannel create(String name) throws IOException {
    return channel(
        name,
        Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS));
  }

  private FileChannel channel(String name, Set<OpenOption> options) throws IOException {
    SeekableByteChannel channel = stream.newByteChannel(Path.of(name), options);
    if (channel instanceof FileChannel file) {
      return file;
    }
    channel.close();
    throw new IOException("'" + name + "' was opened as " + channel.getClass());
  }

  /** There is no mkdirat: it is made at the top, whose path nobody changes, and moved here. */
  @Override
  public void makeFolder(String name) throws IOException {
    String made = Temporary.name();
    Files.createDirectory(top.resolve(made));
    try (DirectoryStream<Path> opened = Files.newDirectoryStream(top)) {
      if (!(opened instanceof SecureDirectoryStream<Path> secure)) {
        throw new IOException("'" + top + "' cannot be opened as a handle any more");
      }
      boolean moved = false;
      try {
        if (entry(name).isEmpty()) {
          secure.move(Path.of(made), stream, Path.of(name));
          moved = true;
        }
      } catch (AccessDeniedException e) {
        throw e;
      } catch (FileSystemException taken) {
        throw new Moved(name);
      } finally {
        if (!moved) {
          secure.deleteDirectory(Path.of(made));
        }
      }
    }
  }

  @Override
  public void move(String name, OpenFolder target, String targetName) throws IOException {
    if (!(target instanceof HandleFolder other)) {
      throw new IOException("a folder by handle and one by path do not go together");
    }
    stream.move(Path.of(name), other.stream, Path.of(targetName));
  }

  @Override
  public void delete(String name) throws IOException {
    stream.deleteFile(Path.of(name));
  }

  @Override
  public Optional<Set<PosixFilePermission>> permissions(String name) throws IOException {
    return Optional.of(posix(name).readAttributes().permissions());
  }

  @Override
  public void permit(String name, Set<PosixFilePermission> permissions) throws IOException {
    posix(name).setPermissions(permissions);
  }

  private PosixFileAttributeView posix(String name) {
    return stream.getFileAttributeView(
        Path.of(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public void force() throws IOException {
    try (FileChannel itself = channel(".", Set.of(StandardOpenOption.READ))) {
      itself.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
