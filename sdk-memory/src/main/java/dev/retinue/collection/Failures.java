package dev.retinue.collection;

import dev.retinue.collection.CollectionException.Problem;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.store.LockObtainFailedException;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong with one collection, in words for its user.
 *
 * @param folder null for a collection in memory
 */
record Failures(@Nullable Path folder) {
  String name() {
    return folder == null ? "the collection in memory" : "the collection in " + folder;
  }

  CollectionException notWritable(Exception cause) {
    return new CollectionException(
        Problem.NOT_WRITABLE,
        folder,
        "the collection's folder %s cannot be made or written (%s): give the process the right to write there, or choose another folder"
            .formatted(folder, cause),
        cause);
  }

  CollectionException notOpened(Exception cause) {
    if (cause instanceof LockObtainFailedException) {
      return new CollectionException(
          Problem.IN_USE,
          folder,
          name()
              + " is already open, in this process or another: close it there first, or choose another folder",
          cause);
    }
    if (cause instanceof AccessDeniedException) {
      return notWritable(cause);
    }
    if (isOfOtherVersion(cause)) {
      return new CollectionException(
          Problem.OTHER_VERSION,
          folder,
          "%s was written by another version of this library (%s): open it with that one, or delete the folder and fill it anew"
              .formatted(name(), cause.getMessage()),
          cause);
    }
    if (isDamage(cause)) {
      return new CollectionException(
          Problem.DAMAGED,
          folder,
          "%s cannot be read (%s): put back a copy of the folder, or delete it and fill it anew"
              .formatted(name(), cause),
          cause);
    }
    return refused("be opened", cause);
  }

  /**
   * An open collection failed.
   *
   * @param tragedy what stopped Lucene's writer for good, or null if it goes on
   */
  CollectionException failed(String what, @Nullable Throwable tragedy, Exception cause) {
    if (tragedy != null) {
      return new CollectionException(
          Problem.STOPPED,
          folder,
          "%s stopped after a failed write (%s): see to the cause, then close it and open it again; it will be as at its last commit"
              .formatted(name(), tragedy),
          cause);
    }
    if (isDamage(cause)) {
      return new CollectionException(
          Problem.DAMAGED,
          folder,
          "%s could not %s (%s): if the disk is sound, the files are damaged; put back a copy of the folder, or delete it and fill it anew"
              .formatted(name(), what, cause),
          cause);
    }
    return refused(what, cause);
  }

  private CollectionException refused(String what, Exception cause) {
    return new CollectionException(
        Problem.FAILED,
        folder,
        "%s could not %s (%s): nothing says that its files are damaged; see to the cause, such as a full disk or too many open files, and try again"
            .formatted(name(), what, cause),
        cause);
  }

  private static boolean isOfOtherVersion(Exception cause) {
    boolean says =
        switch (cause) {
          case OtherFormatException other -> true;
          case IndexFormatTooNewException tooNew -> true;
          case IndexFormatTooOldException tooOld -> !isNoFileOfLucene(tooOld);
          default -> false;
        };
    return says && !hasWrongChecksum(cause);
  }

  /** Lucene takes a file that does not begin as its files do for a very old one. */
  private static boolean isNoFileOfLucene(IndexFormatTooOldException cause) {
    return Objects.equals(cause.getMinVersion(), CodecUtil.CODEC_MAGIC);
  }

  /** A damaged version number looks like another version; Lucene then adds what the sum says. */
  private static boolean hasWrongChecksum(Exception cause) {
    return Arrays.stream(cause.getSuppressed())
        .anyMatch(added ->
            added instanceof CorruptIndexException
                && !String.valueOf(added.getMessage()).startsWith("checksum passed"));
  }

  /**
   * Not whatever fails: an index must not be thought damaged since a limit of the system is met.
   */
  private static boolean isDamage(Exception cause) {
    return cause instanceof CorruptIndexException
        || cause instanceof EOFException
        || cause instanceof NoSuchFileException
        || cause instanceof FileNotFoundException
        || cause instanceof IndexFormatTooNewException
        || cause instanceof IndexFormatTooOldException
        || cause instanceof IllegalArgumentException; // Lucene throws it for some damaged files.
  }
}
