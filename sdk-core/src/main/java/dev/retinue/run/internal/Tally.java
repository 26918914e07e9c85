package dev.retinue.run.internal;

import dev.retinue.budget.Cost;
import dev.retinue.budget.Money;
import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectException;
import dev.retinue.effect.ToolResult;
import dev.retinue.identity.Address;
import dev.retinue.memory.Turn;
import dev.retinue.model.ModelReply;
import dev.retinue.model.Tokens;
import dev.retinue.reasoner.ResultPages;
import dev.retinue.run.Usage;
import dev.retinue.tool.ToolTraits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run has used: each effect is counted once, however often the run is started again.
 * Thread-safe.
 */
final class Tally {
  private static final Comparator<ToolCall> BY_ADDRESS =
      Comparator.comparing(ToolCall::address, Address.ORDER);

  private final ReentrantLock lock = new ReentrantLock();
  private final RunBudget budget;
  // Guarded by lock.
  private List<Address> performed = new ArrayList<>();
  private @Nullable Set<Address> counted;
  private List<String> models = List.of();
  private List<ToolCall> toolCalls = new ArrayList<>();
  private @Nullable Map<Address, Cost> inProgress;
  private Tokens tokens = Tokens.NONE;
  private Cost spent = Cost.NOTHING;
  private long knownCharacters;
  private long knownTokens;

  /** What a tool was asked and said; sorted only when somebody wants to know. */
  private record ToolCall(Address address, Effect.CallTool call, ToolResult result) {}

  Tally(RunBudget budget) {
    this.budget = budget;
  }

  /** From which attempts reserve, and with which they settle for themselves. */
  RunBudget budget() {
    return budget;
  }

  // --- what a call is expected to take

  /** A model answered the reasoner, and its provider told how long the prompt was. */
  void answered(long characters, Tokens used) {
    budget.answered();
    lock.lock();
    try {
      if (used.input() > 0) {
        knownCharacters = characters;
        knownTokens = used.input();
      }
    } finally {
      lock.unlock();
    }
  }

  /** About how many tokens a prompt has: as the last one of the run, and what came after it. */
  long promptTokens(long characters, int charactersOfAToken) {
    lock.lock();
    try {
      return characters >= knownCharacters
          ? knownTokens + (characters - knownCharacters) / charactersOfAToken
          : characters / charactersOfAToken;
    } finally {
      lock.unlock();
    }
  }

  // --- what effects cost

  /** What the effect at this address has cost so far, where its result does not say. */
  void costs(Address address, Cost cost) {
    lock.lock();
    try {
      if (inProgress == null) {
        inProgress = new HashMap<>();
      }
      inProgress.put(address, cost);
    } finally {
      lock.unlock();
    }
  }

