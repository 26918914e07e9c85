package dev.retinue.knowledge;

import java.util.List;

/**
 * A sentence of an answer, and whether what it cites bears it out, as far as that can be seen
 * without understanding it. Immutable.
 *
 * @param sentence without its marks
 * @param marks the numbers of the passages that it cites
 * @param verdict what came of the check
 * @param missing what it says and no cited passage does: quotations, numbers, names
 */
public record Claim(String sentence, List<Integer> marks, Verdict verdict, List<String> missing) {
  /** What came of the check of a sentence. */
  public enum Verdict {
    /** All that could be checked stands in a passage that it cites. */
    SUPPORTED,
    /** Some of it does. */
    PARTIAL,
    /** None of it does, or it cites what there is not. */
    MISSING,
    /** It cites nothing. */
    UNCITED
  }

  public Claim {
    marks = List.copyOf(marks);
    missing = List.copyOf(missing);
  }
}
