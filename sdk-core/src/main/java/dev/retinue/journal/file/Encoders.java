package dev.retinue.journal.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Buffers in which records become bytes, used again by whoever comes next. Thread-safe. */
final class Encoders {
  private static final int SLOTS = 16;
  private static final int BYTES = 2048;
  private static final int KEPT = 256 << 10;

  private final PayloadFiles payloads;
  private final AtomicReferenceArray<@Nullable Encoder> free = new AtomicReferenceArray<>(SLOTS);

  Encoders(PayloadFiles payloads) {
    this.payloads = payloads;
  }

  /** A buffer, and the payload files that the record in it refers to. */
  static final class Encoder implements RecordCodec.Large {
    final ByteWriter bytes = new ByteWriter(BYTES);
    final List<String> kept = new ArrayList<>(0);
    private final RecordCodec.Large files;

    private Encoder(RecordCodec.Large files) {
      this.files = files;
    }

    @Override
    public byte[] keep(byte[] payload) throws IOException {
      byte[] hash = files.keep(payload);
      kept.add(PayloadFiles.name(hash));
      return hash;
    }

    @Override
    public byte[] fetch(byte[] hash) throws IOException {
      return files.fetch(hash);
    }
  }

  Encoder take() {
    Encoder encoder = free.getAndSet(slot(), null);
    return encoder == null ? new Encoder(payloads) : encoder;
  }

  /** The record in it was added, so that its run refers to the payloads, or given up. */
  void giveBack(Encoder encoder) {
    encoder.kept.forEach(payloads::written);
    encoder.kept.clear();
    if (encoder.bytes.array().length <= KEPT) {
      free.set(slot(), encoder);
    }
  }

  private static int slot() {
    return (int) Thread.currentThread().threadId() & (SLOTS - 1);
  }
}