  /** Counts what was spent on an effect that has no result. */
  void unwound(Address address) {
    lock.lock();
    try {
      Cost cost = inProgress == null ? null : inProgress.remove(address);
      if (cost != null) {
        spent = spent.plus(cost);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Counts a result, or a failure, whose cost is settled.
   *
   * @param result null for a failure
   * @return its cost, for the record; null if the result says it
   */
  @Nullable Cost performed(Address address, Effect<?> effect, @Nullable Object result) {
    Cost usual = usual(result);
    Cost cost;
    lock.lock();
    try {
      Cost told = inProgress == null ? null : inProgress.remove(address);
      cost = told == null ? usual : told;
      if (!(effect instanceof Effect.Delegate)) {
        spent = spent.plus(cost);
      }
      performed.add(address);
      if (counted != null) {
        counted.add(address);
      }
      note(result);
    } finally {
      lock.unlock();
    }
    use(address, effect, result);
    closes(effect);
    return cost.equals(usual) ? null : cost;
  }

  /** Counts a recorded result with its cost, unless this run counted it before. */
  void replayed(
      Address address, Effect<?> effect, @Nullable Object result, @Nullable Cost cost, Instant at) {
    if (effect instanceof Effect.Delegate) {
      if (cost != null && count(address, result)) {
        budget.recallDelegated(cost);
      }
      return;
    }
    recorded(address, result, cost, at);
    use(address, effect, result);
    closes(effect);
    if (effect instanceof Effect.CallModel call && result instanceof ModelReply reply) {
      answered(call.request().conversation().characters(), reply.tokens());
    }
  }

  /** The same for a result below an effect that is not entered again. */
  void recorded(Address address, @Nullable Object result, @Nullable Cost told, Instant at) {
    if (count(address, result)) {
      Cost cost = told == null ? usual(result) : told;
      lock.lock();
      try {
        spent = spent.plus(cost);
      } finally {
        lock.unlock();
      }
      budget.recall(cost, at);
    }
  }

  private void closes(Effect<?> effect) {
    if (effect instanceof Effect.CallModel call && call.closes()) {
      budget.closed();
    }
  }

  /** Whether an effect that is recorded was not counted before; it is now. */
  private boolean count(Address address, @Nullable Object result) {
    lock.lock();
    try {
      if (counted == null) {
        counted = new HashSet<>(performed);
      }
      boolean first = counted.add(address);
      if (first) {
        performed.add(address);
        note(result);
      }
      return first;
    } finally {
      lock.unlock();
    }
  }

  private void note(@Nullable Object result) {
    if (result instanceof ModelReply reply) {
      if (!models.contains(reply.model())) {
        models = Stream.concat(models.stream(), Stream.of(reply.model())).toList();
      }
      tokens = tokens.plus(reply.tokens());
    }
  }

  private void use(Address address, Effect<?> effect, @Nullable Object result) {
    // A tool's own calls are its affair: a replay does not enter it, and must tell the same.
    if (effect instanceof Effect.CallTool call
        && result instanceof ToolResult told
        && address.isTop()) {
      lock.lock();
      try {
        toolCalls.add(new ToolCall(address, call, told));
      } finally {
        lock.unlock();
      }
    }
  }

  /** What a result costs that says nothing else: one attempt, at no money. */
  private static Cost usual(@Nullable Object result) {
    return switch (result) {
      case ModelReply reply -> new Cost(1, 0, reply.tokens().total());
      case ToolResult.Denied denied -> Cost.NOTHING;
      case ToolResult.Failed failed when failed.code().equals(EffectException.BUDGET) ->
          Cost.NOTHING;
      case ToolResult told -> Cost.TOOL_CALL;
      case null, default -> Cost.NOTHING;
    };
  }

  /**
   * The tools that the run called, in the order of their addresses, with what its model was told at
   * first.
   *
   * @param limits the most characters of a result, by tool
   */
  List<Turn.ToolUse> toolUses(Map<String, Integer> limits) {
    lock.lock();
    try {
      // They are mostly in order, which a sort notices and a sorted map does not.
      List<ToolCall> sorted = new ArrayList<>(toolCalls);
      sorted.sort(BY_ADDRESS);
      List<Turn.ToolUse> uses = new ArrayList<>(sorted.size());
      for (int i = 0; i < sorted.size(); i++) {
        ToolCall made = sorted.get(i);
        boolean again = i + 1 < sorted.size() && sorted.get(i + 1).address.equals(made.address);
        if (!again) {
          String tool = made.call.tool();
          int limit = limits.getOrDefault(tool, ToolTraits.USUAL_RESULT);
          String told = ResultPages.beginning(made.result.text(), limit);
          uses.add(new Turn.ToolUse(tool, made.call.arguments(), told));
        }
      }
      return uses;
    } finally {
      lock.unlock();
    }
  }

  /** The run waits, and takes little room: when it goes on it meets again what its tools said. */
  void rest() {
    lock.lock();
    try {
      counted = null;
      performed = new ArrayList<>(performed);
      toolCalls = new ArrayList<>(0);
      if (inProgress != null && inProgress.isEmpty()) {
        inProgress = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /** What the run has spent itself, in whatever process. */
  Cost spent() {
    lock.lock();
    try {
      return spent;
    } finally {
      lock.unlock();
    }
  }

  Usage usage(Duration took) {
    lock.lock();
    try {
      Money cost = spent.money();
      return new Usage(spent.modelCalls(), spent.toolCalls(), tokens, cost, took, models);
    } finally {
      lock.unlock();
    }
  }
}
