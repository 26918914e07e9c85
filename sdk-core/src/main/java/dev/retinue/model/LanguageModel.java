package dev.retinue.model;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import org.jspecify.annotations.Nullable;

/**
 * A model ready to be called, in langchain4j's terms.
 *
 * @param id {@code provider:model}, carried by every answer
 * @param chat answers as a whole, or null
 * @param streaming answers in pieces, or null; at least one of the two is there, and this one is
 *     preferred when somebody listens to tokens
 */
public record LanguageModel(
    String id, @Nullable ChatModel chat, @Nullable StreamingChatModel streaming) {
  public LanguageModel {
    if (chat == null && streaming == null) {
      throw new IllegalArgumentException("model '" + id + "' can neither chat nor stream");
    }
  }

  public static LanguageModel of(String id, ChatModel chat) {
    return new LanguageModel(id, chat, null);
  }

  public static LanguageModel of(String id, StreamingChatModel streaming) {
    return new LanguageModel(id, null, streaming);
  }
}
