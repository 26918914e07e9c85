package dev.retinue.journal.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file on disk: one handle for reads and writes, one whose writes are synchronous (O_DSYNC) for
 * the writes that must be durable, and a mapping where many small writes were announced. The first
 * has a position, so it is used under a lock. The second is a channel, which makes one system call
 * of a large write where a {@link RandomAccessFile} makes a synchronous one of every 64 KB; an
 * interrupt closes a channel, so it is opened again.
 */
final class DiskFile implements StorageFile {
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock durableLock = new ReentrantLock();
  private final Path path;
  private final RandomAccessFile file;
  private @Nullable FileChannel durable;
  private volatile @Nullable Mapping mapping;

  DiskFile(Path path) throws IOException {
    this.path = path;
    this.file = new RandomAccessFile(path.toFile(), "rw");
  }

  @Override
  public long size() throws IOException {
    return file.length();
  }

  @Override
  public void read(long position, byte[] target, int offset, int length) throws IOException {
    Mapping mapped = mapping;
    if (mapped != null
        && mapped.covers(position, length)
        && mapped.read((int) position, target, offset, length)) {
      return;
    }
    lock.lock();
    try {
      file.seek(position);
      file.readFully(target, offset, length);
    } catch (EOFException e) {
      throw new EOFException(path + " ends before " + (position + length));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void write(long position, byte[] source, int offset, int length) throws IOException {
    Mapping mapped = mapping;
    if (mapped != null && mapped.covers(position, length)) {
      mapped.write((int) position, source, offset, length);
      return;
    }
    lock.lock();
    try {
      file.seek(position);
      file.write(source, offset, length);
    } catch (IOException e) {
      throw DiskStorage.explained(e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void writeDurably(long position, byte[] source, int offset, int length)
      throws IOException {
    boolean interrupted = false;
    durableLock.lock();
    try {
      while (true) {
        interrupted |= Thread.interrupted();
        try {
          writeAll(durable(), ByteBuffer.wrap(source, offset, length), position);
          return;
        } catch (ClosedByInterruptException e) {
          // All of it is written once more, so that nothing depends on how far it came.
          interrupted = true;
        }
      }
    } catch (IOException e) {
      throw DiskStorage.explained(e);
    } finally {
      durableLock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private FileChannel durable() throws IOException {
    FileChannel channel = durable;
    if (channel == null || !channel.isOpen()) {
      channel = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.DSYNC);
      durable = channel;
    }
    return channel;
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  @Override
  public void sync() throws IOException {
    file.getFD().sync();
  }

  @Override
  public void truncate(long size) throws IOException {
    lock.lock();
    try {
      closeMapping();
      file.setLength(size);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void expectSmallWrites() throws IOException {
    lock.lock();
    try {
      if (mapping == null) {
        mapping = Mapping.of(path.toFile(), file.length());
      }
    } finally {
      lock.unlock();
    }
  }

  private void closeMapping() {
    Mapping mapped = mapping;
    if (mapped != null) {
      mapping = null;
      mapped.close();
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      closeMapping();
      file.close();
    } finally {
      lock.unlock();
    }
    durableLock.lock();
    try {
      if (durable != null) {
        durable.close();
      }
    } finally {
      durableLock.unlock();
    }
  }
}
