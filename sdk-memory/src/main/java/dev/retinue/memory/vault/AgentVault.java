package dev.retinue.memory.vault;

import dev.retinue.file.WholeFile;
import dev.retinue.identity.Principal;
import dev.retinue.memory.vault.VaultException.Problem;
import dev.retinue.memory.vault.VaultFile.Sealed;
import dev.retinue.secret.Secret;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import javax.crypto.SecretKey;

/**
 * The secrets of one agent, in the file {@code vault} of its folder: encrypted with AES-256-GCM
 * under keys derived from a key that the host keeps elsewhere. Each change is a whole new file, on
 * the disk when the method returns; a process that dies on the way leaves the former one. The file
 * is read each time, so that what another process put is seen, and nothing decrypted is kept.
 *
 * <p>Thread-safe. Of one folder, threads share one object; processes may have one each.
 *
 * <p>Sources: NIST SP 800-38D (GCM), RFC 5869 (HKDF).
 */
public final class AgentVault {
  /** How many secrets there may be, unless the host says otherwise. */
  public static final int CAPACITY = 500;

  /** The longest value, in characters. */
  public static final int LONGEST_VALUE = 65_536;

  static final String FILE = "vault";

  private final Path file;
  private final int capacity;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final ReentrantLock lock = new ReentrantLock();
  private SecretKey key;

