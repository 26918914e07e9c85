package dev.retinue.examples.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The least that makes records durable: bytes in a file with group commit, without numbers,
 * checksums, segments or recovery. What a journal is measured against.
 */
final class BareLog implements AutoCloseable {
  /** How a batch is made durable. */
  enum Kind {
    WRITE_AND_FDATASYNC,
    PREALLOCATED_AND_FDATASYNC,
    PREALLOCATED_AND_O_DSYNC
  }

  private static final int SIZE = 64 << 20;

  private static final class Batch {
    final ByteBuffer bytes = ByteBuffer.allocateDirect(1 << 20);
    final List<Thread> waiters = new ArrayList<>();
  }

  private static final class Ticket {
    volatile boolean done;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Kind kind;
  private final FileChannel file;
  private long position;
  private Batch pending = new Batch();
  private Batch spare = new Batch();
  private Ticket ticket = new Ticket();
  private boolean writing;

  BareLog(Path path, Kind kind) throws IOException {
    this.kind = kind;
    if (kind != Kind.WRITE_AND_FDATASYNC) {
      try (RandomAccessFile zeros = new RandomAccessFile(path.toFile(), "rw")) {
        byte[] chunk = new byte[1 << 20];
        for (int at = 0; at < SIZE; at += chunk.length) {
          zeros.write(chunk);
        }
        zeros.getFD().sync();
      }
    }
    this.file =
        kind == Kind.PREALLOCATED_AND_O_DSYNC
            ? FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.DSYNC)
            : FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  void append(byte[] record) throws IOException {
    Ticket mine;
    lock.lock();
    try {
      pending.bytes.put(record);
      mine = ticket;
      if (writing) {
        pending.waiters.add(Thread.currentThread());
      }
      if (!writing) {
        writing = true;
        mine = null;
      }
    } finally {
      lock.unlock();
    }
    if (mine == null) {
      lead();
      return;
    }
    while (!mine.done) {
      LockSupport.park(this);
    }
  }

  private void lead() throws IOException {
    while (true) {
      Batch batch;
      Ticket written;
      lock.lock();
      try {
        if (pending.bytes.position() == 0) {
          writing = false;
          return;
        }
        batch = pending;
        pending = spare;
        written = ticket;
        ticket = new Ticket();
      } finally {
        lock.unlock();
      }
      batch.bytes.flip();
      if (position + batch.bytes.limit() > SIZE) {
        position = 0;
      }
      int length = batch.bytes.limit();
      file.write(batch.bytes, position);
      position += length;
      if (kind != Kind.PREALLOCATED_AND_O_DSYNC) {
        file.force(false);
      }
      written.done = true;
      batch.waiters.forEach(LockSupport::unpark);
      batch.waiters.clear();
      batch.bytes.clear();
      spare = batch;
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
