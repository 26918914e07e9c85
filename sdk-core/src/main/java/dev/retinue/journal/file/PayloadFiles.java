package dev.retinue.journal.file;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Large payloads, each in a file named after its SHA-256, so that equal ones are kept once and a
 * damaged one is noticed. Written, synced and named before the record that refers to it.
 * Thread-safe.
 */
final class PayloadFiles implements RecordCodec.Large {
  static final String PREFIX = "payload-";
  static final int HASH = 32;

  /** How many runs refer to it, and how many records that are being written. */
  private static final class Use {
    int runs;
    int writers;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Storage storage;
  private final boolean durably;
  private final Map<String, Use> uses = new HashMap<>();
  private int temporary;

  PayloadFiles(Storage storage, boolean durably) {
    this.storage = storage;
    this.durably = durably;
  }

  static String name(byte[] hash) {
    return PREFIX + HexFormat.of().formatHex(hash);
  }

  /** Makes known what is there. */
  void found(List<String> names) {
    lock.lock();
    try {
      for (String name : names) {
        if (name.startsWith(PREFIX) && !name.endsWith(Recovery.TEMPORARY)) {
          uses.computeIfAbsent(name, key -> new Use());
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Keeps it until {@link #written} at least. */
  @Override
  public byte[] keep(byte[] payload) throws IOException {
    byte[] hash = hash(payload);
    String name = name(hash);
    lock.lock();
    try {
      Use use = uses.get(name);
      if (use == null || !matches(name, hash)) {
        write(name, payload);
      }
      uses.computeIfAbsent(name, key -> new Use()).writers++;
      return hash;
    } finally {
      lock.unlock();
    }
  }

  /** A file that a crash left, or that was damaged since, is written again. */
  private boolean matches(String name, byte[] hash) {
    try {
      return Arrays.equals(hash, hash(content(name)));
    } catch (IOException e) {
      return false;
    }
  }

  private void write(String name, byte[] payload) throws IOException {
    String unfinished = name + "-" + ++temporary + Recovery.TEMPORARY;
    try (StorageFile file = storage.create(unfinished, 0)) {
      file.write(0, payload, 0, payload.length);
      if (durably) {
        file.sync();
      }
    } catch (IOException e) {
      storage.delete(unfinished);
      throw e;
    }
    storage.rename(unfinished, name);
    if (durably) {
      storage.syncNames();
    }
  }

  /** The record for which it was kept was written or given up. */
  void written(String name) {
    lock.lock();
    try {
      Use use = uses.get(name);
      if (use != null) {
        use.writers--;
      }
    } finally {
      lock.unlock();
    }
  }

  void used(String name) {
    lock.lock();
    try {
      uses.computeIfAbsent(name, key -> new Use()).runs++;
    } finally {
      lock.unlock();
    }
  }

  void unused(String name) {
    lock.lock();
    try {
      Use use = uses.get(name);
      if (use != null) {
        use.runs--;
      }
    } finally {
      lock.unlock();
    }
  }

  boolean garbage() {
    lock.lock();
    try {
      return uses.values().stream().anyMatch(PayloadFiles::idle);
    } finally {
      lock.unlock();
    }
  }

  private static boolean idle(Use use) {
    return use.runs <= 0 && use.writers == 0;
  }

  /** Deletes what no run refers to; the releases that made it so must be durable. */
  void deleteGarbage() throws IOException {
    lock.lock();
    try {
      List<String> unused =
          uses.entrySet().stream()
              .filter(use -> idle(use.getValue()))
              .map(Map.Entry::getKey)
              .toList();
      for (String name : unused) {
        storage.delete(name);
        uses.remove(name);
      }
      if (!unused.isEmpty()) {
        storage.syncNames();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public byte[] fetch(byte[] hash) throws IOException {
    String name = name(hash);
    byte[] content = content(name);
    if (!Arrays.equals(hash, hash(content))) {
      throw new IOException("the payload in " + name + " is not what was written");
    }
    return content;
  }

  private byte[] content(String name) throws IOException {
    try (StorageFile file = storage.open(name)) {
      byte[] content = new byte[Math.toIntExact(file.size())];
      file.read(0, content, 0, content.length);
      return content;
    }
  }

  private static byte[] hash(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
