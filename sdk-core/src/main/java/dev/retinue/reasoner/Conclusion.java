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
    /** Nothing to tell. */
    public static final Answer NONE = new Answer("", List.of());

    public Answer {
      citations = List.copyOf(citations);
    }
  }

  /**
   * No answer, for a reason of the reasoner's own.
   *
   * @param reason which
   * @param detail with which values, and what can be done
   * @param closing what could be said all the same, in a closing turn; {@link Answer#NONE} if there
   *     was none
   */
  record GaveUp(StopReason reason, String detail, Answer closing) implements Conclusion {
    /** Without a closing turn. */
    public GaveUp(StopReason reason, String detail) {
      this(reason, detail, Answer.NONE);
    }
  }
}
