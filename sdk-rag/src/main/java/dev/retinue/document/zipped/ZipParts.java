package dev.retinue.document.zipped;

import dev.retinue.document.Content;
import dev.retinue.document.Source;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Enumeration;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.apache.poi.openxml4j.util.ZipEntrySource;
import org.apache.poi.openxml4j.util.ZipFileZipEntrySource;
import org.jspecify.annotations.Nullable;

/**
 * The zip file beneath an Office document, held to a budget of inflated bytes over all its parts
 * together. POI's own limits are per part, far higher, and static for the whole JVM.
 */
public final class ZipParts implements ZipEntrySource {
  private static final int MAX_ENTRIES = 20_000;

  /** For the parts that POI reads itself, as trees of many times the size. */
  private static final long MAX_TREE = 4L << 20;

  private final ZipEntrySource zip;
  private final long budget;
  private long inflated;

  public ZipParts(Source source) throws IOException {
    checkEntries(source.bytes());
    this.zip =
        new ZipFileZipEntrySource(
            ZipFile.builder()
                .setSeekableByteChannel(new SeekableInMemoryByteChannel(source.bytes()))
                .get());
    this.budget = source.limits().inflated();
  }

  /** The list of a zip file's entries is held in memory as a whole, and by POI once more. */
  private static void checkEntries(byte[] bytes) {
    int entries = 0;
    for (int i = 0; i + 3 < bytes.length; i++) {
      if (bytes[i] == 'P' && bytes[i + 1] == 'K' && bytes[i + 2] == 1 && bytes[i + 3] == 2) {
        entries++;
      }
    }
    if (entries > MAX_ENTRIES) {
      throw new Content.TooLarge(
          "it is a zip file of %,d parts and at most %,d are read; export it to PDF"
              .formatted(entries, MAX_ENTRIES));
    }
  }

  @Override
  public Enumeration<? extends ZipArchiveEntry> getEntries() {
    return zip.getEntries();
  }

  @Override
  public @Nullable ZipArchiveEntry getEntry(String path) {
    return zip.getEntry(path);
  }

  @Override
  public InputStream getInputStream(ZipArchiveEntry entry) throws IOException {
    String name = entry.getName();
    boolean becomesTree =
        name.endsWith(".rels") || name.startsWith("[") || name.startsWith("docProps/");
    long limit = becomesTree ? Math.min(budget, inflated + MAX_TREE) : budget;
    return new FilterInputStream(zip.getInputStream(entry)) {
      @Override
      public int read() throws IOException {
        int b = in.read();
        count(b < 0 ? 0 : 1, limit);
        return b;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        count(Math.max(count, 0), limit);
        return count;
      }
    };
  }

  private void count(int bytes, long limit) {
    inflated += bytes;
    if (inflated > limit) {
      throw new Content.TooLarge(
          "it unpacks to more than %,d bytes; if that is no attack, split it into smaller documents"
              .formatted(limit));
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  @Override
  public boolean isClosed() {
    return zip.isClosed();
  }
}
