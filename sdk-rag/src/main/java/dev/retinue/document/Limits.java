package dev.retinue.document;

import java.time.Duration;

/**
 * What one document may cost. Generous for anything a person wrote, strict for anything made to
 * exhaust the reader.
 *
 * @param bytes of a PDF or Word file
 * @param markup bytes of an HTML, Markdown or text file: its tree takes many times as much memory
 * @param inflated bytes that the compressed parts of a Word file together, or one stream of a PDF,
 *     may unpack to
 * @param characters of extracted text
 * @param pages of a PDF
 * @param time spent on a PDF; the other formats are read in time linear in their size
 */
public record Limits(
    long bytes, long markup, long inflated, int characters, int pages, Duration time) {
  /** 100 MiB, 10 MiB of markup, 64 MiB unpacked, 20 million characters, 5,000 pages, a minute. */
  public static final Limits STANDARD =
      new Limits(100L << 20, 10L << 20, 64L << 20, 20_000_000, 5_000, Duration.ofSeconds(60));
}
