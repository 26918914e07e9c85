package dev.retinue.memory.vault;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of one vault, derived from the host's key and the vault's salt: one for the list of what
 * is in it and one for the values, and what tells the right host key from a wrong one. Immutable.
 */
final class VaultKeys {
  static final int SALT_BYTES = 32;
  static final int CHECK_BYTES = 16;
  static final int NONCE_BYTES = 12;
  private static final int KEY_BYTES = 32;
  private static final int TAG_BITS = 128;
  private static final String CIPHER = "AES/GCM/NoPadding";

  private final byte[] salt;
  private final byte[] check;
  private final SecretKeySpec list;
  private final SecretKeySpec values;

  private VaultKeys(byte[] salt, byte[] check, SecretKeySpec list, SecretKeySpec values) {
    this.salt = salt;
    this.check = check;
    this.list = list;
    this.values = values;
  }

  /** Of a new vault. */
  static VaultKeys fresh(SecretKey host, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return of(host, salt);
  }

  static VaultKeys of(SecretKey host, byte[] salt) {
    byte[] material = material(host);
    byte[] pseudorandom = Hkdf.extract(salt, material);
    Arrays.fill(material, (byte) 0);
    VaultKeys keys =
        new VaultKeys(
            salt.clone(),
            Hkdf.expand(pseudorandom, "retinue vault 1: check", CHECK_BYTES),
            aes(pseudorandom, "retinue vault 1: list"),
            aes(pseudorandom, "retinue vault 1: values"));
    Arrays.fill(pseudorandom, (byte) 0);
    return keys;
  }

  private static SecretKeySpec aes(byte[] pseudorandom, String purpose) {
    byte[] key = Hkdf.expand(pseudorandom, purpose, KEY_BYTES);
    SecretKeySpec spec = new SecretKeySpec(key, "AES");
    Arrays.fill(key, (byte) 0);
    return spec;
  }

  /**
   * Refuses what is no key for vaults.
   *
   * @throws IllegalArgumentException if it has fewer than 32 bytes, or does not give them
   */
  static SecretKey checked(SecretKey host) {
    Arrays.fill(material(host), (byte) 0);
    return host;
  }

  private static byte[] material(SecretKey host) {
    byte[] material = host.getEncoded();
    if (material == null) {
      throw new IllegalArgumentException(
          "the host's key must give its bytes, and this one stays in its device; keep a random key"
              + " of 32 bytes that the device encrypts");
    }
    if (material.length < KEY_BYTES) {
      Arrays.fill(material, (byte) 0);
      throw new IllegalArgumentException(
          "the host's key must have at least "
              + KEY_BYTES
              + " random bytes, got "
              + material.length
              + "; a password is no key");
    }
    return material;
  }

  byte[] salt() {
    return salt.clone();
  }

  byte[] check() {
    return check.clone();
  }

  byte[] sealList(byte[] nonce, byte[] header, byte[] plain) {
    return seal(list, nonce, header, plain);
  }

  Optional<byte[]> openList(byte[] nonce, byte[] header, byte[] sealed) {
    return open(list, nonce, header, sealed);
  }

  /** A value, bound to this vault and to the entry that describes it. */
  byte[] sealValue(byte[] nonce, byte[] described, byte[] plain) {
    return seal(values, nonce, bound(described), plain);
  }

  Optional<byte[]> openValue(byte[] nonce, byte[] described, byte[] sealed) {
    return open(values, nonce, bound(described), sealed);
  }

  private byte[] bound(byte[] described) {
    byte[] both = Arrays.copyOf(salt, SALT_BYTES + described.length);
    System.arraycopy(described, 0, both, SALT_BYTES, described.length);
    return both;
  }

  private static byte[] seal(SecretKeySpec key, byte[] nonce, byte[] bound, byte[] plain) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, key, nonce, bound).doFinal(plain);
    } catch (GeneralSecurityException e) {
      throw unknown(e);
    }
  }

  /** Empty if it is not what was sealed. */
  private static Optional<byte[]> open(
      SecretKeySpec key, byte[] nonce, byte[] bound, byte[] sealed) {
    try {
      return Optional.of(cipher(Cipher.DECRYPT_MODE, key, nonce, bound).doFinal(sealed));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw unknown(e);
    }
  }

  private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, byte[] bound)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(bound);
    return cipher;
  }

  private static IllegalStateException unknown(GeneralSecurityException e) {
    return new IllegalStateException("every Java has " + CIPHER + ", but this one refuses it", e);
  }
}
