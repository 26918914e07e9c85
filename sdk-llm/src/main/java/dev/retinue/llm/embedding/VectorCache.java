package dev.retinue.llm.embedding;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The vectors of the texts met last, by a hash of their content, within a number of bytes. An entry
 * weighs four bytes for each number of its vector and {@value #OVERHEAD} for the rest. Thread-safe.
 */
final class VectorCache {
  /** Key, vector's header, entry and its share of the table, on a 64-bit JVM. */
  private static final int OVERHEAD = 160;

  private final long most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Key, float[]> vectors = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;
  private long hits;

  VectorCache(long most) {
    this.most = most;
  }

  /** Half of a SHA-256: two texts that share it are not to be met. */
  record Key(long high, long low) {
    static Key of(String text) {
      try {
        byte[] hash =
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        ByteBuffer half = ByteBuffer.wrap(hash);
        return new Key(half.getLong(), half.getLong());
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }
  }

  /** The caller's own copy. */
  float @Nullable [] find(Key key) {
    lock.lock();
    try {
      float[] known = vectors.get(key);
      if (known == null) {
        return null;
      }
      hits++;
      return known.clone();
    } finally {
      lock.unlock();
    }
  }

  void keep(Key key, float[] vector) {
    if (weight(vector) > most) {
      return;
    }
    lock.lock();
    try {
      float[] before = vectors.put(key, vector.clone());
      bytes += weight(vector) - (before == null ? 0 : weight(before));
      var eldest = vectors.values().iterator();
      while (bytes > most) {
        bytes -= weight(eldest.next());
        eldest.remove();
      }
    } finally {
      lock.unlock();
    }
  }

  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  long hits() {
    lock.lock();
    try {
      return hits;
    } finally {
      lock.unlock();
    }
  }

  private static long weight(float[] vector) {
    return 4L * vector.length + OVERHEAD;
  }
}
