package dev.retinue.reasoner;

import dev.retinue.knowledge.Cited;
import java.util.List;

/** What a reasoner comes to. Closed. */
public sealed interface Conclusion {
  /**
   * An answer.
   *
   * @param text what to tell; JSON where a schema was asked for
   * @param citations what the answer rests on, in the order in which the text first refers to it
   */
  record Answer(String text, List<Cited> citations) implements Conclusion {
    public Answer {
      citations = List.copyOf(citations);
    }
  }

  /**
   * No answer, for a reason of the reasoner's own.
   *
   * @param reason which
   * @param detail with which values, and what can be done
   */
  record GaveUp(StopReason reason, String detail) implements Conclusion {}
}
