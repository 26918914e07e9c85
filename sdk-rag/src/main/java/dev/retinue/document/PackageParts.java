package dev.retinue.document;

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
final class PackageParts implements ZipEntrySource {
  private final ZipEntrySource zip;
  private final long budget;
  private long inflated;

  PackageParts(Source source) throws IOException {
    this.zip =
        new ZipFileZipEntrySource(
            ZipFile.builder()
                .setSeekableByteChannel(new SeekableInMemoryByteChannel(source.bytes()))
                .get());
    this.budget = source.limits().inflated();
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
    return new FilterInputStream(zip.getInputStream(entry)) {
      @Override
      public int read() throws IOException {
        int b = in.read();
        count(b < 0 ? 0 : 1);
        return b;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        count(Math.max(count, 0));
        return count;
      }
    };
  }

  private void count(int bytes) {
    inflated += bytes;
    if (inflated > budget) {
      throw new Content.TooLarge(
          "it unpacks to more than %,d bytes; if that is no attack, split it into smaller documents"
              .formatted(budget));
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
