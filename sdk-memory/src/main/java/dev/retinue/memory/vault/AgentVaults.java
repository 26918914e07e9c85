package dev.retinue.memory.vault;

import dev.retinue.definition.AgentProfile;
import dev.retinue.identity.RunScope;
import dev.retinue.secret.Secret;
import dev.retinue.secret.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import javax.crypto.SecretKey;

/**
 * The vaults of all agents of a home, as the source of secrets for {@code
 * AgentRuntime.builder().secrets(..)}: a tool is given those of its own agent, and of those the
 * session's principal's or the shared ones. An agent whose vault was not asked for costs nothing.
 * Thread-safe.
 */
public final class AgentVaults implements Secrets {
  private final Path agents;
  private final int capacity;
  private final Clock clock;
  private final Map<String, AgentVault> open = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private SecretKey key;

  private AgentVaults(Path home, SecretKey key, int capacity, Clock clock) {
    this.agents = home.toAbsolutePath().resolve("agents");
    this.key = VaultKeys.checked(key);
    this.capacity = capacity;
    this.clock = clock;
  }

  /** Those of a home, each for {@value AgentVault#CAPACITY} secrets at most. */
  public static AgentVaults in(Path home, SecretKey key) {
    return in(home, key, AgentVault.CAPACITY, Clock.systemUTC());
  }

  /**
   * Those of a home.
   *
   * @param home as given to the runtime's builder
   * @param key at least 32 random bytes, kept outside of the home
   * @param capacity how many secrets each may hold
   */
  public static AgentVaults in(Path home, SecretKey key, int capacity, Clock clock) {
    return new AgentVaults(home, key, capacity, clock);
  }

  /**
   * The vault of an agent, whether the agent has been made or not.
   *
   * @throws VaultException if there is one that cannot be read with the key
   */
  public AgentVault of(String agent) {
    if (!AgentProfile.isId(agent)) {
      throw new IllegalArgumentException("'" + agent + "' is no id of an agent");
    }
    lock.lock();
    try {
      AgentVault vault = open.get(agent);
      if (vault == null) {
        vault = unread(agent);
        vault.check();
        open.put(agent, vault);
      }
      return vault;
    } finally {
      lock.unlock();
    }
  }

  /** Empty: there is no secret of nobody. */
  @Override
  public Optional<Secret> find(String name) {
    return Optional.empty();
  }

  @Override
  public Optional<Secret> find(RunScope scope, String name) {
    boolean has =
        AgentProfile.isId(scope.agent())
            && Files.exists(agents.resolve(scope.agent()).resolve(AgentVault.FILE));
    return has ? of(scope.agent()).find(scope.principal(), name) : Optional.empty();
  }

  /**
   * Writes all vaults of the home anew under another key, which is used from then on. If it fails
   * on the way, or the process dies, call it again on vaults opened with the former key: those that
   * are under the new key already are left so.
   *
   * @throws VaultException of the first vault that is under neither key, damaged or not writable
   */
  public void rotateKey(SecretKey newKey) {
    lock.lock();
    try {
      for (String agent : agentsWithVault()) {
        if (!open.containsKey(agent)) {
          open.put(agent, unread(agent));
        }
      }
      for (AgentVault each : open.values()) {
        each.rotateKey(newKey);
      }
      key = newKey;
    } finally {
      lock.unlock();
    }
  }

  private AgentVault unread(String agent) {
    return new AgentVault(agents.resolve(agent), key, capacity, clock);
  }

  private List<String> agentsWithVault() {
    if (!Files.exists(agents)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(agents)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve(AgentVault.FILE)))
          .map(folder -> folder.getFileName().toString())
          .filter(AgentProfile::isId)
          .toList();
    } catch (IOException e) {
      throw new VaultException(
          VaultException.Problem.NOT_ACCESSIBLE,
          agents,
          "cannot be looked for: " + e + "; let this process read the home's folder",
          e);
    }
  }
}
