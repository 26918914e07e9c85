package dev.retinue.run.internal;

import dev.retinue.effect.Effect;
import dev.retinue.effect.Effects;
import dev.retinue.effect.ToolResult;
import dev.retinue.identity.Address;
import dev.retinue.label.Label;
import dev.retinue.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Counts steps and gives each effect its address; lets several run together where they may.
 * Confined to a thread, but for {@link #replace}.
 */
final class Branches implements Effects {
  private final Pipeline pipeline;
  private final Execution run;
  private final @Nullable Address below;
  private final Label before;
  private final Map<Address, Branch<?>> together = new ConcurrentHashMap<>();
  private int step;
  private Label gained = Label.NONE;

  /**
   * @param before the label of what was seen before the first step
   */
  Branches(Pipeline pipeline, Execution run, @Nullable Address below, Label before) {
    this.pipeline = pipeline;
    this.run = run;
    this.below = below;
    this.before = before;
  }

  /** The label of all that was seen so far; effects of one step do not see each other. */
  Label label() {
    return before.join(gained);
  }

  /** The label of what was seen here alone. */
  Label gained() {
    return gained;
  }

  private void saw(Effect<?> effect, Object result) {
    gained = gained.join(ResultLabel.of(effect, result, run.world().tools()));
  }

  /** One of several effects that run together. */
  private static final class Branch<R> {
    final Effect<R> effect;
    final Address address;
    final CompletableFuture<R> done = new CompletableFuture<>();
    volatile @Nullable Thread thread;

    /** Whether nobody waits for it any more. */
    volatile boolean abandoned;

    /** What comes after it on its thread. */
    volatile Runnable next = () -> {};

    Branch(Effect<R> effect, Address address) {
      this.effect = effect;
      this.address = address;
    }
  }

  @Override
  public <R> R perform(Effect<R> effect) {
    refuseAfterUnwinding();
    R result = pipeline.perform(effect, address(step++, 0), label());
    saw(effect, result);
    return result;
  }

  @Override
  public <R> List<R> performAll(List<? extends Effect<R>> effects) {
    refuseAfterUnwinding();
    int here = step++;
    if (effects.size() == 1) {
      R result = pipeline.perform(effects.getFirst(), address(here, 0), label());
      saw(effects.getFirst(), result);
      return List.of(result);
    }
    Label label = label();
    List<Branch<R>> branches = new ArrayList<>();
    Branch<R> first = null;
    Branch<R> last = null;
    for (int i = 0; i < effects.size(); i++) {
      Branch<R> branch = new Branch<>(effects.get(i), address(here, i));
      branches.add(branch);
      together.put(branch.address, branch);
      if (!mayRunTogether(branch.effect)) {
        if (last == null) {
          first = branch;
        } else {
          last.next = () -> perform(branch, label);
        }
        last = branch;
      }
    }
    for (Branch<R> branch : branches) {
      if (branch == first || mayRunTogether(branch.effect)) {
        run.engine().spawn(run.id() + " " + branch.address, () -> perform(branch, label));
      }
    }
    try {
      List<R> results = collect(branches);
      for (int i = 0; i < results.size(); i++) {
        saw(effects.get(i), results.get(i));
      }
      return results;
    } finally {
      branches.forEach(branch -> together.remove(branch.address));
    }
  }

  private <R> void perform(Branch<R> branch, Label label) {
    branch.thread = Thread.currentThread();
    if (branch.abandoned) {
      return;
    }
    try {
      branch.done.complete(pipeline.perform(branch.effect, branch.address, label));
    } catch (Unwind unwind) {
      if (unwind.why() instanceof Unwind.Cause.GivenUp) {
        return; // Whoever gave it up goes on with what comes next.
      }
      branch.done.completeExceptionally(unwind);
    } catch (RuntimeException | Error e) { // Thrown on where the branches are collected.
      branch.done.completeExceptionally(e);
    }
    branch.thread = null;
    branch.next.run();
  }

  /**
   * Ends a branch whose thread was given up with this result, and goes on with what would have come
   * after it. False if there is no such branch.
   */
  @SuppressWarnings("unchecked")
  boolean replace(Address address, ToolResult result) {
    Branch<?> branch = together.get(address);
    if (branch == null) {
      return false;
    }
    ((Branch<ToolResult>) branch).done.complete(result);
    branch.next.run();
    return true;
  }

  private <R> List<R> collect(List<Branch<R>> branches) {
    List<R> results = new ArrayList<>();
    Unwind unwind = null;
    RuntimeException failure = null;
    for (Branch<R> branch : branches) {
      try {
        results.add(branch.done.get());
      } catch (InterruptedException e) {
        interrupt(branches);
        throw run.activity().interrupted();
      } catch (ExecutionException e) {
        switch (java.util.Objects.requireNonNullElse(e.getCause(), e)) {
          case Unwind u -> unwind = unwind == null ? u : unwind;
          case RuntimeException x -> failure = failure == null ? x : failure;
          case Error x -> throw x;
          default ->
              throw new IllegalStateException("an effect threw a checked exception", e.getCause());
        }
      }
    }
    if (unwind != null) {
      throw unwind;
    }
    if (failure != null) {
      throw failure;
    }
    return results;
  }

  private static <R> void interrupt(List<Branch<R>> branches) {
    for (Branch<R> branch : branches) {
      branch.next = () -> {};
      branch.abandoned = true;
      Thread thread = branch.thread;
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  /** For a reasoner that caught the signal: what it would do next is not done. */
  private void refuseAfterUnwinding() {
    if (below == null) {
      Unwind.Cause missed = run.activity().unwinding();
      if (missed != null) {
        throw new Unwind(missed);
      }
    }
  }

  private boolean mayRunTogether(Effect<?> effect) {
    return switch (effect) {
      case Effect.CallTool call -> {
        Tool tool = run.world().tools().get(call.tool());
        yield tool == null || tool.traits().concurrent();
      }
      case Effect.SendMessage send -> false;
      default -> !EffectTraits.changesView(effect);
    };
  }

  private Address address(int here, int branch) {
    return below == null ? Address.of(here, branch) : below.child(here, branch);
  }
}
