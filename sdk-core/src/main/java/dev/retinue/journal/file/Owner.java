package dev.retinue.journal.file;

import dev.retinue.journal.JournalException;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/**
 * Who may append: the file that holds the journal's id and the epoch. Each opening claims the next
 * epoch, in the slot that the last one did not use, so that a torn claim leaves the last one
 * readable. An owner looks at the other slot before it writes: a higher epoch there means that the
 * lock of the folder was lost and somebody else took over.
 */
final class Owner implements AutoCloseable {
  static final String NAME = "owner";
  private static final long MAGIC = 0x4e574f2d544552L;
  private static final int SLOT = 64;
  private static final int SIZE = 4096;
  private static final int SECOND = 2048;

  private final StorageFile file;
  private final String place;
  private final UUID journal;
  private final long epoch;
  private final long otherSlot;
  private final byte[] epochThere = new byte[8];

  private Owner(StorageFile file, String place, UUID journal, long epoch) {
    this.file = file;
    this.place = place;
    this.journal = journal;
    this.epoch = epoch;
    this.otherSlot = slot(epoch + 1);
  }

  private static long slot(long epoch) {
    return (epoch & 1) == 0 ? 0 : SECOND;
  }

  /** What the segments say, for when the file was lost or damaged. */
  record Known(UUID journal, long epoch) {}

  /** Makes this the journal's owner, durably. */
  static Owner claim(Storage storage, List<String> names, Known segments) throws IOException {
    UUID journal = segments.journal();
    long epoch = segments.epoch();
    StorageFile file;
    if (names.contains(NAME)) {
      file = storage.open(NAME);
      if (file.size() < SIZE) {
        file.close();
        file = storage.create(NAME + ".tmp", SIZE);
        storage.rename(NAME + ".tmp", NAME);
        storage.syncNames();
      }
      for (int at : new int[] {0, SECOND}) {
        byte[] slot = new byte[SLOT];
        file.read(at, slot, 0, SLOT);
        if (SegmentHeader.checkPrefix(slot, MAGIC, NAME)
            && Frame.getInt(slot, 40) == Frame.crc(slot, 0, 40)
            && Frame.getLong(slot, 16) >= epoch) {
          epoch = Frame.getLong(slot, 16);
          journal = new UUID(Frame.getLong(slot, 24), Frame.getLong(slot, 32));
        }
      }
    } else {
      file = storage.create(NAME, SIZE);
      storage.syncNames();
    }
    file.expectSmallWrites();
    Owner owner = new Owner(file, storage.toString(), journal, epoch + 1);
    owner.write();
    return owner;
  }

  private void write() throws IOException {
    byte[] slot = new byte[SLOT];
    SegmentHeader.putPrefix(slot, MAGIC);
    Frame.putLong(slot, 16, epoch);
    Frame.putLong(slot, 24, journal.getMostSignificantBits());
    Frame.putLong(slot, 32, journal.getLeastSignificantBits());
    Frame.putInt(slot, 40, Frame.crc(slot, 0, 40));
    file.writeDurably(slot(epoch), slot, 0, SLOT);
  }

  UUID journal() {
    return journal;
  }

  long epoch() {
    return epoch;
  }

  /**
   * Says whether this is still the owner; called by one thread at a time, for it costs next to
   * nothing.
   *
   * @throws JournalException if it is not
   */
  void check() throws IOException {
    file.read(otherSlot + 16, epochThere, 0, 8);
    if (Frame.getLong(epochThere, 0) > epoch) {
      checkWell();
    }
  }

  /** The same for any thread. */
  void checkWell() throws IOException {
    byte[] slot = new byte[SLOT];
    file.read(otherSlot, slot, 0, SLOT);
    long other = Frame.getLong(slot, 16);
    // A slot that does not check out is a damaged one, or a claim that is not complete.
    if (other > epoch && Frame.getInt(slot, 40) == Frame.crc(slot, 0, 40)) {
      throw new JournalException(
          "",
          "the journal in "
              + place
              + " was taken over: this runtime opened it as epoch "
              + epoch
              + ", another one as epoch "
              + other
              + "; nothing more is written here. Close this runtime",
          null);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
