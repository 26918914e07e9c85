package dev.retinue.model;

import dev.langchain4j.data.message.AiMessage;

/**
 * What a model answered.
 *
 * @param message its text and tool calls
 * @param model {@code provider:model} of the model that made it
 * @param tokens what it used
 * @param finish why it stopped, in langchain4j's terms in lower case: {@code stop}, {@code length},
 *     {@code tool_execution}, {@code content_filter}, {@code other}
 */
public record ModelReply(AiMessage message, String model, Tokens tokens, String finish) {}
