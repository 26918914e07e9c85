package dev.retinue.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.runtime.AgentRuntime;
import java.time.Duration;
import java.util.List;

/** Waits for what a run is about to do, without sleeping. */
public final class Eventually {
  private Eventually() {}

  /** The run's first event of this kind. */
  static <E extends RunEvent> E first(Run run, Class<E> kind) {
    for (RunEvent event : run.events()) {
      if (kind.isInstance(event)) {
        return kind.cast(event);
      }
    }
    throw new AssertionError("the run ended without a " + kind.getSimpleName());
  }

  /** The one thing that waits for a person, once the run has left its thread. */
  public static Pending pending(AgentRuntime runtime, Run run) {
    first(run, RunEvent.Waiting.class);
    return pending(runtime, 1).getFirst();
  }

  static List<Pending> pending(AgentRuntime runtime, int howMany) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    List<Pending> pending = runtime.pending();
    while (pending.size() != howMany && System.nanoTime() < deadline) {
      Thread.onSpinWait();
      pending = runtime.pending();
    }
    assertThat(pending).hasSize(howMany);
    return pending;
  }
}
