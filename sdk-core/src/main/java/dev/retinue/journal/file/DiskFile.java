package dev.retinue.journal.file;

import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file on disk: one handle for reads and writes, one whose writes are synchronous (O_DSYNC) for
 * the writes that must be durable, and a mapping where many small writes were announced. Handles
 * have a position, so each is used under a lock.
 */
final class DiskFile implements StorageFile {
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock durableLock = new ReentrantLock();
  private final File path;
  private final RandomAccessFile file;
  private @Nullable RandomAccessFile durable;
  private volatile @Nullable Mapping mapping;

  DiskFile(Path path) throws IOException {
    this.path = path.toFile();
    this.file = new RandomAccessFile(this.path, "rw");
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
    durableLock.lock();
    try {
      RandomAccessFile handle = durable;
      if (handle == null) {
        handle = new RandomAccessFile(path, "rwd");
        durable = handle;
      }
      handle.seek(position);
      handle.write(source, offset, length);
    } catch (IOException e) {
      throw DiskStorage.explained(e);
    } finally {
      durableLock.unlock();
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
        mapping = Mapping.of(path, file.length());
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
