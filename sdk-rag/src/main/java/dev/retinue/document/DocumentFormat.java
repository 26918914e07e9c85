package dev.retinue.document;

import java.util.Set;

/**
 * A kind of document that can be read. Found by {@link java.util.ServiceLoader}; one of a host goes
 * before those of this library where both recognise a file. Thread-safe.
 *
 * <p>What stands in a file is data of anybody: a format keeps to the {@linkplain Source#limits()
 * limits}, follows no reference that leads out of the file, and runs nothing.
 */
public interface DocumentFormat {
  /** How a format knows a file, the surest first. */
  enum Match {
    /** By what is in it, whatever its name. */
    CONTENT,
    /** By its name, and nothing in it speaks against it. */
    NAME,
    /** Not at all. */
    NONE
  }

  /** The endings of its files, in lower case, without the dot. */
  Set<String> endings();

  /** Whether a file is of this kind. Looks at the beginning of the file and not further. */
  Match match(Source source);

  /**
   * Reads a file that matches.
   *
   * @param content receives what is found, in reading order
   * @return the media type, for example {@code application/pdf}
   * @throws UnreadableDocumentException with a reason and a cure; any unchecked exception is taken
   *     as damage of the file
   */
  String read(Source source, Content content)
      throws UnreadableDocumentException, InterruptedException;
}
