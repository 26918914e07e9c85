package dev.retinue.journal.file;

import java.io.IOException;

/** A file of a {@link Storage}, random access. Thread-safe. */
public interface StorageFile extends AutoCloseable {
  /** Its size in bytes. */
  long size() throws IOException;

  /**
   * Reads so many bytes from a place in the file.
   *
   * @throws java.io.EOFException if the file ends before
   */
  void read(long position, byte[] target, int offset, int length) throws IOException;

  /**
   * Writes so many bytes at a place in the file, which grows if it ends before. They survive the
   * process when this returns, not a loss of power.
   *
   * @throws StorageFullException if the file would have to grow and there is no room
   */
  void write(long position, byte[] source, int offset, int length) throws IOException;

  /**
   * The same, durable when this returns. Says nothing about what was written before by other means.
   *
   * @throws StorageFullException as above; after any other exception the content is unknown
   */
  default void writeDurably(long position, byte[] source, int offset, int length)
      throws IOException {
    write(position, source, offset, length);
    sync();
  }

  /** Makes everything written so far durable; after an exception the content is unknown. */
  void sync() throws IOException;

  /** Cuts the file to this size; durable after {@link #sync}. */
  void truncate(long size) throws IOException;

  /**
   * A hint: very many small reads and writes within the size it has now will follow. A storage may
   * map it into memory.
   */
  default void expectSmallWrites() throws IOException {}

  @Override
  void close() throws IOException;
}
