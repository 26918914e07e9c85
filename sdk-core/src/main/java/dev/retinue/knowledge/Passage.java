package dev.retinue.knowledge;

import dev.retinue.label.Label;

/**
 * A piece of a document that was found.
 *
 * @param id stable for the same content of the same document
 * @param text the passage as it stands in the document
 * @param citation where it stands
 * @param score how well it matches, in [0, 1]; comparable within one search
 * @param label of the text; the runtime sets it as the host says, see {@code
 *     AgentRuntime.Builder.documentLabel}
 */
public record Passage(String id, String text, Citation citation, double score, Label label) {
  public Passage {
    label = Label.orCautious(label);
  }

  /** A passage as documents are: from outside, and private. */
  public Passage(String id, String text, Citation citation, double score) {
    this(id, text, citation, score, Label.UNTRUSTED_PRIVATE);
  }

  /** The same with another label. */
  public Passage withLabel(Label other) {
    return new Passage(id, text, citation, score, other);
  }
}
