package dev.retinue.tool;

import dev.retinue.effect.Effects;
import dev.retinue.identity.RunScope;
import dev.retinue.secret.SecretException;
import java.nio.file.Path;
import java.time.Instant;

/** What a tool is given beside its arguments. Valid during the call only. */
public interface ToolContext {
  /** On whose behalf it is called. */
  RunScope scope();

  /**
   * The same for every try of this call, in this process or the next one, and different for every
   * other call. To be handed to whatever can refuse a second time.
   */
  String idempotencyKey();

  /**
   * The agent's folder {@code files/}, the only place its file tools may see; made if it is not
   * there.
   *
   * @throws dev.retinue.error.SetupException in a runtime that is in memory
   */
  Path files();

  /**
   * The value of a secret, to be brought to a destination at once and kept nowhere. What the tool
   * returns or throws is cleared of it before anybody sees it.
   *
   * @param handle {@code secret://name}, from the arguments or from the tool's settings; a tool
   *     that has it from its settings must declare {@link dev.retinue.effect.AccessClass#SECRET}
   * @param destination a host, {@code host:port} or an address whose host counts
   * @throws SecretException if there is no such secret, or it is not for this tool or destination
   */
  default String secret(String handle, String destination) {
    throw new SecretException(handle, "there are no secrets here");
  }

  /** The time, recorded. */
  default Instant now() {
    return effects().now();
  }

  /**
   * For a tool that needs a model, another tool or a store: its effects are addressed below the
   * tool's own call.
   */
  Effects effects();
}
