package dev.retinue.secret;

import java.util.Optional;

/**
 * Where a host keeps its secrets. Asked each time that a tool needs one, so that a secret can be
 * replaced or withdrawn. Thread-safe.
 */
@FunctionalInterface
public interface Secrets {
  /** The secret of this name. */
  Optional<Secret> find(String name);
}
