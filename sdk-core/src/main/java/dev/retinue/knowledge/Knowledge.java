package dev.retinue.knowledge;

import dev.retinue.journal.JournalView;

/**
 * The knowledge of one agent, a view of the journal: applying a record of the journal means
 * ingesting its source again, which changes nothing when the content is the same. Thread-safe.
 */
public interface Knowledge extends JournalView, AutoCloseable {
  /**
   * The documents in a file or folder that this knowledge would try to read: every regular file,
   * hidden ones and unknown extensions aside, folders recursively, symbolic links not followed out
   * of the folder.
   *
   * @param location path of a file or folder, as the host gave it
   * @throws dev.retinue.error.RetinueException if it does not exist or cannot be listed
   */
  DocumentSources scan(String location);

  /**
   * Reads a document and stores its passages as one step: replaced as a whole when its content
   * changed since, left alone when it did not. Visible to the next search, durable with the next
   * {@link #commit}. A document that cannot be read is {@link Ingested.Rejected}, not an exception.
   */
  Ingested ingest(DocumentSource source);

  /** The passages that match best. Empty when nothing is stored or nothing matches. */
  Passages search(KnowledgeQuery query);

  /** Releases files and threads without committing. Idempotent. */
  @Override
  void close();
}
