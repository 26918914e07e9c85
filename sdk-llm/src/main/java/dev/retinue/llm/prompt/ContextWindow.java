package dev.retinue.llm.prompt;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Makes a conversation fit a model's context by leaving out whole turns, the oldest first. A turn
 * is what a user said and all that followed, so that a call of a tool stays with its result. System
 * messages and the last turn always stay: if these alone are too long, the model will say so.
 * Immutable.
 *
 * @param tokens of prompt and answer together, at least 1
 * @param answer of these, kept free for the answer; less than {@code tokens}
 * @param size the tokens of a prompt
 */
public record ContextWindow(int tokens, int answer, ToLongFunction<ChatRequest> size) {
  private static final int USUAL_ANSWER = 1_024;

  public ContextWindow {
    if (tokens < 1 || answer < 0 || answer >= tokens) {
      throw new IllegalArgumentException(
          "a window has some tokens and fewer for the answer, got " + tokens + ", " + answer);
    }
  }

  /** With room for a usual answer, but no more than a quarter. */
  public static ContextWindow of(int tokens, ToLongFunction<ChatRequest> size) {
    return new ContextWindow(tokens, Math.min(USUAL_ANSWER, tokens / 4), size);
  }

  /** The request, or one with fewer messages. */
  public ChatRequest fit(ChatRequest request) {
    Integer most = request.maxOutputTokens();
    int room = tokens - Math.min(most == null ? answer : Math.max(answer, most), tokens / 2);
    long all = size.applyAsLong(request);
    if (all <= room) {
      return request;
    }
    List<List<ChatMessage>> turns = turns(request.messages());
    int kept = 0;
    while (all > room && kept < turns.size() - 1) {
      all -= size.applyAsLong(ChatRequest.builder().messages(turns.get(kept)).build());
      kept++;
    }
    return kept == 0 ? request : request.toBuilder().messages(from(request, turns, kept)).build();
  }

  private static List<ChatMessage> from(
      ChatRequest request, List<List<ChatMessage>> turns, int first) {
    List<ChatMessage> kept = new ArrayList<>();
    request.messages().stream().filter(SystemMessage.class::isInstance).forEach(kept::add);
    turns.subList(first, turns.size()).forEach(kept::addAll);
    return kept;
  }

  /** Turns, without system messages. What comes before the first user message is one too. */
  private static List<List<ChatMessage>> turns(List<ChatMessage> messages) {
    List<List<ChatMessage>> turns = new ArrayList<>();
    for (ChatMessage message : messages) {
      if (message instanceof SystemMessage) {
        continue;
      }
      if (turns.isEmpty() || message instanceof UserMessage) {
        turns.add(new ArrayList<>());
      }
      turns.getLast().add(message);
    }
    return turns;
  }
}
