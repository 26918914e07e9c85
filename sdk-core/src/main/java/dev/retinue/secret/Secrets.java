package dev.retinue.secret;

import dev.retinue.identity.RunScope;
import java.util.Optional;

/**
 * Where a host keeps its secrets. Asked each time that a tool needs one, so that a secret can be
 * replaced or withdrawn. Thread-safe.
 */
@FunctionalInterface
public interface Secrets {
  /** The secret of this name. */
  Optional<Secret> find(String name);

  /**
   * The secret of this name for a tool that is called in this scope. The same for all, unless the
   * source keeps the secrets of agents or principals apart.
   */
  default Optional<Secret> find(RunScope scope, String name) {
    return find(name);
  }
}
