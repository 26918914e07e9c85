package dev.retinue.run.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * Makes ids: 12 hex digits of milliseconds and 12 of randomness, so that they sort by time.
 * Thread-safe.
 */
public final class Ids {
  private final ReentrantLock lock = new ReentrantLock();
  private final Clock clock;
  private final RandomGenerator random;

  public Ids(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  public String next() {
    lock.lock();
    try {
      HexFormat hex = HexFormat.of();
      return hex.toHexDigits(clock.millis(), 12) + "-" + hex.toHexDigits(random.nextLong(), 12);
    } finally {
      lock.unlock();
    }
  }

  double fraction() {
    lock.lock();
    try {
      return random.nextDouble();
    } finally {
      lock.unlock();
    }
  }

  /** 128 bits of SHA-256 over the parts, in hex: the same for the same parts, in any process. */
  static String derived(String... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
