package dev.retinue.memory.vault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys out of a key: HKDF with SHA-256. Source: RFC 5869, HMAC-based Extract-and-Expand Key
 * Derivation Function.
 */
final class Hkdf {
  private static final String HMAC = "HmacSHA256";
  private static final int HASH_BYTES = 32;

  private Hkdf() {}

  /** The pseudorandom key of input keying material; without a salt it is one of zeros. */
  static byte[] extract(byte[] salt, byte[] material) {
    return hmac(salt.length == 0 ? new byte[HASH_BYTES] : salt, material);
  }

  /** Keying material for a purpose. */
  static byte[] expand(byte[] pseudorandomKey, String purpose, int length) {
    return expand(pseudorandomKey, purpose.getBytes(StandardCharsets.UTF_8), length);
  }

  static byte[] expand(byte[] pseudorandomKey, byte[] info, int length) {
    if (length < 1 || length > 255 * HASH_BYTES) {
      throw new IllegalArgumentException("length must be 1 to 8160 bytes, got " + length);
    }
    byte[] output = new byte[length];
    byte[] block = new byte[0];
    int done = 0;
    for (int count = 1; done < length; count++) {
      byte[] input = Arrays.copyOf(block, block.length + info.length + 1);
      System.arraycopy(info, 0, input, block.length, info.length);
      input[input.length - 1] = (byte) count;
      Arrays.fill(block, (byte) 0);
      block = hmac(pseudorandomKey, input);
      Arrays.fill(input, (byte) 0);
      int more = Math.min(HASH_BYTES, length - done);
      System.arraycopy(block, 0, output, done, more);
      done += more;
    }
    Arrays.fill(block, (byte) 0);
    return output;
  }

  private static byte[] hmac(byte[] key, byte[] data) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + HMAC + ", but this one refuses it", e);
    }
  }
}