  /** Its file is read later. */
  AgentVault(Path folder, SecretKey key, int capacity, Clock clock) {
    this.file = folder.toAbsolutePath().resolve(FILE);
    this.key = VaultKeys.checked(key);
    this.capacity = capacity;
    this.clock = clock;
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be positive, got " + capacity);
    }
  }

  /** Opens the vault of a folder, for {@value #CAPACITY} secrets at most. */
  public static AgentVault open(Path folder, SecretKey key) {
    return open(folder, key, CAPACITY, Clock.systemUTC());
  }

  /**
   * Opens the vault of a folder. Its file is made with its first secret.
   *
   * @param folder the agent's
   * @param key at least 32 random bytes, whatever the algorithm that it names
   * @param capacity how many secrets it may hold; one that holds more gives them, and takes no new
   * @param clock for {@link VaultEntry#changed}
   * @throws VaultException if there is a file that cannot be read with this key
   */
  public static AgentVault open(Path folder, SecretKey key, int capacity, Clock clock) {
    AgentVault vault = new AgentVault(folder, key, capacity, clock);
    vault.check();
    return vault;
  }

  /** Deletes what a crash left between writing and renaming, and sees that the key is right. */
  void check() {
    if (Files.exists(WholeFile.fresh(file))) {
      alone(() -> Files.deleteIfExists(WholeFile.fresh(file)));
    }
    read();
  }

  /**
   * Puts a secret in place of the one of the same principal and name, if there is one.
   *
   * @param principal whose sessions may use it; {@link Principal#SHARED} for all
   * @throws VaultException if it is one too many, or the file cannot be read or written
   */
  public void put(Principal principal, Secret secret) {
    put(
        principal,
        secret.name(),
        secret.value().toCharArray(),
        secret.tools(),
        secret.destinations());
  }

  /**
   * The same for a value that is no string yet.
   *
   * @param value {@value Secret#LEAST_CHARACTERS} to {@value #LONGEST_VALUE} characters; wiped in
   *     any case
   * @param tools as of {@link Secret#tools}
   * @param destinations as of {@link Secret#destinations}
   */
  public void put(
      Principal principal, String name, char[] value, Set<String> tools, Set<String> destinations) {
    byte[] plain = new byte[0];
    try {
      Secret.check(name, value.length);
      plain = utf8(name, value);
      Instant now = Instant.ofEpochMilli(clock.millis());
      VaultEntry entry = new VaultEntry(principal, name, tools, destinations, now);
      byte[] put = plain;
      change(before -> {
        List<Sealed> entries = without(before.entries(), principal, name);
        if (entries.size() == before.entries().size() && entries.size() >= capacity) {
          throw new VaultException(
              Problem.FULL,
              file,
              "holds "
                  + entries.size()
                  + " secrets, and may hold "
                  + capacity
                  + ", so that '"
                  + name
                  + "' was not put; remove some, or open it with a larger capacity",
              null);
        }
        entries.add(sealed(before.keys(), entry, put));
        return new VaultFile(before.keys(), entries);
      });
    } finally {
      Arrays.fill(value, '\0');
      Arrays.fill(plain, (byte) 0);
    }
  }

  private Sealed sealed(VaultKeys keys, VaultEntry entry, byte[] plain) {
    byte[] nonce = VaultFile.nonce(random);
    return new Sealed(entry, nonce, keys.sealValue(nonce, VaultFile.described(entry), plain));
  }

  private static byte[] utf8(String name, char[] value) {
    if (value.length > LONGEST_VALUE) {
      throw new IllegalArgumentException(
          "secret '"
              + name
              + "' must have at most "
              + LONGEST_VALUE
              + " characters, got "
              + value.length);
    }
    // Large enough at once: a buffer that grows leaves copies that nobody wipes.
    ByteBuffer buffer = ByteBuffer.allocate(3 * value.length);
    boolean text =
        !StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value), buffer, true).isError();
    byte[] bytes = Arrays.copyOf(buffer.array(), buffer.position());
    Arrays.fill(buffer.array(), (byte) 0);
    if (!text) {
      Arrays.fill(bytes, (byte) 0);
      throw new IllegalArgumentException(
          "secret '" + name + "' is no text: it has half of a surrogate pair");
    }
    return bytes;
  }

  private static List<Sealed> without(List<Sealed> entries, Principal principal, String name) {
    List<Sealed> others = new ArrayList<>(entries);
    others.removeIf(each -> each.entry().isOf(principal, name));
    return others;
  }

  /** Removes a secret; false if there is none of this principal and name. */
  public boolean remove(Principal principal, String name) {
    return Files.exists(file)
        && change(before -> {
          List<Sealed> others = without(before.entries(), principal, name);
          return others.size() == before.entries().size()
              ? before
              : new VaultFile(before.keys(), others);
        });
  }

  /** What is in it, of all principals, without the values; in the order in which it was put. */
  public List<VaultEntry> entries() {
    return read().map(VaultFile::entries).orElse(List.of()).stream().map(Sealed::entry).toList();
  }

  /**
   * The secret of this name for a session of a principal: theirs, or else the shared one. Its value
   * is a string, which Java cannot wipe.
   */
  public Optional<Secret> find(Principal principal, String name) {
    Optional<VaultFile> vault = read();
    return vault
        .flatMap(found -> sealed(found, principal, name))
        .or(() -> vault.flatMap(found -> sealed(found, Principal.SHARED, name)))
        .map(found -> secret(vault.orElseThrow().keys(), found));
  }

  private static Optional<Sealed> sealed(VaultFile vault, Principal principal, String name) {
    return vault.entries().stream().filter(each -> each.entry().isOf(principal, name)).findFirst();
  }

  private Secret secret(VaultKeys keys, Sealed sealed) {
    VaultEntry entry = sealed.entry();
    byte[] plain = plain(keys, sealed);
    Secret secret =
        new Secret(
            entry.name(),
            new String(plain, StandardCharsets.UTF_8),
            entry.tools(),
            entry.destinations());
    Arrays.fill(plain, (byte) 0);
    return secret;
  }

  private byte[] plain(VaultKeys keys, Sealed sealed) {
    return sealed
        .opened(keys)
        .orElseThrow(() ->
            VaultException.damaged(
                file, "the value of '" + sealed.entry().name() + "' is not its own"));
  }

  /**
   * Writes everything anew under another key of the host, which this object uses from then on. A
   * crash leaves it under the former key or the new one as a whole; one that is under the new one
   * already is left so.
   *
   * @throws VaultException if it is under neither key, or cannot be written
   */
  public void rotateKey(SecretKey newKey) {
    VaultKeys.checked(newKey);
    lock.lock();
    try {
      if (!isUnder(newKey)) {
        change(before -> {
          VaultKeys keys = VaultKeys.fresh(newKey, random);
          List<Sealed> entries = new ArrayList<>();
          for (Sealed each : before.entries()) {
            byte[] plain = plain(before.keys(), each);
            entries.add(sealed(keys, each.entry(), plain));
            Arrays.fill(plain, (byte) 0);
          }
          return new VaultFile(keys, entries);
        });
      }
      key = newKey;
    } finally {
      lock.unlock();
    }
  }

  /** Whether it is under this key, or is not there yet. */
  private boolean isUnder(SecretKey other) {
    try {
      read(other);
      return true;
    } catch (VaultException e) {
      if (e.problem() == Problem.WRONG_KEY) {
        return false;
      }
      throw e;
    }
  }

  private Optional<VaultFile> read() {
    lock.lock();
    try {
      return read(key);
    } finally {
      lock.unlock();
    }
  }

  private Optional<VaultFile> read(SecretKey with) {
    lock.lock();
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      // Not a channel: those are closed by an interrupt.
      try (FileInputStream in = new FileInputStream(file.toFile())) {
        return Optional.of(VaultFile.read(in.readAllBytes(), with, file));
      }
    } catch (IOException e) {
      throw notAccessible(e);
    } finally {
      lock.unlock();
    }
  }

  /** Whether there was anything to change. */
  private boolean change(UnaryOperator<VaultFile> change) {
    return alone(() -> {
      VaultFile before =
          read().orElseGet(() -> new VaultFile(VaultKeys.fresh(key, random), List.of()));
      VaultFile after = change.apply(before);
      if (after == before) {
        return false;
      }
      WholeFile.writePrivately(file, after.bytes(random));
      return true;
    });
  }

  /** What is done while no other thread and no other process changes the file. */
  @FunctionalInterface
  private interface Change {
    boolean make() throws IOException;
  }

  private boolean alone(Change change) {
    lock.lock();
    try {
      Files.createDirectories(file.getParent());
      try (FileChannel channel =
          FileChannel.open(
              file.resolveSibling(FILE + ".lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE)) {
        channel.lock();
        return change.make();
      }
    } catch (OverlappingFileLockException e) {
      throw new VaultException(
          Problem.IN_USE,
          file,
          "is being changed by another AgentVault of this process, and was left as it is; share one,"
              + " as AgentVaults does",
          e);
    } catch (IOException e) {
      throw notAccessible(e);
    } finally {
      lock.unlock();
    }
  }

  private VaultException notAccessible(IOException e) {
    return new VaultException(
        Problem.NOT_ACCESSIBLE,
        file,
        "cannot be read or written, and is left as it is: "
            + e
            + "; let this process read and write the agent's folder, and see that the disk has"
            + " room",
        e);
  }

  /** Where it lies; never what is in it. */
  @Override
  public String toString() {
    return "AgentVault[" + file + "]";
  }
}
