package dev.retinue.model;

import dev.langchain4j.data.message.AiMessage;
import org.jspecify.annotations.Nullable;

/**
 * What a model answered.
 *
 * @param message its text and tool calls
 * @param model {@code provider:model} of the model that made it
 * @param tokens what it used
 * @param finish why it stopped, in langchain4j's terms in lower case: {@code stop}, {@code length},
 *     {@code tool_execution}, {@code content_filter}, {@code other}
 * @param choice why the model was chosen; null if it was named
 */
public record ModelReply(
    AiMessage message, String model, Tokens tokens, String finish, @Nullable ModelChoice choice) {
  /** The reply of a model that was named. */
  public ModelReply(AiMessage message, String model, Tokens tokens, String finish) {
    this(message, model, tokens, finish, null);
  }
}
