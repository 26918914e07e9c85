package dev.retinue.tool;

import dev.retinue.effect.AccessClass;
import dev.retinue.effect.EffectClass;
import dev.retinue.label.Label;
import dev.retinue.label.Secrecy;
import dev.retinue.label.Trust;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
 * @param label of what it returns, where that is not what {@link #resultLabel} takes it to be; null
 *     otherwise
 * @param resultLimit the most characters of a result that a model is told at once, from {@link
 *     #LEAST_RESULT}; it reads on with a cursor. Programs have the whole.
 * @param freshFor how long a result may be given again for the same arguments, instead of another
 *     call; null for never. PURE tools only.
 */
public record ToolTraits(
    Set<AccessClass> access,
    EffectClass effectClass,
    Duration timeout,
    int attempts,
    boolean concurrent,
    @Nullable Label label,
    int resultLimit,
    @Nullable Duration freshFor) {
  /** The least that a model can be told at once, in characters. */
  public static final int LEAST_RESULT = 200;

  /** What a model is told at once by a tool that declares nothing else, in characters. */
  public static final int USUAL_RESULT = 32_000;

  private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);

  /** With results that are labelled by what it touches. */
  public ToolTraits(
      Set<AccessClass> access,
      EffectClass effectClass,
      Duration timeout,
      int attempts,
      boolean concurrent) {
    this(access, effectClass, timeout, attempts, concurrent, null, USUAL_RESULT, null);
  }

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
    if (resultLimit < LEAST_RESULT) {
      throw new IllegalArgumentException(
          "resultLimit must be at least " + LEAST_RESULT + " characters, got " + resultLimit);
    }
    if (freshFor != null && (effectClass != EffectClass.PURE || !freshFor.isPositive())) {
      throw new IllegalArgumentException(
          "freshFor must be positive and of a PURE tool, got "
              + freshFor
              + " of one that is "
              + effectClass);
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

  /** The result limits of some tools, by their names. */
  public static Map<String, Integer> resultLimits(Collection<? extends Tool> tools) {
    Map<String, Integer> limits = new HashMap<>();
    tools.forEach(tool -> limits.put(tool.name(), tool.traits().resultLimit()));
    return limits;
  }

  /**
   * The label of what it returns: as declared, else untrusted if it comes over a network or from a
   * screen, private if it reads what belongs to the agent or the host, and secret if it reads
   * secrets without bringing them anywhere.
   */
  public Label resultLabel() {
    if (label != null) {
      return label;
    }
    boolean outside = access.contains(AccessClass.NETWORK) || access.contains(AccessClass.SCREEN);
    Secrecy secrecy =
        access.contains(AccessClass.SECRET) && !outside
            ? Secrecy.SECRET
            : access.contains(AccessClass.READ) ? Secrecy.PRIVATE : Secrecy.PUBLIC;
    return Label.of(outside ? Trust.UNTRUSTED : Trust.TRUSTED, secrecy);
  }

  /** With results of this label, whatever it touches. */
  public ToolTraits withLabel(Label declared) {
    return new ToolTraits(
        access, effectClass, timeout, attempts, concurrent, declared, resultLimit, freshFor);
  }

  public ToolTraits withEffectClass(EffectClass declared) {
    return new ToolTraits(
        access, declared, timeout, attempts, concurrent, label, resultLimit, freshFor);
  }

  public ToolTraits withTimeout(Duration limit) {
    return new ToolTraits(
        access, effectClass, limit, attempts, concurrent, label, resultLimit, freshFor);
  }

  public ToolTraits withAttempts(int times) {
    return new ToolTraits(
        access, effectClass, timeout, times, concurrent, label, resultLimit, freshFor);
  }

  public ToolTraits withConcurrent(boolean together) {
    return new ToolTraits(
        access, effectClass, timeout, attempts, together, label, resultLimit, freshFor);
  }

  /** With so many characters of a result told to a model at once. */
  public ToolTraits withResultLimit(int characters) {
    return new ToolTraits(
        access, effectClass, timeout, attempts, concurrent, label, characters, freshFor);
  }

  /** With results that are given again for so long, where the arguments are the same. */
  public ToolTraits withFreshFor(Duration time) {
    return new ToolTraits(
        access, effectClass, timeout, attempts, concurrent, label, resultLimit, time);
  }
}
