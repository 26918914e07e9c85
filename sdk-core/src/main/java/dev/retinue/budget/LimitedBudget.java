package dev.retinue.budget;

import dev.retinue.definition.Limits;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A budget with limits, drawing on a parent. Tokens are known only afterwards: a call is refused
 * once the limit is reached, so the last call may exceed it.
 */
public final class LimitedBudget implements Budget {
  private final ReentrantLock lock = new ReentrantLock();
  private final String name;
  private final Cost limit;
  private final @Nullable Budget parent;
  private Cost spent = Cost.NOTHING;

  private LimitedBudget(String name, Cost limit, @Nullable Budget parent) {
    this.name = name;
    this.limit = limit;
    this.parent = parent;
  }

  /** A budget of its own. {@link Long#MAX_VALUE} means no limit. */
  public static LimitedBudget of(String name, Cost limit) {
    return new LimitedBudget(name, limit, null);
  }

  /** The budget of a run by its definition, drawing on the host's. */
  public static LimitedBudget ofRun(Limits limits, Budget parent) {
    Long tokens = limits.maxTokens();
    Cost limit =
        new Cost(
            limits.maxSteps(), limits.maxToolCalls(), tokens == null ? Long.MAX_VALUE : tokens);
    return new LimitedBudget("the run", limit, parent);
  }

  /** A budget without limits, which only counts. */
  public static LimitedBudget unlimited(String name) {
    return of(name, new Cost(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE));
  }

  @Override
  public Optional<String> reserve(Cost cost) {
    lock.lock();
    try {
      Cost after = spent.plus(cost);
      Optional<String> refusal = refusal(after);
      if (refusal.isEmpty() && parent != null) {
        refusal = parent.reserve(cost);
      }
      if (refusal.isEmpty()) {
        spent = after;
      }
      return refusal;
    } finally {
      lock.unlock();
    }
  }

  private Optional<String> refusal(Cost after) {
    if (after.modelCalls() > limit.modelCalls()) {
      return Optional.of(
          "%s may make %d model calls and has made them".formatted(name, limit.modelCalls()));
    }
    if (after.toolCalls() > limit.toolCalls()) {
      return Optional.of(
          "%s may make %d tool calls and has made them".formatted(name, limit.toolCalls()));
    }
    if (spent.tokens() >= limit.tokens()) {
      return Optional.of(
          "%s may use %d tokens and has used %d".formatted(name, limit.tokens(), spent.tokens()));
    }
    return Optional.empty();
  }

  @Override
  public void settle(Cost reserved, Cost actual) {
    lock.lock();
    try {
      spent =
          new Cost(
              spent.modelCalls() - reserved.modelCalls() + actual.modelCalls(),
              spent.toolCalls() - reserved.toolCalls() + actual.toolCalls(),
              spent.tokens() - reserved.tokens() + actual.tokens());
    } finally {
      lock.unlock();
    }
    if (parent != null) {
      parent.settle(reserved, actual);
    }
  }

  @Override
  public Cost spent() {
    lock.lock();
    try {
      return spent;
    } finally {
      lock.unlock();
    }
  }
}
