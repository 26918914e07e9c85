package dev.retinue.document.pdf;

import dev.retinue.document.Content;
import dev.retinue.document.Source;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Refuses a PDF in which a few bytes unpack to very many, before PDFBox meets it: PDFBox unpacks
 * each stream into memory as a whole. Streams are found by their keyword, so that it holds for
 * those that a damaged table of contents hides. Images may be larger, since reading text never
 * unpacks them.
 */
final class PdfInflation {
  private static final byte[] STREAM = "stream".getBytes(StandardCharsets.US_ASCII);
  private static final int DICTIONARY_REACH = 2048;
  private static final int NESTING = 3;

  private PdfInflation() {}

  static void check(Source source) {
    byte[] bytes = source.bytes();
    long limit = source.limits().inflated();
    int at = indexOf(bytes, 0);
    while (at >= 0) {
      source.checkTime();
      int data = at + STREAM.length;
      while (data < bytes.length && (bytes[data] == '\r' || bytes[data] == '\n')) {
        data++;
      }
      if (isZlib(bytes, data, bytes.length) && !isImage(bytes, at)) {
        long size = inflatedSize(bytes, data, bytes.length - data, limit, NESTING);
        if (size > limit) {
          throw new Content.TooLarge(
              "a part of it unpacks to more than %,d bytes; if that is no attack, print it anew"
                  .formatted(limit));
        }
      }
      at = indexOf(bytes, data);
    }
  }

  /** The largest size that any of up to {@code nesting} layers of compression unpacks to. */
  private static long inflatedSize(byte[] bytes, int from, int length, long limit, int nesting) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(bytes, from, length);
      byte[] buffer = new byte[1 << 16];
      long size = 0;
      int count = inflater.inflate(buffer);
      boolean nested = nesting > 1 && isZlib(buffer, 0, count);
      long inner = nested ? nestedSize(bytes, from, length, limit, nesting - 1) : 0;
      while (count > 0 && size <= limit) {
        size += count;
        count = inflater.inflate(buffer);
      }
      return Math.max(size, inner);
    } catch (DataFormatException e) {
      return 0; // not compressed after all, or damaged: PDFBox keeps what came before the damage
    } finally {
      inflater.end();
    }
  }

  /** The first layer is at most as large as the file allows here, so it can be held. */
  private static long nestedSize(byte[] bytes, int from, int length, long limit, int nesting)
      throws DataFormatException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(bytes, from, length);
      byte[] layer = new byte[(int) Math.min(limit, 1 << 24)];
      int size = 0;
      int count = inflater.inflate(layer, 0, layer.length);
      while (count > 0) {
        size += count;
        count = inflater.inflate(layer, size, layer.length - size);
      }
      return inflatedSize(layer, 0, size, limit, nesting);
    } finally {
      inflater.end();
    }
  }

  private static boolean isZlib(byte[] bytes, int at, int end) {
    return at + 1 < end
        && (bytes[at] & 0x0F) == 8
        && (((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF)) % 31 == 0;
  }

  private static boolean isImage(byte[] bytes, int streamKeyword) {
    int from = Math.max(0, streamKeyword - DICTIONARY_REACH);
    String before = new String(bytes, from, streamKeyword - from, StandardCharsets.ISO_8859_1);
    int object = before.lastIndexOf(" obj");
    return before.substring(Math.max(object, 0)).matches("(?s).*/Subtype\\s*/Image\\b.*");
  }

  private static int indexOf(byte[] bytes, int from) {
    for (int i = from; i <= bytes.length - STREAM.length; i++) {
      if (bytes[i] == 's'
          && bytes[i + 1] == 't'
          && bytes[i + 2] == 'r'
          && bytes[i + 3] == 'e'
          && bytes[i + 4] == 'a'
          && bytes[i + 5] == 'm'
          && (i < 3 || bytes[i - 1] != 'd')) { // not the end of "endstream"
        return i;
      }
    }
    return -1;
  }
}
