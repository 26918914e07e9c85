package dev.retinue.model;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A model ready to be called, in langchain4j's terms.
 *
 * @param id {@code provider:model}, carried by every answer
 * @param chat answers as a whole, or null
 * @param streaming answers in pieces, or null; at least one of the two is there, and this one is
 *     preferred when somebody listens to tokens
 * @param traits what else is known of it
 */
public record LanguageModel(
    String id,
    @Nullable ChatModel chat,
    @Nullable StreamingChatModel streaming,
    ModelTraits traits) {
  public LanguageModel {
    if (chat == null && streaming == null) {
      throw new IllegalArgumentException("model '" + id + "' can neither chat nor stream");
    }
  }

  /** A model of which nothing else is known. */
  public LanguageModel(
      String id, @Nullable ChatModel chat, @Nullable StreamingChatModel streaming) {
    this(id, chat, streaming, ModelTraits.UNKNOWN);
  }

  public static LanguageModel of(String id, ChatModel chat) {
    return new LanguageModel(id, chat, null);
  }

  public static LanguageModel of(String id, StreamingChatModel streaming) {
    return new LanguageModel(id, null, streaming);
  }

  public LanguageModel withTraits(ModelTraits other) {
    return new LanguageModel(id, chat, streaming, other);
  }

  /**
   * Asks once. Neither begins nor settles the attempt.
   *
   * @param attempt is told of the pieces of a streamed answer
   * @param streams whether an answer in pieces is preferred
   * @param limit how long a stream may take; an answer as a whole takes until this thread is
   *     interrupted
   * @throws ModelException if there is no answer, whatever the client threw
   */
  public ChatResponse ask(
      ChatRequest request, Models.Attempt attempt, boolean streams, Duration limit)
      throws InterruptedException {
    ChatResponse response;
    if (chat != null && (streaming == null || !streams)) {
      try {
        response = chat.chat(request);
      } catch (RuntimeException e) {
        // The boundary to the clients: whatever they throw becomes one exception with a kind.
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        throw ModelException.from(id, e);
      }
    } else {
      response = StreamedAnswer.of(id, Objects.requireNonNull(streaming), request, attempt, limit);
    }
    if (response.aiMessage() == null) {
      throw new ModelException(
          ModelException.Kind.BAD_RESPONSE, id, id + " answered without a message", null);
    }
    return response;
  }
}
