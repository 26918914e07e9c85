package dev.retinue.runtime;

import dev.retinue.definition.AgentProfile;
import dev.retinue.error.SetupException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder of a runtime, owned by one runtime at a time; or nothing, for one in memory. */
final class Home implements AutoCloseable {
  private final @Nullable Path folder;
  private final @Nullable FileChannel channel;

  private Home(@Nullable Path folder, @Nullable FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  static Home inMemory() {
    return new Home(null, null);
  }

  /** Makes the folder and takes its lock. */
  static Home open(Path given) {
    Path folder = given.toAbsolutePath().normalize();
    FileChannel channel = null;
    try {
      Files.createDirectories(folder);
      Path lockFile = folder.resolve(".lock");
      channel =
          FileChannel.open(
              lockFile,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.READ);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        String owner = read(channel);
        channel.close();
        throw inUse(folder, owner.isEmpty() ? "another process" : "the process " + owner);
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)),
          0);
      return new Home(folder, channel);
    } catch (OverlappingFileLockException e) {
      close(channel, e);
      throw inUse(folder, "another runtime of this process");
    } catch (IOException e) {
      close(channel, e);
      throw new SetupException(
          folder.toString(),
          "home "
              + folder
              + " cannot be used: "
              + reason(e)
              + "; give builder().home(..) a folder that this process may write",
          e);
    }
  }

  private static void close(@Nullable FileChannel channel, Exception reason) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        reason.addSuppressed(e);
      }
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(20);
    channel.read(bytes, 0);
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
  }

  private static SetupException inUse(Path folder, String owner) {
    return new SetupException(
        folder.toString(),
        "home " + folder + " is in use by " + owner + "; close that runtime or give another home");
  }

  private static String reason(IOException e) {
    return switch (e) {
      case java.nio.file.AccessDeniedException denied -> "access denied to " + denied.getFile();
      case java.nio.file.FileAlreadyExistsException exists ->
          exists.getFile() + " is a file, not a folder";
      default -> e.toString();
    };
  }

  /** The folder of the agents' folders, not made yet perhaps; null in memory. */
  @Nullable Path agents() {
    return folder == null ? null : folder.resolve("agents");
  }

  /** The folder of the journal; null in memory. */
  @Nullable Path journal() {
    return folder == null ? null : folder.resolve("journal");
  }

  /** The file of what the agents learned; null in memory. */
  @Nullable Path learning() {
    return folder == null ? null : folder.resolve("learning.json");
  }

  /** The folder of an agent, not made yet perhaps; null in memory, or if that is no id. */
  @Nullable Path agent(String id) {
    return folder == null || !AgentProfile.isId(id) ? null : folder.resolve("agents").resolve(id);
  }

  /** Deletes the folder of an agent, if there is one. */
  void eraseAgent(String id) {
    Path agent = agent(id);
    if (agent == null || !Files.exists(agent)) {
      return;
    }
    try (Stream<Path> files = Files.walk(agent)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new SetupException(
          agent.toString(),
          "the folder " + agent + " could not be deleted as a whole: " + e + "; erase again",
          e);
    }
  }

  @Override
  public String toString() {
    return folder == null ? "in memory" : folder.toString();
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
