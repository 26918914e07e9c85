package dev.retinue.tool;

import dev.retinue.effect.Effects;
import dev.retinue.identity.RunScope;
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
