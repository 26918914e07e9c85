package dev.retinue.tools.egress;

import dev.retinue.tools.catalogue.Refused;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a body.
 *
 * @param truncated whether there was more
 * @param decoded whether a coding was undone
 */
record Body(ByteBuffer bytes, boolean truncated, boolean decoded) {
  static final Body NONE = new Body(ByteBuffer.allocate(0), false, false);
  private static final int BUFFER = 16 * 1024;

  /** Less than this is no bomb, however small it was before. */
  private static final long UNSUSPICIOUS = 1 << 20;

  /**
   * How much is read.
   *
   * @param most bytes to be kept, decompressed
   * @param events told of what comes, which then is not kept; null for nobody
   */
  record Bounds(int most, EgressRules.Limits limits, @Nullable EventStream events) {
    Bounds withoutEvents() {
      return new Bounds(most, limits, null);
    }
  }

  /**
   * Reads at most so many bytes, decompressed.
   *
   * @param received as it comes, without its framing; is not closed, since that would read the rest
   * @param coding of {@code Content-Encoding}; one that is not known is left as it is
   * @throws Refused if it is larger than the limits, or than it can honestly be
   */
  static Body read(InputStream received, String coding, Bounds bounds) throws IOException, Refused {
    Counted counted = new Counted(received);
    try (InputStream content = decoded(counted, coding)) {
      return read(content, counted, bounds);
    }
  }

  private static Body read(InputStream content, Counted counted, Bounds bounds)
      throws IOException, Refused {
    int most = bounds.most();
    EgressRules.Limits limits = bounds.limits();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[BUFFER];
    long total = 0;
    while (true) {
      // One more than is wanted, to know whether there is more.
      int room = (int) Math.min(buffer.length, (long) most + 1 - total);
      int count = content.read(buffer, 0, room);
      if (count < 0) {
        return new Body(ByteBuffer.wrap(out.toByteArray()), false, content != counted);
      }
      total += count;
      if (total > UNSUSPICIOUS && total > limits.expansion() * counted.count) {
        throw new Refused(
            Blocked.TOO_BIG,
            "the body grows to more than "
                + limits.expansion()
                + " times its size when it is decompressed, as only a bomb does; do not use it");
      }
      if (total > most) {
        out.write(buffer, 0, count - 1);
        return new Body(ByteBuffer.wrap(out.toByteArray()), true, content != counted);
      }
      if (counted.count > limits.bodyBytes()) {
        throw new Refused(
            Blocked.TOO_BIG,
            "the body has more than "
                + limits.bodyBytes()
                + " bytes as received; ask for less, or for a range");
      }
      EventStream events = bounds.events();
      if (events == null) {
        out.write(buffer, 0, count);
      } else if (!events.received(ByteBuffer.wrap(buffer, 0, count).asReadOnlyBuffer())) {
        return new Body(ByteBuffer.allocate(0), true, content != counted);
      }
    }
  }

  private static InputStream decoded(Counted received, String coding) throws IOException {
    String name = coding.strip().toLowerCase(Locale.ROOT);
    boolean gzip = name.equals("gzip") || name.equals("x-gzip");
    if (!gzip && !name.equals("deflate")) {
      return received;
    }
    PushbackInputStream ahead = new PushbackInputStream(received, 2);
    int first = ahead.read();
    if (first < 0) {
      return received; // An empty body, which some servers call compressed.
    }
    int second = ahead.read();
    if (second >= 0) {
      ahead.unread(second);
    }
    ahead.unread(first);
    if (gzip) {
      return new GZIPInputStream(ahead, BUFFER);
    }
    // Some servers leave the zlib header (RFC 1950) out.
    boolean zlib = (first & 0x0F) == 8 && ((first << 8) | Math.max(0, second)) % 31 == 0;
    Inflater inflater = new Inflater(!zlib);
    return new InflaterInputStream(ahead, inflater, BUFFER) {
      @Override
      public void close() throws IOException {
        super.close();
        inflater.end(); // Of one that was given to it, it does not take care.
      }
    };
  }

  /** Counts what goes through. */
  private static final class Counted extends FilterInputStream {
    private long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = in.read();
      if (b >= 0) {
        count++;
      }
      return b;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int read = in.read(bytes, from, length);
      if (read > 0) {
        count += read;
      }
      return read;
    }

    @Override
    public void close() {
      // Whoever opened it closes the connection instead: there may be no end to read up to.
    }
  }
}
