package dev.retinue.effect;

import dev.retinue.error.RetinueException;
import dev.retinue.identity.Address;
import org.jspecify.annotations.Nullable;

/**
 * An effect could not be performed. The same is thrown by a replay, where there is no cause any
 * more.
 */
public final class EffectException extends RetinueException {
  /**
   * The kind of an effect that was not performed because a budget is spent; also the code of such a
   * {@link ToolResult.Failed}.
   */
  public static final String BUDGET = "BUDGET";

  private static final long serialVersionUID = 1L;
  private final String run;
  private final String address;
  private final String kind;

  /**
   * @param run id of the run
   * @param address where in the run
   * @param kind a word for what went wrong, such as a {@link dev.retinue.model.ModelException.Kind}
   */
  public EffectException(
      String run, Address address, String kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.run = run;
    this.address = address.path();
    this.kind = kind;
  }

  public String run() {
    return run;
  }

  public Address address() {
    return new Address(address);
  }

  public String kind() {
    return kind;
  }
}
