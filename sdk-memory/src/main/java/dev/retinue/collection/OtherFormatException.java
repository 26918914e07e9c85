package dev.retinue.collection;

import java.io.IOException;

/** An index holds entries in another form than those of this version. */
final class OtherFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  OtherFormatException(String message) {
    super(message);
  }
}
