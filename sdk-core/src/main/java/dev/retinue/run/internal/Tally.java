package dev.retinue.run.internal;

import dev.retinue.budget.Budget;
import dev.retinue.budget.Cost;
import dev.retinue.effect.Effect;
import dev.retinue.effect.ToolResult;
import dev.retinue.identity.Address;
import dev.retinue.memory.Turn;
import dev.retinue.model.ModelReply;
import dev.retinue.model.Tokens;
import dev.retinue.run.Usage;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a run has used: each effect is counted once, however often the run is started again.
 * Thread-safe.
 */
final class Tally {
  private final ReentrantLock lock = new ReentrantLock();
  private final Budget budget;
  private final Set<Address> counted = new HashSet<>();
  private final Set<String> models = new LinkedHashSet<>();
  private final Map<Address, Turn.ToolUse> toolUses = new TreeMap<>(Address.ORDER);
  private Tokens tokens = Tokens.NONE;

  Tally(Budget budget) {
    this.budget = budget;
  }

  /** From which attempts reserve, and with which they settle for themselves. */
  Budget budget() {
    return budget;
  }

  /** Counts a result that was just performed, and has settled its cost. */
  void performed(Address address, Effect<?> effect, Object result) {
    count(address, result);
    use(address, effect, result);
  }

  /** Counts a recorded result with its cost, unless this run counted it before. */
  void replayed(Address address, Effect<?> effect, Object result) {
    recorded(address, result);
    use(address, effect, result);
  }

  /** The same for a result below an effect that is not entered again. */
  void recorded(Address address, Object result) {
    if (count(address, result)) {
      budget.settle(Cost.NOTHING, cost(result));
    }
  }

  private boolean count(Address address, Object result) {
    lock.lock();
    try {
      boolean first = counted.add(address);
      if (first && result instanceof ModelReply reply) {
        models.add(reply.model());
        tokens = tokens.plus(reply.tokens());
      }
      return first;
    } finally {
      lock.unlock();
    }
  }

  private void use(Address address, Effect<?> effect, Object result) {
    // A tool's own calls are its affair: a replay does not enter it, and must tell the same.
    if (effect instanceof Effect.CallTool call
        && result instanceof ToolResult told
        && address.isTop()) {
      lock.lock();
      try {
        toolUses.put(address, new Turn.ToolUse(call.tool(), call.arguments(), told.text()));
      } finally {
        lock.unlock();
      }
    }
  }

  private static Cost cost(Object result) {
    return switch (result) {
      case ModelReply reply -> new Cost(1, 0, reply.tokens().total());
      case ToolResult told -> Cost.TOOL_CALL;
      default -> Cost.NOTHING;
    };
  }

  /** The tools that the run called, in the order of their addresses. */
  List<Turn.ToolUse> toolUses() {
    lock.lock();
    try {
      return List.copyOf(toolUses.values());
    } finally {
      lock.unlock();
    }
  }

  Usage usage(Duration took) {
    lock.lock();
    try {
      Cost spent = budget.spent();
      return new Usage(spent.modelCalls(), spent.toolCalls(), tokens, took, List.copyOf(models));
    } finally {
      lock.unlock();
    }
  }
}
