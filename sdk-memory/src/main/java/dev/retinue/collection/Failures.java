package dev.retinue.collection;

import dev.retinue.collection.CollectionException.Problem;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
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
    return new CollectionException(
        Problem.DAMAGED,
        folder,
        "%s cannot be read (%s): put back a copy of the folder, or delete it and fill it anew"
            .formatted(name(), cause),
        cause);
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
    return new CollectionException(
        Problem.DAMAGED,
        folder,
        "%s could not %s (%s): if the disk is sound, the files are damaged; put back a copy of the folder, or delete it and fill it anew"
            .formatted(name(), what, cause),
        cause);
  }
}
