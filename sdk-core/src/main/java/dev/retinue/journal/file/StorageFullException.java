package dev.retinue.journal.file;

import java.io.IOException;

/** There is no room; what was asked for can be tried again when there is. */
public final class StorageFullException extends IOException {
  private static final long serialVersionUID = 1L;

  public StorageFullException(String message) {
    super(message);
  }
}
