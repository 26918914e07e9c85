package dev.retinue.journal.file;

import java.io.IOException;
import java.util.List;

/**
 * Where a journal's files are: one flat folder that nobody else writes to. {@link FileJournal}
 * brings the one on disk; {@code dev.retinue.testkit.FaultyStorage} is one that fails on purpose.
 * Thread-safe. An interrupt of the calling thread neither fails an operation nor harms a file.
 *
 * <p>What a crash of the machine leaves: of a file's content, everything up to its last {@link
 * StorageFile#sync} and any part of what was written since; of the names, everything up to the last
 * {@link #syncNames} and any part of what was changed since.
 */
public interface Storage extends AutoCloseable {
  /** The names of all files. */
  List<String> names() throws IOException;

  /**
   * Makes a file of this size, full of zeros, its room really taken: a later write within it finds
   * room and changes no metadata. Content and room are durable; the name is after {@link
   * #syncNames}.
   *
   * @throws StorageFullException if there is no room; no file is left behind
   */
  StorageFile create(String name, long size) throws IOException;

  /** Opens a file that exists. */
  StorageFile open(String name) throws IOException;

  /** Renames a file, replacing any of the new name in one atomic step. */
  void rename(String from, String to) throws IOException;

  /** Deletes a file; what is open can still be read. */
  void delete(String name) throws IOException;

  /** Makes all creations, renamings and deletions so far durable. */
  void syncNames() throws IOException;

  /** Gives the folder to whoever wants it next. Files are closed by those who opened them. */
  @Override
  void close() throws IOException;
}
