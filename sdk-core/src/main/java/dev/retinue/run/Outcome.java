package dev.retinue.run;

import dev.retinue.json.Json;
import dev.retinue.knowledge.Cited;
import dev.retinue.label.Label;
import dev.retinue.reasoner.StopReason;
import java.util.List;

/** How a run ended. Closed on purpose: a new ending must break every switch that forgot it. */
public sealed interface Outcome {
  /** What it used, with the ids of the models that made it. */
  Usage usage();

  /** The answer; for every other ending a sentence that says how and why. */
  String text();

  /**
   * It answered.
   *
   * @param citations what the answer rests on, in the order in which the text first refers to it
   * @param label of the answer: what the run had seen
   */
  record Answered(String text, List<Cited> citations, Usage usage, Label label) implements Outcome {
    public Answered {
      citations = List.copyOf(citations);
      label = Label.orCautious(label);
    }

    /**
     * The answer as a record, where one was asked for.
     *
     * @throws IllegalArgumentException if the text is not JSON of that type
     */
    public <T> T as(Class<T> type) {
      return Json.read(text, type);
    }
  }

  /**
   * Nothing failed, and it stopped all the same.
   *
   * @param detail which limit, with which values, and what can be done
   * @param closing what it could say in its closing turn, in which it had no tools any more; empty
   *     if it had none
   * @param citations what that rests on, as of an answer
   */
  record Stopped(
      StopReason reason, String detail, String closing, List<Cited> citations, Usage usage)
      implements Outcome {
    public Stopped {
      citations = List.copyOf(citations);
    }

    /** Without a closing turn. */
    public Stopped(StopReason reason, String detail, Usage usage) {
      this(reason, detail, "", List.of(), usage);
    }

    /** How and why it stopped, and after an empty line what it could say all the same. */
    @Override
    public String text() {
      return "stopped (" + reason + "): " + detail + (closing.isEmpty() ? "" : "\n\n" + closing);
    }
  }

  /**
   * Something failed that the reasoner could not do without.
   *
   * @param kind a word for it, such as a {@link dev.retinue.model.ModelException.Kind}
   * @param message what happened and what to do
   */
  record Failed(String kind, String message, Usage usage) implements Outcome {
    @Override
    public String text() {
      return "failed (" + kind + "): " + message;
    }
  }

  /** It was cancelled; nothing of it is remembered. */
  record Cancelled(Usage usage) implements Outcome {
    @Override
    public String text() {
      return "cancelled";
    }
  }

  /**
   * A crash fell between the intent and the result of an effect that must not be repeated and
   * cannot be asked about.
   *
   * @param address where in the run
   * @param effect the effect, recorded
   * @param key the idempotency key it was given
   */
  record InDoubt(String address, String effect, String key, Usage usage) implements Outcome {
    @Override
    public String text() {
      return "in doubt: nobody can tell whether "
          + effect
          + " at "
          + address
          + " (key "
          + key
          + ") happened; find out, then start again or go without";
    }
  }
}
