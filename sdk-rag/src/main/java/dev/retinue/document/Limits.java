package dev.retinue.document;

import java.time.Duration;

/**
 * What one document may cost. Generous for anything a person wrote, strict for anything made to
 * exhaust the reader.
 *
 * @param bytes of the file
 * @param inflated bytes that compressed parts of the file may unpack to
 * @param characters of extracted text
 * @param pages of a PDF
 * @param time spent on a PDF's pages; the other formats are read in time linear in their size
 */
record Limits(long bytes, long inflated, int characters, int pages, Duration time) {
  static final Limits STANDARD =
      new Limits(100L << 20, 256L << 20, 20_000_000, 5_000, Duration.ofSeconds(60));
}
