package dev.retinue.run.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retinue.effect.ToolResult;
import dev.retinue.identity.Principal;
import dev.retinue.identity.RunScope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Results of tools that may be given again for a while: to the same agent, for the same principal
 * and arguments. What was used longest ago goes first when there are too many. Thread-safe.
 */
final class FreshResults {
  private static final int MOST_RESULTS = 1_000;
  private static final long MOST_CHARACTERS = 8_000_000;

  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock.
  private final Map<Call, Result> results = new LinkedHashMap<>(16, 0.75f, true);
  private long characters;

  FreshResults(Clock clock) {
    this.clock = clock;
  }

  /** A call whose result is the same. */
  record Call(String agent, Principal principal, String tool, ObjectNode arguments) {
    static Call of(RunScope scope, String tool, ObjectNode arguments) {
      return new Call(scope.agent(), scope.principal(), tool, arguments.deepCopy());
    }
  }

  private record Result(ToolResult.Ok ok, Instant until) {}

  /** The result of an earlier call, if it is still fresh. */
  Optional<ToolResult> of(Call call) {
    Instant now = clock.instant();
    lock.lock();
    try {
      Result result = results.get(call);
      if (result == null) {
        return Optional.empty();
      }
      if (now.isBefore(result.until())) {
        return Optional.of(result.ok());
      }
      remove(call);
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Keeps what a call returned; what did not succeed is not kept. */
  void keep(Call call, ToolResult result, Duration freshFor) {
    if (!(result instanceof ToolResult.Ok ok) || ok.text().length() > MOST_CHARACTERS / 8) {
      return;
    }
    Instant until = clock.instant().plus(freshFor);
    lock.lock();
    try {
      remove(call);
      results.put(call, new Result(ok, until));
      characters += ok.text().length();
      while (results.size() > MOST_RESULTS || characters > MOST_CHARACTERS) {
        remove(results.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Forgets all of an agent. */
  void forget(String agent) {
    lock.lock();
    try {
      for (Call call : List.copyOf(results.keySet())) {
        if (call.agent().equals(agent)) {
          remove(call);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void remove(Call call) {
    Result removed = results.remove(call);
    if (removed != null) {
      characters -= removed.ok().text().length();
    }
  }
}
