package dev.retinue.memory.vault;

import dev.retinue.identity.Principal;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;

/**
 * The bytes of a vault, as docs/vault.md lays them out. A header tells which salt the keys have and
 * whether a host key is the right one; all else is the list of entries as one sealed whole, bound
 * to the header, in which each value is sealed for itself. Confined.
 */
final class VaultFile {
  private static final byte[] MAGIC = "RETVAULT1".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGEST_BYTES = 16;
  private static final int SUMMED_BYTES =
      MAGIC.length + VaultKeys.SALT_BYTES + VaultKeys.CHECK_BYTES;
  private static final int HEADER_BYTES = SUMMED_BYTES + DIGEST_BYTES;
  private static final int LEAST_BYTES = HEADER_BYTES + VaultKeys.NONCE_BYTES + 16;

  /** An entry with its value, which only the keys of its vault can open. */
  static final class Sealed {
    private final VaultEntry entry;
    private final byte[] nonce;
    private final byte[] value;

    Sealed(VaultEntry entry, byte[] nonce, byte[] value) {
      this.entry = entry;
      this.nonce = nonce;
      this.value = value;
    }

    VaultEntry entry() {
      return entry;
    }

    /** The value in the open, which the caller wipes; empty if it is not this entry's. */
    Optional<byte[]> opened(VaultKeys keys) {
      return keys.openValue(nonce, described(entry), value);
    }
  }

  private final VaultKeys keys;
  private final List<Sealed> entries;

  VaultFile(VaultKeys keys, List<Sealed> entries) {
    this.keys = keys;
    this.entries = List.copyOf(entries);
  }

  /**
   * Reads a vault.
   *
   * @param file for messages
   */
  static VaultFile read(byte[] bytes, SecretKey host, Path file) {
    if (bytes.length < LEAST_BYTES) {
      throw VaultException.damaged(
          file, "it has " + bytes.length + " bytes, of at least " + LEAST_BYTES);
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (!Arrays.equals(take(in, MAGIC.length), MAGIC)) {
      throw VaultException.damaged(
          file, "it does not begin as a vault of a version that can be read");
    }
    byte[] salt = take(in, VaultKeys.SALT_BYTES);
    byte[] check = take(in, VaultKeys.CHECK_BYTES);
    if (!Arrays.equals(take(in, DIGEST_BYTES), digest(bytes))) {
      throw VaultException.damaged(file, "its header is not as it was written");
    }
    VaultKeys keys = VaultKeys.of(host, salt);
    if (!MessageDigest.isEqual(check, keys.check())) {
      throw VaultException.wrongKey(file);
    }
    byte[] nonce = take(in, VaultKeys.NONCE_BYTES);
    byte[] list =
        keys.openList(nonce, Arrays.copyOf(bytes, HEADER_BYTES), take(in, in.remaining()))
            .orElseThrow(
                () -> VaultException.damaged(file, "its list of secrets is not as it was written"));
    return new VaultFile(keys, entries(ByteBuffer.wrap(list)));
  }

  VaultKeys keys() {
    return keys;
  }

  List<Sealed> entries() {
    return entries;
  }

  byte[] bytes(SecureRandom random) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    header.put(MAGIC).put(keys.salt()).put(keys.check());
    header.put(digest(header.array()));
    byte[] nonce = nonce(random);
    byte[] list = keys.sealList(nonce, header.array(), list(entries));
    return ByteBuffer.allocate(HEADER_BYTES + nonce.length + list.length)
        .put(header.array())
        .put(nonce)
        .put(list)
        .array();
  }

  /** Chosen at random for each sealing: 96 bits are enough for 2^32 of them (NIST SP 800-38D). */
  static byte[] nonce(SecureRandom random) {
    byte[] nonce = new byte[VaultKeys.NONCE_BYTES];
    random.nextBytes(nonce);
    return nonce;
  }

  private static byte[] digest(byte[] bytes) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(bytes, 0, SUMMED_BYTES);
      return Arrays.copyOf(sha.digest(), DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256, but this one refuses it", e);
    }
  }

  private static byte[] take(ByteBuffer in, int length) {
    byte[] taken = new byte[length];
    in.get(taken);
    return taken;
  }

  private static byte[] list(List<Sealed> entries) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    number(out, entries.size());
    for (Sealed each : entries) {
      out.writeBytes(described(each.entry()));
      out.writeBytes(each.nonce);
      number(out, each.value.length);
      out.writeBytes(each.value);
    }
    return out.toByteArray();
  }

  private static List<Sealed> entries(ByteBuffer in) {
    List<Sealed> entries = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) {
      VaultEntry entry =
          new VaultEntry(
              new Principal(text(in)),
              text(in),
              texts(in),
              texts(in),
              Instant.ofEpochMilli(in.getLong()));
      entries.add(new Sealed(entry, take(in, VaultKeys.NONCE_BYTES), take(in, in.getInt())));
    }
    return entries;
  }

  /** The one form in which an entry is written, and to which its value is bound. */
  static byte[] described(VaultEntry entry) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    text(out, entry.principal().name());
    text(out, entry.name());
    texts(out, entry.tools());
    texts(out, entry.destinations());
    out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(entry.changed().toEpochMilli()).array());
    return out.toByteArray();
  }

  private static void number(ByteArrayOutputStream out, int number) {
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(out, bytes.length);
    out.writeBytes(bytes);
  }

  private static String text(ByteBuffer in) {
    return new String(take(in, in.getInt()), StandardCharsets.UTF_8);
  }

  private static void texts(ByteArrayOutputStream out, Set<String> texts) {
    number(out, texts.size());
    texts.stream().sorted().forEach(text -> text(out, text));
  }

  private static Set<String> texts(ByteBuffer in) {
    Set<String> texts = new HashSet<>();
    for (int left = in.getInt(); left > 0; left--) {
      texts.add(text(in));
    }
    return texts;
  }
}
