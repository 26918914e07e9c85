package dev.retinue.llm.local;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.retinue.json.Json;
import dev.retinue.model.ModelException;
import dev.retinue.model.ModelException.Kind;
import dev.retinue.model.ModelTraits;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * How one definition has its model answer. Thread-safe; {@link #answer} runs on the model's thread.
 *
 * @param id {@code provider:model}
 * @param most tokens of an answer
 * @param seeds of the choices, one for each answer
 */
record Answering(String id, LoadedModel model, Sampling sampling, int most, LongSupplier seeds) {
  /** Tokens of a prompt that are computed at once, after which somebody may have given up. */
  private static final int STRIDE = 64;

  /**
   * @param pieces is told the text as it grows
   * @param givenUp whether nobody waits any more
   * @throws CancellationException if nobody waits any more
   * @throws ModelException if the prompt does not fit, or the template refuses it
   */
  ChatResponse answer(ChatRequest request, Consumer<String> pieces, BooleanSupplier givenUp) {
    List<Map<String, Object>> tools = Script.tools(request);
    int[] prompt = prompt(request, tools);
    boolean whole = false;
    try {
      ChatResponse response = answer(request, prompt, !tools.isEmpty(), pieces, givenUp);
      whole = true;
      return response;
    } finally {
      if (!whole) {
        model.forget();
      }
    }
  }

  private int[] prompt(ChatRequest request, List<Map<String, Object>> tools) {
    ModelFolder folder = model.folder();
    if (!tools.isEmpty() && !folder.template().tellsOfTools()) {
      throw new ModelException(
          Kind.BAD_REQUEST,
          id,
          id + " cannot call tools: its chat template does not tell of any; take a model that can",
          null);
    }
    String text;
    try {
      text = folder.template().render(new Script(folder.words()::plain).messages(request), tools);
    } catch (IllegalArgumentException e) {
      throw new ModelException(Kind.BAD_REQUEST, id, id + ": " + e.getMessage(), e);
    }
    int[] prompt = folder.words().encode(text);
    if (prompt.length == 0) {
      throw new ModelException(Kind.BAD_REQUEST, id, id + " was asked nothing", null);
    }
    if (prompt.length >= model.context()) {
      throw new ModelException(
          Kind.CONTEXT_TOO_LONG,
          id,
          id
              + " takes "
              + model.context()
              + " tokens of prompt and answer together, but the prompt alone has "
              + prompt.length,
          null);
    }
    return prompt;
  }

  private ChatResponse answer(
      ChatRequest request,
      int[] prompt,
      boolean mayCall,
      Consumer<String> pieces,
      BooleanSupplier givenUp) {
    ModelFolder folder = model.folder();
    Integer asked = request.maxOutputTokens();
    int room = Math.min(asked == null ? most : asked, model.context() - prompt.length);
    Sampling choice = sampling.with(request.parameters());
    RandomGenerator random = new SplittableRandom(seeds.getAsLong());
    List<String> stops = Objects.requireNonNullElse(request.stopSequences(), List.of());
    Transcript transcript = new Transcript(folder.words(), stops, mayCall, pieces);
    JlamaNetwork.Sequence sequence = model.sequence(id);
    int cached = sequence.keep(prompt);
    int at = cached;
    for (; prompt.length - at > STRIDE; at += STRIDE) {
      stopIf(givenUp);
      sequence.append(Arrays.copyOfRange(prompt, at, at + STRIDE));
    }
    float[] logits = sequence.next(Arrays.copyOfRange(prompt, at, prompt.length));
    int generated = 0;
    FinishReason reason = FinishReason.LENGTH;
    while (generated < room) {
      stopIf(givenUp);
      int token = choice.choose(logits, random);
      generated++;
      if (folder.ends().contains(token) || transcript.add(token)) {
        reason = FinishReason.STOP;
        break;
      }
      if (generated < room) {
        logits = sequence.next(token);
      }
    }
    return response(request, transcript, mayCall, reason)
        .modelName(id)
        .tokenUsage(new LocalUsage(prompt.length, generated, cached))
        .build();
  }

  private void stopIf(BooleanSupplier givenUp) {
    if (givenUp.getAsBoolean() || model.closed()) {
      throw new CancellationException(id + " was stopped before its answer was whole");
    }
  }

  private static ChatResponse.Builder response(
      ChatRequest request, Transcript transcript, boolean mayCall, FinishReason reason) {
    String text = transcript.end();
    ToolCalls calls =
        mayCall && reason == FinishReason.STOP
            ? ToolCalls.in(text, names(request), earlierCalls(request))
            : new ToolCalls(text, List.of());
    AiMessage.Builder message = AiMessage.builder().text(calls.text());
    if (calls.requests().isEmpty()) {
      transcript.tellRest();
    } else {
      message.toolExecutionRequests(calls.requests());
    }
    return ChatResponse.builder()
        .aiMessage(message.build())
        .finishReason(calls.requests().isEmpty() ? reason : FinishReason.TOOL_EXECUTION);
  }

  private static Set<String> names(ChatRequest request) {
    return request.toolSpecifications().stream()
        .map(ToolSpecification::name)
        .collect(Collectors.toSet());
  }

  private static int earlierCalls(ChatRequest request) {
    return (int)
        request.messages().stream().filter(ToolExecutionResultMessage.class::isInstance).count();
  }

  /** A prompt's tokens without its template, which need not accept a part of a conversation. */
  long promptTokens(ChatRequest request) {
    BytePairs words = model.folder().words();
    try {
      long tokens = 0;
      for (Map<String, Object> message : new Script(words::plain).messages(request)) {
        tokens += words.encode(message.toString()).length;
      }
      for (Map<String, Object> tool : Script.tools(request)) {
        tokens += words.encode(Json.write(tool)).length;
      }
      return tokens;
    } catch (UnsupportedFeatureException e) {
      // It will be refused; until then any estimate will do.
      return ModelTraits.UNKNOWN.promptTokens().applyAsLong(request);
    }
  }
}
