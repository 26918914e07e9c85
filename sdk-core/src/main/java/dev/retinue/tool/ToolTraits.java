package dev.retinue.tool;

import dev.retinue.effect.AccessClass;
import dev.retinue.effect.EffectClass;
import java.time.Duration;
import java.util.Set;

/**
 * What a tool declares about itself beside its specification.
 *
 * @param access what it touches
 * @param effectClass what may happen again after a crash
 * @param timeout the most time one call may take, positive
 * @param attempts how often a call that fails or times out is tried in all, from 1; more than 1
 *     only where running again is safe (PURE, IDEMPOTENT)
 * @param concurrent whether calls may run together with other calls; always so for tools that only
 *     read
 */
public record ToolTraits(
    Set<AccessClass> access,
    EffectClass effectClass,
    Duration timeout,
    int attempts,
    boolean concurrent) {
  private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);

  public ToolTraits {
    access = Set.copyOf(access);
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be positive, got " + timeout);
    }
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be at least 1, got " + attempts);
    }
    if (attempts > 1 && effectClass != EffectClass.PURE && effectClass != EffectClass.IDEMPOTENT) {
      throw new IllegalArgumentException(
          "a tool of effect class "
              + effectClass
              + " cannot be tried "
              + attempts
              + " times: running it again is not safe; declare it IDEMPOTENT or use 1");
    }
  }

  /** Declares nothing: UNSAFE, 30 seconds, once, alone. */
  public static final ToolTraits UNDECLARED =
      new ToolTraits(Set.of(), EffectClass.UNSAFE, USUAL_TIMEOUT, 1, false);

  /** Only reads what is there: PURE, may run together with others, 30 seconds. */
  public static final ToolTraits READS =
      new ToolTraits(Set.of(AccessClass.READ), EffectClass.PURE, USUAL_TIMEOUT, 1, true);

  /** Touches what is given, and is UNSAFE unless it only reads. */
  public static ToolTraits touching(AccessClass first, AccessClass... more) {
    Set<AccessClass> access = java.util.EnumSet.of(first, more);
    return access.equals(Set.of(AccessClass.READ))
        ? READS
        : new ToolTraits(access, EffectClass.UNSAFE, USUAL_TIMEOUT, 1, false);
  }

  public ToolTraits withEffectClass(EffectClass declared) {
    return new ToolTraits(access, declared, timeout, attempts, concurrent);
  }

  public ToolTraits withTimeout(Duration limit) {
    return new ToolTraits(access, effectClass, limit, attempts, concurrent);
  }

  public ToolTraits withAttempts(int times) {
    return new ToolTraits(access, effectClass, timeout, times, concurrent);
  }

  public ToolTraits withConcurrent(boolean together) {
    return new ToolTraits(access, effectClass, timeout, attempts, together);
  }
}
