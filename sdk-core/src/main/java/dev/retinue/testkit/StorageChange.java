package dev.retinue.testkit;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A change of a {@link FaultyStorage}, of the contents of files or of their names. */
sealed interface StorageChange {
  /** What a file holds, under whatever name. Guarded by its storage. */
  final class Content {
    byte[] bytes;

    Content(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  record Created(String name, Content file, int size) implements StorageChange {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Written(Content file, int position, byte[] bytes) implements StorageChange {
    /** As far as it came when it was torn. */
    Written torn(int size) {
      return new Written(file, position, Arrays.copyOf(bytes, size));
    }
  }

  record Truncated(Content file, int size) implements StorageChange {}

  record WriteSynced(Written written) implements StorageChange {}

  record Synced(Content file) implements StorageChange {}

  record Renamed(String from, String to) implements StorageChange {}

  record Deleted(String name) implements StorageChange {}

  record NamesSynced() implements StorageChange {}

  /** The file whose bytes it changes, if it changes any. */
  default @Nullable Content changedFile() {
    return switch (this) {
      case Written written -> written.file;
      case Truncated truncated -> truncated.file;
      default -> null;
    };
  }

  /** The bytes of its file after it. */
  default byte[] applied(byte[] before) {
    return switch (this) {
      case Written written -> {
        int end = written.position + written.bytes.length;
        byte[] after = Arrays.copyOf(before, Math.max(before.length, end));
        System.arraycopy(written.bytes, 0, after, written.position, written.bytes.length);
        yield after;
      }
      case Truncated truncated -> Arrays.copyOf(before, truncated.size);
      default -> before;
    };
  }
}
