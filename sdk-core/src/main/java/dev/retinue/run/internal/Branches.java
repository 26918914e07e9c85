package dev.retinue.run.internal;

import dev.retinue.effect.Effect;
import dev.retinue.effect.Effects;
import dev.retinue.identity.Address;
import dev.retinue.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Counts steps and gives each effect its address; lets several run together where they may.
 * Confined to a thread.
 */
final class Branches implements Effects {
  private final Pipeline pipeline;
  private final Execution run;
  private final @Nullable Address below;
  private int step;

  Branches(Pipeline pipeline, Execution run, @Nullable Address below) {
    this.pipeline = pipeline;
    this.run = run;
    this.below = below;
  }

  @Override
  public <R> R perform(Effect<R> effect) {
    refuseAfterUnwinding();
    return pipeline.perform(effect, address(step++, 0));
  }

  @Override
  public <R> List<R> performAll(List<? extends Effect<R>> effects) {
    refuseAfterUnwinding();
    int here = step++;
    if (effects.size() == 1) {
      return List.of(pipeline.perform(effects.getFirst(), address(here, 0)));
    }
    List<FutureTask<R>> tasks = new ArrayList<>();
    List<FutureTask<R>> oneByOne = new ArrayList<>();
    for (int i = 0; i < effects.size(); i++) {
      Effect<R> effect = effects.get(i);
      Address address = address(here, i);
      FutureTask<R> task = new FutureTask<>(() -> pipeline.perform(effect, address));
      tasks.add(task);
      if (mayRunTogether(effect)) {
        run.engine().spawn(run.id() + " " + address, task);
      } else {
        oneByOne.add(task);
      }
    }
    if (!oneByOne.isEmpty()) {
      run.engine().spawn(run.id() + " " + here, () -> oneByOne.forEach(FutureTask::run));
    }
    return collect(tasks);
  }

  private <R> List<R> collect(List<FutureTask<R>> tasks) {
    List<R> results = new ArrayList<>();
    Unwind unwind = null;
    RuntimeException failure = null;
    for (FutureTask<R> task : tasks) {
      try {
        results.add(task.get());
      } catch (InterruptedException e) {
        tasks.forEach(each -> each.cancel(true));
        throw run.interrupted();
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

  /** For a reasoner that caught the signal: what it would do next is not done. */
  private void refuseAfterUnwinding() {
    if (below == null) {
      run.refuseAfterUnwinding();
    }
  }

  private boolean mayRunTogether(Effect<?> effect) {
    return switch (effect) {
      case Effect.CallTool call -> {
        Tool tool = run.world().tools().get(call.tool());
        yield tool == null || tool.traits().concurrent();
      }
      case Effect.Remember remember -> false;
      case Effect.IngestDocument ingest -> false;
      case Effect.SendMessage send -> false;
      default -> true;
    };
  }

  private Address address(int here, int branch) {
    return below == null ? Address.of(here, branch) : below.child(here, branch);
  }
}
