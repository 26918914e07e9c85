package dev.retinue.testkit;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.retinue.effect.Effect;
import dev.retinue.identity.RunScope;
import dev.retinue.json.Json;
import dev.retinue.json.RecordedForm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an effect asks, as a tree of texts that a person reads, and how it differs from what is
 * recorded.
 */
final class TapeRequest {
  private static final int MOST_SHOWN = 2_000;

  private TapeRequest() {}

  /** What an effect asks: the whole conversation of a model call, as texts that a person reads. */
  static Map<String, Object> of(RunScope scope, Effect<?> effect, Redaction redaction) {
    Map<String, Object> request = new LinkedHashMap<>();
    if (effect instanceof Effect.CallModel call) {
      if (!call.models().isEmpty()) {
        request.put("models", call.models().stream().map(Object::toString).toList());
      }
      if (!call.request().tools().isEmpty()) {
        request.put("tools", call.request().tools().stream().map(ToolSpecification::name).toList());
      }
      if (call.request().answerSchema() != null) {
        request.put("answer", String.valueOf(call.request().answerSchema().name()));
      }
      request.put(
          "conversation",
          call.request().conversation().messages().stream().map(TapeRequest::message).toList());
    } else {
      request.putAll(fields(RecordedForm.write(effect)));
    }
    Map<String, Object> clean = new LinkedHashMap<>();
    ((Map<?, ?>) redaction.tree(scope, request))
        .forEach((key, value) -> clean.put(key.toString(), value));
    return clean;
  }

  private static Map<String, Object> fields(String json) {
    Map<String, Object> fields = new LinkedHashMap<>();
    Json.tree(json)
        .properties()
        .forEach(property -> {
          if (!property.getKey().equals("is")) {
            fields.put(property.getKey(), Json.read(property.getValue(), Object.class));
          }
        });
    return fields;
  }

  /**
   * What is recorded, as it would be recorded today: effects gain fields from version to version.
   */
  private static Map<String, Object> asOfToday(TapeEntry entry, Effect<?> effect) {
    Map<String, Object> typed = new LinkedHashMap<>();
    typed.put("is", entry.effect());
    typed.putAll(entry.request());
    return fields(RecordedForm.asOfToday(Json.write(typed), effect.getClass()));
  }

  private static Map<String, Object> message(ChatMessage message) {
    Map<String, Object> words = new LinkedHashMap<>();
    switch (message) {
      case SystemMessage system -> words.put("system", system.text());
      case UserMessage user when user.hasSingleText() -> words.put("user", user.singleText());
      case AiMessage answer -> {
        if (answer.text() != null || !answer.hasToolExecutionRequests()) {
          words.put("model", answer.text() == null ? "" : answer.text());
        }
        if (answer.hasToolExecutionRequests()) {
          words.put(
              "calls",
              answer.toolExecutionRequests().stream()
                  .map((ToolExecutionRequest call) -> call.name() + " " + call.arguments())
                  .toList());
        }
      }
      case ToolExecutionResultMessage result when result.hasSingleText() -> {
        words.put("tool", String.valueOf(result.toolName()));
        words.put("told", result.text());
      }
      default -> words.put("message", message.toString());
    }
    return words;
  }

  /** What is different in what is asked now; empty if nothing is. */
  static Optional<String> difference(
      TapeEntry entry, Effect<?> effect, Map<String, Object> request) {
    String kind = effect.getClass().getSimpleName();
    if (!entry.effect().equals(kind)) {
      return Optional.of(
          both(entry.effect() + " " + words(entry.request()), kind + " " + words(request)));
    }
    if (canonical(entry.request()).equals(canonical(request))) {
      return Optional.empty();
    }
    if (!(effect instanceof Effect.CallModel)
        && canonical(asOfToday(entry, effect)).equals(canonical(request))) {
      return Optional.empty();
    }
    if (effect instanceof Effect.CallModel) {
      List<Object> then = messages(entry.request());
      List<Object> now = messages(request);
      int at = 0;
      while (at < then.size()
          && at < now.size()
          && canonical(then.get(at)).equals(canonical(now.get(at)))) {
        at++;
      }
      if (at < then.size() || at < now.size()) {
        return Optional.of(
            both(
                "message "
                    + (at + 1)
                    + " of "
                    + then.size()
                    + ": "
                    + (at < then.size() ? words(then.get(at)) : "none"),
                "message "
                    + (at + 1)
                    + " of "
                    + now.size()
                    + ": "
                    + (at < now.size() ? words(now.get(at)) : "none")));
      }
    }
    return Optional.of(both(kind + " " + words(entry.request()), kind + " " + words(request)));
  }

  private static String both(String recorded, String now) {
    return "  recorded: " + indented(recorded) + "\n  now:      " + indented(now);
  }

  private static String indented(String text) {
    String shown = text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "..." : text;
    return shown.replace("\n", "\n            ");
  }

  static List<Object> messages(Map<String, Object> request) {
    return request.get("conversation") instanceof List<?> list ? List.copyOf(list) : List.of();
  }

  /** A tree of the file in a line for a person. */
  static String words(Object value) {
    return value instanceof String text ? text : Json.write(value);
  }

  static String canonical(Object value) {
    return Json.write(value);
  }
}
