package dev.retinue.examples.bench;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.EffectClass;
import dev.retinue.tool.Declared;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * A model that asks for the adder a given number of times and then answers, the same for all who
 * are compared: new objects for each reply, as a provider makes them, and nothing else. It checks
 * that it is shown the whole turn and the tool's result. Turns with steps are one after another;
 * turns without may be at the same time.
 */
final class SteppingModel implements ChatModel {
  static final String ANSWER = "That is all.";

  private final AtomicLong place = new AtomicLong();
  private final LongAdder calls = new LongAdder();
  private volatile int steps;
  private volatile Duration pause = Duration.ZERO;

  /** From the next turn on, so many calls of the tool. */
  void steps(int wanted) {
    steps = wanted;
    place.set(0);
  }

  /** From the next call on, answers after so long. */
  void pause(Duration wanted) {
    pause = wanted;
  }

  /** How often it was called. */
  long calls() {
    return calls.sum();
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    calls.increment();
    if (steps == 0) {
      return waited();
    }
    int step = (int) place.getAndIncrement();
    check(request.messages(), step);
    if (step == steps) {
      place.set(0);
      return response(AiMessage.from(ANSWER), FinishReason.STOP);
    }
    return response(
        AiMessage.from(
            ToolExecutionRequest.builder()
                .id("call-" + step)
                .name("add")
                .arguments("{\"a\": " + step + ", \"b\": 1}")
                .build()),
        FinishReason.TOOL_EXECUTION);
  }

  private ChatResponse waited() {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while answering", e);
    }
    return response(AiMessage.from(ANSWER), FinishReason.STOP);
  }

  private static void check(List<ChatMessage> shown, int step) {
    if (shown.size() < 1 + 2 * step) {
      throw new IllegalStateException(
          "at step " + step + " the model was shown only " + shown.size() + " messages");
    }
    if (step > 0
        && !(shown.getLast() instanceof ToolExecutionResultMessage result
            && Integer.parseInt(result.text()) == step)) {
      throw new IllegalStateException(
          "at step " + step + " the model was shown " + shown.getLast());
    }
  }

  private static ChatResponse response(AiMessage message, FinishReason reason) {
    return ChatResponse.builder()
        .aiMessage(message)
        .modelName("stepping")
        .tokenUsage(new TokenUsage(10, 5))
        .finishReason(reason)
        .build();
  }

  /** The tool, which only computes. */
  static final class Adder {
    private final LongAdder calls = new LongAdder();

    @Tool("Adds two numbers")
    @Declared(access = AccessClass.READ, effectClass = EffectClass.PURE, concurrent = true)
    int add(@P(name = "a", value = "one number") int a, @P(name = "b", value = "the other") int b) {
      calls.increment();
      return a + b;
    }

    /** How often it was called. */
    long calls() {
      return calls.sum();
    }
  }
}
