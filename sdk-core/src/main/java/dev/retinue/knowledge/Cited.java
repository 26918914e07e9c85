package dev.retinue.knowledge;

/**
 * A passage that an answer rests on.
 *
 * @param mark the number by which the answer's text refers to it: 3 for {@code [3]}
 * @param citation where it stands
 */
public record Cited(int mark, Citation citation) {
  /** For people: {@code [3] Handbook.pdf, page 3, "Opening the dome"}. */
  @Override
  public String toString() {
    return "[" + mark + "] " + citation;
  }
}
