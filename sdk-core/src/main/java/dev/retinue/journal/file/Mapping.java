package dev.retinue.journal.file;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A file in memory, unmapped at once when closed. Thread-safe as far as reads and writes do not
 * overlap.
 *
 * <p>Java 21 can unmap only by {@code java.lang.foreign.Arena}, which became final in 22 and is
 * there, though not to be compiled against, in 21: hence the method handles. Where they do not lead
 * to it, the garbage collector unmaps.
 */
final class Mapping {
  private final ByteBuffer bytes;
  private final @Nullable AutoCloseable arena;

  private Mapping(ByteBuffer bytes, @Nullable AutoCloseable arena) {
    this.bytes = bytes;
    this.arena = arena;
  }

  static Mapping of(File file, long size) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        interrupted |= Thread.interrupted();
        try (RandomAccessFile opened = new RandomAccessFile(file, "rw");
            FileChannel channel = opened.getChannel()) {
          return map(channel, size);
        } catch (ClosedByInterruptException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Mapping map(FileChannel channel, long size) throws IOException {
    try {
      Class<?> arenaType = Class.forName("java.lang.foreign.Arena");
      Class<?> segmentType = Class.forName("java.lang.foreign.MemorySegment");
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      MethodHandle ofShared =
          lookup.findStatic(arenaType, "ofShared", MethodType.methodType(arenaType));
      MethodHandle map =
          lookup.findVirtual(
              FileChannel.class,
              "map",
              MethodType.methodType(
                  segmentType, FileChannel.MapMode.class, long.class, long.class, arenaType));
      MethodHandle asBuffer =
          lookup.findVirtual(segmentType, "asByteBuffer", MethodType.methodType(ByteBuffer.class));
      AutoCloseable arena = (AutoCloseable) ofShared.invoke();
      try {
        Object segment = map.invoke(channel, FileChannel.MapMode.READ_WRITE, 0L, size, arena);
        return new Mapping((ByteBuffer) asBuffer.invoke(segment), arena);
      } catch (IOException e) {
        arena.close();
        throw e;
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (ReflectiveOperationException e) {
      return new Mapping(channel.map(FileChannel.MapMode.READ_WRITE, 0, size), null);
    } catch (Throwable e) {
      throw new IOException("the file could not be mapped", e);
    }
  }

  boolean covers(long position, int length) {
    return position + length <= bytes.capacity();
  }

  /** False if the mapping was closed meanwhile. */
  boolean read(int position, byte[] target, int offset, int length) throws IOException {
    try {
      bytes.get(position, target, offset, length);
      return true;
    } catch (IllegalStateException e) {
      return false;
    } catch (InternalError e) {
      throw failed(e);
    }
  }

  void write(int position, byte[] source, int offset, int length) throws IOException {
    try {
      bytes.put(position, source, offset, length);
    } catch (InternalError e) {
      throw failed(e);
    }
  }

  /** How the JVM reports that the disk, or another process, took a mapped page away. */
  private static IOException failed(InternalError e) {
    return new IOException("a mapped page could not be read or written: " + e.getMessage(), e);
  }

  void close() {
    if (arena != null) {
      try {
        arena.close();
      } catch (Exception e) {
        throw new IllegalStateException("a mapping could not be closed", e);
      }
    }
  }
}
