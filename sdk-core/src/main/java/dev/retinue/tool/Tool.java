package dev.retinue.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.retinue.effect.ToolResult;
import java.util.Optional;

/**
 * Something that an agent can use. Thread-safe: one instance serves all agents of a runtime.
 *
 * <p>A plain object whose methods carry langchain4j's {@code @Tool} is made into tools by {@link
 * AnnotatedTools}.
 */
public interface Tool {
  /**
   * Name (letters, digits, {@code _} and {@code -}, at most 64), description and JSON-schema
   * parameters.
   */
  ToolSpecification specification();

  /** What it touches and how it may be run. */
  ToolTraits traits();

  /**
   * Does it. The arguments have been checked against the specification: what is required is there,
   * nothing is unknown, and every value has its declared type.
   *
   * <p>What can be expected to go wrong is a {@link ToolResult.Failed} with a code; an exception is
   * told to the model as {@code FAILED} with its message.
   *
   * @throws InterruptedException when the call was cancelled or timed out; pass it on
   */
  ToolResult call(ObjectNode arguments, ToolContext context) throws Exception;

  /**
   * Asks whether the call with this key happened, for a tool of effect class QUERYABLE.
   *
   * @param key the idempotency key that the call was given
   * @return the result if it happened; empty if it did not, and may be done now
   */
  default Optional<ToolResult> probe(String key, ToolContext context) throws Exception {
    throw new IllegalStateException(
        "tool '" + specification().name() + "' is QUERYABLE but does not implement probe(key)");
  }

  /** Where it stands in a catalogue. */
  default ToolCard card() {
    return ToolCard.NONE;
  }

  /** How to see whether it works here; empty if that cannot be shown without harm. */
  default Optional<SelfTest> selfTest() {
    return Optional.empty();
  }

  /** The name in the specification. */
  default String name() {
    return specification().name();
  }
}
