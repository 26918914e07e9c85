package dev.retinue.tools.general.files;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What the first bytes of a file say about the rest. */
sealed interface Content {
  /**
   * @param mark bytes of the byte-order mark at the beginning, which are no text
   */
  record Text(Charset charset, int mark) implements Content {}

  /**
   * @param kind what it seems to be, and what may read it
   */
  record Binary(String kind) implements Content {}

  /** How many bytes {@link #sniff} wants to see. */
  int SAMPLE = 65_536;

  String UNKNOWN = "not text; a tool for its format is needed";

  /**
   * Byte-order mark first, then known signatures, UTF-16 by where its zeros are, UTF-8 by its own
   * rules, and what is left is Windows-1252 unless it has control characters that text has not.
   */
  static Content sniff(byte[] head) {
    Optional<Content> known = marked(head).or(() -> signed(head));
    if (known.isPresent()) {
      return known.get();
    }
    int zeros = zeros(head, 0) + zeros(head, 1);
    if (zeros > 0) {
      return zeroed(head, zeros);
    }
    if (isUtf8(head)) {
      return controls(head) ? new Binary(UNKNOWN) : new Text(StandardCharsets.UTF_8, 0);
    }
    return controls(head) ? new Binary(UNKNOWN) : new Text(Charset.forName("windows-1252"), 0);
  }

  private static Optional<Content> marked(byte[] head) {
    if (starts(head, 0xEF, 0xBB, 0xBF)) {
      return Optional.of(new Text(StandardCharsets.UTF_8, 3));
    }
    if (starts(head, 0xFF, 0xFE)) {
      return Optional.of(new Text(StandardCharsets.UTF_16LE, 2));
    }
    if (starts(head, 0xFE, 0xFF)) {
      return Optional.of(new Text(StandardCharsets.UTF_16BE, 2));
    }
    return Optional.empty();
  }

  private static Optional<Content> signed(byte[] head) {
    String kind = null;
    if (starts(head, '%', 'P', 'D', 'F', '-')) {
      kind = "a PDF document; use document_read, or search the knowledge it was read into";
    } else if (starts(head, 'P', 'K', 3, 4)) {
      kind =
          "a ZIP archive or an Office document (docx, xlsx, pptx); use document_read for documents"
              + " and archive_list for archives";
    } else if (starts(head, 0xD0, 0xCF, 0x11, 0xE0)) {
      kind = "an old Office document (doc, xls, ppt); use document_read";
    } else if (starts(head, 0x89, 'P', 'N', 'G')
        || starts(head, 0xFF, 0xD8, 0xFF)
        || starts(head, 'G', 'I', 'F', '8')) {
      kind = "an image; give it to a model that sees, or use screen_read for its words";
    } else if (starts(head, 0x1F, 0x8B)) {
      kind = "a gzip archive; use archive_extract";
    } else if (starts(head, 'S', 'Q', 'L', 'i', 't', 'e')) {
      kind = "an SQLite database; use sql_query";
    }
    return Optional.ofNullable(kind).map(Binary::new);
  }

  /** Latin text in UTF-16 has nearly all of its zeros in every other place. */
  private static Content zeroed(byte[] head, int zeros) {
    if (zeros * 10L > head.length * 3L) {
      if (zeros(head, 1) * 20L > zeros * 19L) {
        return new Text(StandardCharsets.UTF_16LE, 0);
      }
      if (zeros(head, 0) * 20L > zeros * 19L) {
        return new Text(StandardCharsets.UTF_16BE, 0);
      }
    }
    return new Binary(UNKNOWN);
  }

  private static int zeros(byte[] head, int first) {
    int count = 0;
    for (int i = first; i < head.length; i += 2) {
      if (head[i] == 0) {
        count++;
      }
    }
    return count;
  }

  private static boolean isUtf8(byte[] head) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    // Not the end of the input: a character may be cut by the end of the sample.
    boolean whole = head.length < SAMPLE;
    return !decoder
        .decode(ByteBuffer.wrap(head), CharBuffer.allocate(head.length + 1), whole)
        .isError();
  }

  private static boolean controls(byte[] head) {
    for (byte b : head) {
      boolean usual = b < 0 || b >= ' ' || (b >= '\b' && b <= '\r') || b == 0x1B;
      if (!usual) {
        return true;
      }
    }
    return false;
  }

  private static boolean starts(byte[] head, int... signature) {
    if (head.length < signature.length) {
      return false;
    }
    for (int i = 0; i < signature.length; i++) {
      if ((head[i] & 0xFF) != signature[i]) {
        return false;
      }
    }
    return true;
  }
}
