package dev.retinue.journal.file;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which runs are being erased: known to a file from before the first of them is released until
 * nothing is left of any, so that an opening after a crash goes on with it. Guarded by the lock of
 * retention.
 */
final class Erasing {
  static final String NAME = "erasing";
  private static final Logger LOG = LoggerFactory.getLogger(FileJournal.class);
  private static final long MAGIC = 0x5352452d544552L;
  private static final int HEADER = 24;

  private final Storage storage;
  private final Set<String> runs;
  private boolean written;

  private Erasing(Storage storage, Set<String> runs, boolean written) {
    this.storage = storage;
    this.runs = runs;
    this.written = written;
  }

  /** What an earlier process had begun to erase. */
  static Erasing found(Storage storage, List<String> names) throws IOException {
    Set<String> runs = new HashSet<>();
    boolean written = names.contains(NAME);
    if (written) {
      StorageFile file = storage.open(NAME);
      try {
        byte[] bytes = new byte[Math.toIntExact(file.size())];
        file.read(0, bytes, 0, bytes.length);
        read(bytes, runs, storage);
      } finally {
        file.close();
      }
    }
    return new Erasing(storage, runs, written);
  }

  private static void read(byte[] bytes, Set<String> runs, Storage storage) {
    boolean sound =
        bytes.length >= HEADER
            && SegmentHeader.checkPrefix(bytes, MAGIC, NAME)
            && Frame.getInt(bytes, 16) == Frame.crc(bytes, HEADER, bytes.length);
    if (!sound) {
      LOG.atError()
          .addKeyValue("file", NAME)
          .log(
              "which runs were being erased from the journal in {} cannot be read; erase them again",
              storage);
      return;
    }
    ByteReader reader = new ByteReader(bytes, HEADER, bytes.length);
    while (!reader.atEnd()) {
      runs.add(reader.readString());
    }
  }

  /** All of them. */
  Set<String> runs() {
    return Set.copyOf(runs);
  }

  /** These as well; durable when it returns. */
  void begin(Collection<String> more) throws IOException {
    boolean known = !runs.addAll(more);
    if (runs.isEmpty() || (known && written)) {
      return;
    }
    written = false;
    ByteWriter bytes = new ByteWriter(1024);
    bytes.reset(HEADER);
    runs.stream().sorted().forEach(bytes::putString);
    byte[] array = bytes.array();
    SegmentHeader.putPrefix(array, MAGIC);
    Frame.putInt(array, 16, Frame.crc(array, HEADER, bytes.length()));
    String fresh = NAME + ".tmp";
    StorageFile file = storage.create(fresh, bytes.length());
    try {
      file.write(0, array, 0, bytes.length());
      file.sync();
    } finally {
      file.close();
    }
    storage.rename(fresh, NAME);
    storage.syncNames();
    written = true;
  }

  /** Nothing is left of them. */
  void end() throws IOException {
    for (String name : storage.names()) {
      if (name.startsWith(NAME)) { // Or one that a crash left half-made.
        storage.delete(name);
      }
    }
    storage.syncNames();
    runs.clear();
    written = false;
  }
}
