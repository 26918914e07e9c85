package dev.retinue.reasoner;

import dev.retinue.definition.LoopLimits;
import java.util.HashMap;
import java.util.Map;

/**
 * Notices a run that goes round in circles: the same tool, called with the same arguments, giving
 * the same result. Repetitions are counted from the last call that brought something new, so that a
 * run that gets on may look at the same place again, while A, B, A, B counts as A and B alone
 * would. Calls of one step count as one. Confined to one run; what it says depends on the calls and
 * results only.
 */
public final class LoopWatch {
  private final LoopLimits limits;
  private final Map<Call, Times> seen = new HashMap<>();
  private int news;

  private record Call(String tool, String arguments, String result) {}

  private static final class Times {
    int count;
    int news;
    int step = -1;
  }

  /** What to do about a call. Closed. */
  public sealed interface Verdict {
    /** Nothing. */
    record GoOn() implements Verdict {}

    /**
     * Tell the model, with the call's result.
     *
     * @param text the words
     */
    record Nudge(String text) implements Verdict {}

    /**
     * Stop the run.
     *
     * @param detail what was repeated, how often, and what can be done
     */
    record Stop(String detail) implements Verdict {}
  }

  private static final Verdict GO_ON = new Verdict.GoOn();

  public LoopWatch(LoopLimits limits) {
    this.limits = limits;
  }

  /**
   * Notes a call and its result.
   *
   * @param step number of the step; calls of the same step count as one
   * @param arguments as the model wrote them
   * @param result as the model is told
   */
  public Verdict note(int step, String tool, String arguments, String result) {
    if (limits.nudge() == 0 && limits.stop() == 0) {
      return GO_ON;
    }
    Times times = seen.computeIfAbsent(new Call(tool, arguments, result), call -> new Times());
    if (times.count == 0) {
      news++;
    } else if (times.news != news) {
      times.count = 1;
    }
    times.news = news;
    if (times.step == step) {
      return GO_ON;
    }
    times.step = step;
    times.count++;
    if (limits.stop() > 0 && times.count >= limits.stop()) {
      return new Verdict.Stop(
          "tool '"
              + tool
              + "' was called "
              + times.count
              + " times with the same arguments and the same result; change the instructions, or limits.loop.stop if"
              + " that is what it should do");
    }
    if (limits.nudge() > 0 && times.count >= limits.nudge()) {
      return new Verdict.Nudge(
          "(You have called "
              + tool
              + " "
              + times.count
              + " times with the same arguments, and the result was the same each time. Do something else, or answer"
              + " with what you have.)");
    }
    return GO_ON;
  }
}
