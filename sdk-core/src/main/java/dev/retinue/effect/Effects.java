package dev.retinue.effect;

import java.time.Instant;
import java.util.List;

/**
 * The one door to the world, given to reasoners and, for child effects, to tools. Confined to the
 * thread it was given to.
 *
 * <p>Everything between two effects must be deterministic: after a crash or a wait the control flow
 * is started again and every recorded effect answers at once. A call may not return at all: when
 * the run has to wait, was cancelled or is out of budget, it is unwound by a signal that must not
 * be caught; a reasoner that catches it is not run any further.
 */
public interface Effects {
  /**
   * Performs one effect, or returns its recorded result.
   *
   * @throws EffectException if it could not be performed; recorded, so that a replay throws it as
   *     well. A tool's failure is a {@link ToolResult}, not an exception. A model call for which
   *     the budget is spent has the kind {@link EffectException#BUDGET}: a reasoner may ask for a
   *     last word ({@link Effect.CallModel#closing}); if it passes the exception on, the run stops
   *     for that reason.
   */
  <R> R perform(Effect<R> effect);

  /**
   * Performs several effects, together where they may run together, and returns their results in
   * the order asked. Tools that write run one after another unless they declare otherwise.
   *
   * @throws EffectException of the first, in the order asked, that could not be performed, after
   *     all have ended
   */
  <R> List<R> performAll(List<? extends Effect<R>> effects);

  /** The time, recorded. */
  default Instant now() {
    return perform(new Effect.ReadClock());
  }
}
