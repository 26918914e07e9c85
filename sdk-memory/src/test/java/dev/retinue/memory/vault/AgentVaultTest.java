package dev.retinue.memory.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.retinue.file.WholeFile;
import dev.retinue.identity.Principal;
import dev.retinue.memory.vault.VaultException.Problem;
import dev.retinue.secret.Secret;
import dev.retinue.testkit.SettableClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The secrets of an agent, on a disk that anybody may have read or changed. */
class AgentVaultTest {
  private static final SecretKey KEY = key(1);
  private static final SecretKey OTHER_KEY = key(2);
  private static final String VALUE = "hunter2-hunter2-hunter2";
  private static final Secret TOKEN =
      Secret.of("crm-token", VALUE).forTools("crm_*", "http_get").at("api.crm.example");
  private static final Principal ADA = new Principal("ada");

  @TempDir Path home;

  private static SecretKey key(int seed) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) seed);
    return new SecretKeySpec(bytes, "AES");
  }

  private Path folder() {
    return home.resolve("agents/clerk");
  }

  private Path file() {
    return folder().resolve("vault");
  }

  private AgentVault vault() {
    return AgentVault.open(folder(), KEY);
  }

  private static VaultException failure(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(VaultException.class, call);
  }

  @Nested
  class Keeping {
    @Test
    void itGivesBackWhatWasPutAfterItIsOpenedAgain() {
      vault().put(Principal.SHARED, TOKEN);

      assertThat(vault().find(Principal.SHARED, "crm-token")).contains(TOKEN);
      assertThat(vault().find(Principal.SHARED, "crm-tokn")).isEmpty();
    }

    @Test
    void itTellsWhatItHasWithoutTheValues() {
      Instant noon = Instant.parse("2026-03-01T12:00:00.123Z");
      AgentVault vault =
          AgentVault.open(folder(), KEY, 500, SettableClock.at("2026-03-01T12:00:00.123Z"));
      vault.put(ADA, TOKEN);
      vault.put(Principal.SHARED, Secret.of("idle", "nobody-may"));

      assertThat(vault.entries())
          .containsExactly(
              new VaultEntry(
                  ADA, "crm-token", Set.of("crm_*", "http_get"), Set.of("api.crm.example"), noon),
              new VaultEntry(Principal.SHARED, "idle", Set.of(), Set.of(), noon));
      assertThat(vault.entries() + " " + vault).doesNotContain(VALUE).doesNotContain("nobody-may");
    }

    @Test
    void itGivesAPrincipalTheirOwnBeforeTheSharedAndNobodyElses() {
      AgentVault vault = vault();
      vault.put(Principal.SHARED, TOKEN);
      vault.put(ADA, Secret.of("crm-token", "the one of ada"));
      vault.put(ADA, Secret.of("diary", "dear diary"));

      assertThat(vault.find(ADA, "crm-token").map(Secret::value)).contains("the one of ada");
      assertThat(vault.find(new Principal("bob"), "crm-token").map(Secret::value)).contains(VALUE);
      assertThat(vault.find(new Principal("bob"), "diary")).isEmpty();
      assertThat(vault.find(Principal.SHARED, "diary")).isEmpty();
    }

    @Test
    void itReplacesAndRemoves() {
      AgentVault vault = vault();
      vault.put(ADA, TOKEN);
      vault.put(ADA, Secret.of("crm-token", "the new value"));

      assertThat(vault.entries()).hasSize(1);
      assertThat(vault.find(ADA, "crm-token").map(Secret::value)).contains("the new value");
      assertThat(vault.remove(Principal.SHARED, "crm-token")).isFalse();
      assertThat(vault.remove(ADA, "crm-token")).isTrue();
      assertThat(vault.remove(ADA, "crm-token")).isFalse();
      assertThat(vault.find(ADA, "crm-token")).isEmpty();
    }

    @Test
    void itMakesNoFileUntilThereIsASecret() {
      AgentVault vault = vault();

      assertThat(vault.entries()).isEmpty();
      assertThat(vault.find(ADA, "crm-token")).isEmpty();
      assertThat(vault.remove(ADA, "crm-token")).isFalse();
      assertThat(folder()).doesNotExist();
    }

    @Test
    void itIsMovedByCopyingTheFolderAndErasedWithIt() throws IOException {
      vault().put(ADA, TOKEN);
      Path moved = Files.createDirectories(home.resolve("elsewhere/agents/clerk"));
      Files.copy(file(), moved.resolve("vault"));

      assertThat(AgentVault.open(moved, KEY).find(ADA, "crm-token")).contains(TOKEN);

      Files.delete(file());
      assertThat(vault().entries()).isEmpty();
    }

    @Test
    void itIsFullAtItsCapacity() {
      AgentVault vault = AgentVault.open(folder(), KEY, 2, Clock.systemUTC());
      vault.put(ADA, Secret.of("a", "value of a"));
      vault.put(ADA, Secret.of("b", "value of b"));

      VaultException full = failure(() -> vault.put(ADA, Secret.of("c", "value of c")));

      assertThat(full)
          .hasMessage(
              "the vault "
                  + file()
                  + " holds 2 secrets, and may hold 2, so that 'c' was not put; remove some, or open it with a"
                  + " larger capacity");
      assertThat(full.problem()).isEqualTo(Problem.FULL);
      vault.put(ADA, Secret.of("b", "another value of b"));
      vault.remove(ADA, "a");
      vault.put(ADA, Secret.of("c", "value of c"));
      assertThat(vault.entries()).extracting(VaultEntry::name).containsExactly("b", "c");
    }

    @Test
    void itHoldsFiveHundred() {
      AgentVault vault = vault();
      for (int i = 0; i < AgentVault.CAPACITY; i++) {
        vault.put(ADA, Secret.of("n" + i, "value number " + i));
      }

      assertThat(vault.find(ADA, "n499").map(Secret::value)).contains("value number 499");
      assertThat(failure(() -> vault.put(ADA, TOKEN)).problem()).isEqualTo(Problem.FULL);
    }
  }

  @Nested
  class Values {
    @Test
    void theyAreWipedFromTheArrayEvenIfRefused() {
      char[] value = VALUE.toCharArray();
      char[] tooShort = "short".toCharArray();
      char[] noText = "half a \ud800 pair".toCharArray();
      AgentVault vault = vault();
      vault.put(ADA, "crm-token", value, Set.of(), Set.of());

      assertThatThrownBy(() -> vault.put(ADA, "pin", tooShort, Set.of(), Set.of()))
          .hasMessageStartingWith("secret 'pin' must have at least 8 characters");
      assertThatThrownBy(() -> vault.put(ADA, "odd", noText, Set.of(), Set.of()))
          .hasMessage("secret 'odd' is no text: it has half of a surrogate pair");
      assertThatThrownBy(() -> vault.put(ADA, "all", new char[65_537], Set.of(), Set.of()))
          .hasMessage("secret 'all' must have at most 65536 characters, got 65537");
      assertThat(new String(value) + new String(tooShort) + new String(noText)).matches("\0+");
      assertThat(vault.entries()).extracting(VaultEntry::name).containsExactly("crm-token");
    }

    @Test
    void theyMayBeAnyText() {
      String odd = "Schlüssel 鍵 🔑 \"'\\\n\0";
      vault().put(ADA, Secret.of("odd", odd));

      assertThat(vault().find(ADA, "odd").map(Secret::value)).contains(odd);
    }

    @Test
    void neitherTheyNorTheirNamesAreInTheFile() throws IOException {
      vault().put(ADA, TOKEN);
      byte[] bytes = VALUE.getBytes(StandardCharsets.UTF_8);

      String text = Files.readString(file(), StandardCharsets.ISO_8859_1);

      assertThat(text)
          .doesNotContain(VALUE)
          .doesNotContain(HexFormat.of().formatHex(bytes))
          .doesNotContain(Base64.getEncoder().encodeToString(bytes))
          .doesNotContain("crm")
          .doesNotContain("ada");
    }

    @Test
    void noNonceIsUsedTwice() throws IOException {
      AgentVault vault = vault();
      Set<ByteBuffer> nonces = new HashSet<>();
      Set<ByteBuffer> salts = new HashSet<>();
      for (int i = 0; i < 300; i++) {
        vault.put(ADA, TOKEN);
        byte[] bytes = Files.readAllBytes(file());
        salts.add(ByteBuffer.wrap(bytes, 9, 32).slice());
        nonces.add(ByteBuffer.wrap(bytes, 73, 12).slice());
      }

      assertThat(salts).hasSize(1);
      assertThat(nonces).hasSize(300);
    }

    @Test
    void theFileIsItsOwnersAlone() throws IOException {
      vault().put(ADA, TOKEN);

      if (Files.getFileStore(folder()).supportsFileAttributeView("posix")) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
            .isEqualTo("rw-------");
      }
    }
  }

  @Nested
  class Damage {
    @Test
    void aWrongKeyIsSaidAndTheFileLeftAsItIs() throws IOException {
      vault().put(ADA, TOKEN);
      byte[] before = Files.readAllBytes(file());

      VaultException wrong = failure(() -> AgentVault.open(folder(), OTHER_KEY));

      assertThat(wrong)
          .hasMessage(
              "the vault "
                  + file()
                  + " was written with another host key, and is left as it is; open it with that key, and"
                  + " change it with rotateKey(..)");
      assertThat(wrong.problem()).isEqualTo(Problem.WRONG_KEY);
      assertThat(wrong.file()).isEqualTo(file());
      assertThat(file()).hasBinaryContent(before);
    }

    @Test
    void nothingIsPutUnderAnotherKeyIntoAVaultThatCameLater() throws IOException {
      AgentVault early = AgentVault.open(folder(), OTHER_KEY);
      vault().put(ADA, TOKEN);
      byte[] before = Files.readAllBytes(file());

      assertThat(failure(() -> early.put(ADA, TOKEN)).problem()).isEqualTo(Problem.WRONG_KEY);
      assertThat(failure(() -> early.find(ADA, "crm-token")).problem())
          .isEqualTo(Problem.WRONG_KEY);
      assertThat(file()).hasBinaryContent(before);
    }

    @Test
    void everyByteThatChangesIsFound() throws IOException {
      vault().put(ADA, TOKEN);
      byte[] whole = Files.readAllBytes(file());

      for (int i = 0; i < whole.length; i++) {
        for (int bit : new int[] {0x01, 0x80, 0xff}) {
          byte[] flipped = whole.clone();
          flipped[i] ^= (byte) bit;
          Files.write(file(), flipped);
          VaultException found = failure(AgentVaultTest.this::vault);

          assertThat(found).as("byte %s of %s", i, whole.length).isNotNull();
          assertThat(found.problem()).as("byte %s", i).isEqualTo(Problem.DAMAGED);
          assertThat(file()).hasBinaryContent(flipped);
        }
      }
    }

    @Test
    void everyLengthThatIsNotItsOwnIsFound() throws IOException {
      vault().put(ADA, TOKEN);
      byte[] whole = Files.readAllBytes(file());

      for (int length = 0; length < whole.length; length++) {
        Files.write(file(), Arrays.copyOf(whole, length));
        assertThat(failure(AgentVaultTest.this::vault).problem())
            .as("cut to %s", length)
            .isEqualTo(Problem.DAMAGED);
      }
      Files.write(file(), Arrays.copyOf(whole, whole.length + 1));
      assertThat(failure(AgentVaultTest.this::vault))
          .hasMessage(
              "the vault "
                  + file()
                  + " is damaged, and is left as it is: its list of secrets is not as it was written; put a copy"
                  + " of it in its place, or move it away and put its secrets again");
      Files.write(file(), new byte[5]);
      assertThat(failure(AgentVaultTest.this::vault))
          .hasMessageContaining("it has 5 bytes, of at least 101");
    }

    @Test
    void thePartsOfTwoVaultsOfOneKeyDoNotFitTogether() throws IOException {
      vault().put(ADA, TOKEN);
      Path other = home.resolve("agents/other");
      AgentVault.open(other, KEY).put(ADA, TOKEN);
      byte[] mine = Files.readAllBytes(file());
      byte[] theirs = Files.readAllBytes(other.resolve("vault"));
      assertThat(mine).hasSameSizeAs(theirs);

      System.arraycopy(theirs, 73, mine, 73, mine.length - 73);
      Files.write(file(), mine);

      assertThat(failure(AgentVaultTest.this::vault).problem()).isEqualTo(Problem.DAMAGED);
    }

    @Test
    void aValueDoesNotOpenUnderAnotherDescriptionOrInAnotherVault() {
      java.security.SecureRandom random = new java.security.SecureRandom();
      VaultKeys keys = VaultKeys.fresh(KEY, random);
      byte[] nonce = VaultFile.nonce(random);
      Instant now = Instant.ofEpochMilli(7);
      VaultEntry entry = new VaultEntry(ADA, "a", Set.of("t"), Set.of("h"), now);
      byte[] sealed = keys.sealValue(nonce, VaultFile.described(entry), new byte[] {1, 2});

      assertThat(new VaultFile.Sealed(entry, nonce, sealed).opened(keys))
          .hasValueSatisfying(value -> assertThat(value).containsExactly(1, 2));
      for (VaultEntry swapped :
          List.of(
              new VaultEntry(Principal.SHARED, "a", Set.of("t"), Set.of("h"), now),
              new VaultEntry(ADA, "b", Set.of("t"), Set.of("h"), now),
              new VaultEntry(ADA, "a", Set.of("t", "u"), Set.of("h"), now),
              new VaultEntry(ADA, "a", Set.of("t"), Set.of("evil.example"), now),
              new VaultEntry(ADA, "a", Set.of("h"), Set.of("t"), now),
              new VaultEntry(ADA, "a", Set.of("t"), Set.of("h"), now.plusMillis(1)))) {
        assertThat(new VaultFile.Sealed(swapped, nonce, sealed).opened(keys))
            .as("%s", swapped)
            .isEmpty();
      }
      assertThat(new VaultFile.Sealed(entry, nonce, sealed).opened(VaultKeys.fresh(KEY, random)))
          .isEmpty();
    }

    @Test
    void whatACrashLeftBeforeTheRenameIsNotReadAndIsDeleted() throws IOException {
      vault().put(ADA, TOKEN);
      byte[] before = Files.readAllBytes(file());
      vault().put(ADA, Secret.of("later", "never renamed"));
      Files.move(file(), WholeFile.fresh(file()));
      Files.write(file(), before);

      assertThat(vault().entries()).extracting(VaultEntry::name).containsExactly("crm-token");
      assertThat(WholeFile.fresh(file())).doesNotExist();
    }

    @Test
    void aWriteThatFailsLeavesTheFormerFile() throws IOException {
      AgentVault vault = vault();
      vault.put(ADA, TOKEN);
      Files.createDirectories(WholeFile.fresh(file()).resolve("in the way"));

      VaultException refused = failure(() -> vault.put(ADA, Secret.of("more", "more secret")));

      assertThat(refused.problem()).isEqualTo(Problem.NOT_ACCESSIBLE);
      assertThat(refused)
          .hasMessageContaining("cannot be read or written, and is left as it is")
          .hasMessageNotContaining("more secret");
      assertThat(vault.entries()).extracting(VaultEntry::name).containsExactly("crm-token");
    }
  }

  @Nested
  class Rotation {
    @Test
    void everythingIsUnderTheNewKeyAlone() throws IOException {
      AgentVault vault = vault();
      vault.put(ADA, TOKEN);
      vault.put(Principal.SHARED, Secret.of("b", "value of b"));
      byte[] before = Files.readAllBytes(file());
      List<VaultEntry> entries = vault.entries();

      vault.rotateKey(OTHER_KEY);

      assertThat(vault.find(ADA, "crm-token")).contains(TOKEN);
      AgentVault again = AgentVault.open(folder(), OTHER_KEY);
      assertThat(again.entries()).isEqualTo(entries);
      assertThat(again.find(ADA, "b").map(Secret::value)).contains("value of b");
      assertThat(failure(AgentVaultTest.this::vault).problem()).isEqualTo(Problem.WRONG_KEY);
      assertThat(Arrays.copyOfRange(Files.readAllBytes(file()), 9, 41))
          .isNotEqualTo(Arrays.copyOfRange(before, 9, 41));
    }

    @Test
    void allVaultsOfAHomeAreRotatedAndAgainAfterACrashOnTheWay() {
      AgentVaults vaults = AgentVaults.in(home, KEY);
      vaults.of("clerk").put(ADA, TOKEN);
      vaults.of("smith").put(ADA, TOKEN);
      vaults.of("idler");
      AgentVault.open(home.resolve("agents/smith"), KEY).rotateKey(OTHER_KEY);

      AgentVaults next = AgentVaults.in(home, KEY);
      assertThat(next.of("clerk").entries()).hasSize(1);
      next.rotateKey(OTHER_KEY);

      for (String agent : List.of("clerk", "smith")) {
        assertThat(next.of(agent).find(ADA, "crm-token")).contains(TOKEN);
        assertThat(AgentVaults.in(home, OTHER_KEY).of(agent).find(ADA, "crm-token"))
            .contains(TOKEN);
      }
      next.of("idler").put(ADA, TOKEN);
      assertThat(AgentVault.open(home.resolve("agents/idler"), OTHER_KEY).entries()).hasSize(1);
    }

    @Test
    void aVaultUnderNeitherKeyStopsIt() {
      AgentVault.open(folder(), key(3)).put(ADA, TOKEN);

      assertThat(failure(() -> AgentVaults.in(home, KEY).rotateKey(OTHER_KEY)).problem())
          .isEqualTo(Problem.WRONG_KEY);
    }
  }

  @Nested
  class Keys {
    @Test
    void oneThatIsTooShortOrHiddenIsRefused() {
      assertThatThrownBy(() -> AgentVault.open(folder(), new SecretKeySpec(new byte[16], "AES")))
          .hasMessage(
              "the host's key must have at least 32 random bytes, got 16; a password is no key");
      assertThatThrownBy(() -> AgentVaults.in(home, new InDevice()))
          .hasMessageStartingWith(
              "the host's key must give its bytes, and this one stays in its device");
    }

    /** As those of a PKCS #11 token are. */
    private static final class InDevice implements SecretKey {
      private static final long serialVersionUID = 1L;

      @Override
      public String getAlgorithm() {
        return "AES";
      }

      @Override
      @SuppressWarnings("NullAway") // The interface says so of keys that cannot be exported.
      public String getFormat() {
        return null;
      }

      @Override
      @SuppressWarnings("NullAway")
      public byte[] getEncoded() {
        return null;
      }
    }
  }

  @Nested
  class Concurrency {
    @Test
    void nothingThatManyThreadsPutIsLost() throws Exception {
      AgentVaults vaults = AgentVaults.in(home, KEY);
      List<Future<?>> all = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
        for (int thread = 0; thread < 8; thread++) {
          String prefix = "t" + thread + "-";
          all.add(
              threads.submit(() -> {
                for (int i = 0; i < 20; i++) {
                  AgentVault vault = vaults.of("clerk");
                  vault.put(ADA, Secret.of(prefix + i, "value " + prefix + i));
                  assertThat(vault.find(ADA, prefix + i).map(Secret::value))
                      .contains("value " + prefix + i);
                }
              }));
        }
        for (Future<?> each : all) {
          each.get();
        }
      }

      assertThat(vault().entries()).hasSize(160);
    }

    @Test
    void whatAnotherProcessPutIsSeen() {
      AgentVault mine = vault();
      mine.put(ADA, TOKEN);
      vault().put(ADA, Secret.of("theirs", "put elsewhere"));

      assertThat(mine.find(ADA, "theirs").map(Secret::value)).contains("put elsewhere");
      mine.put(ADA, Secret.of("more", "put here again"));
      assertThat(vault().entries())
          .extracting(VaultEntry::name)
          .containsExactly("crm-token", "theirs", "more");
    }

    @Test
    void twoObjectsOfOneProcessDoNotWriteAtOnce() throws IOException {
      AgentVault vault = vault();
      vault.put(ADA, TOKEN);
      try (FileChannel channel =
          FileChannel.open(folder().resolve("vault.lock"), StandardOpenOption.WRITE)) {
        channel.lock();

        VaultException busy = failure(() -> vault.put(ADA, Secret.of("b", "value of b")));

        assertThat(busy.problem()).isEqualTo(Problem.IN_USE);
        assertThat(busy).hasMessageContaining("share one, as AgentVaults does");
      }
      assertThat(vault.entries()).hasSize(1);
    }

    @Test
    void anInterruptDoesNotKeepASecretFromBeingRead() {
      AgentVault vault = vault();
      vault.put(ADA, TOKEN);
      Thread.currentThread().interrupt();

      Optional<Secret> found = vault.find(ADA, "crm-token");

      assertThat(Thread.interrupted()).isTrue();
      assertThat(found).contains(TOKEN);
    }
  }
}
