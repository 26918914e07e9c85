package dev.retinue.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.json.Json;
import dev.retinue.model.ModelException;
import dev.retinue.model.ModelException.Kind;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An error as a provider words it: {@code {"error": {"message", "type", "code"}}} of OpenAI, {@code
 * {"type": "error", "error": {"type", "message"}}} of Anthropic, Google's {@code {"error": {"code",
 * "status", "message", "details"}}}, Ollama's {@code {"error": ".."}}, and what servers that speak
 * like OpenAI make of it.
 *
 * @param status of HTTP; 0 for an error in the middle of a stream
 * @param codes the provider's names for it, in lower case
 * @param message the provider's words
 * @param pause how long it asks to wait, or null
 * @see <a href="https://platform.openai.com/docs/guides/error-codes">OpenAI: error codes</a>
 * @see <a href="https://docs.claude.com/en/api/errors">Anthropic: errors</a>
 * @see <a href="https://ai.google.dev/gemini-api/docs/troubleshooting">Gemini: troubleshooting</a>
 * @see <a href="https://docs.ollama.com/api/errors">Ollama: errors</a>
 */
record Complaint(int status, String codes, String message, @Nullable Duration pause) {
  private static final Pattern TOO_LONG =
      Pattern.compile(
          "context_length_exceeded|exceed_context_size|request_too_large|prompt is too long"
              + "|context (length|window|size|limit)|maximum context|input token count");
  private static final Pattern FILTERED =
      Pattern.compile(
          "content_filter|content_policy|responsibleaipolicy|content management policy"
              + "|content filtering policy");
  private static final Pattern NO_RIGHT =
      Pattern.compile(
          "authentication_error|permission_error|invalid_api_key|api_key_invalid|insufficient_quota"
              + "|billing_error|enforced_spend_limit|credit balance|api key not valid");
  private static final Pattern UNKNOWN = Pattern.compile("model_not_found|not_found");
  private static final Pattern SECONDS = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)s?");
  private static final int LONGEST = 600;

  /** Reads the reply of a request that failed. */
  static Complaint of(int status, Map<String, List<String>> headers, String body, Clock clock) {
    Complaint said = read(status, body);
    Duration wait = header(headers, clock).orElse(said.pause);
    return new Complaint(status, said.codes, said.message, wait);
  }

  /** Reads an error that came instead of a piece of a stream, or with a reply that succeeded. */
  static Complaint within(JsonNode event) {
    return of(0, event);
  }

  private static Complaint read(int status, String body) {
    try {
      return of(status, Json.tree(body));
    } catch (IllegalArgumentException notJson) {
      return new Complaint(status, "", shortened(body.strip()), null);
    }
  }

  private static Complaint of(int status, JsonNode body) {
    JsonNode whole = body.isArray() && !body.isEmpty() ? body.get(0) : body;
    JsonNode error = whole.path("error").isObject() ? whole.path("error") : whole;
    StringJoiner codes = new StringJoiner(" ");
    for (String name : List.of("code", "type", "status")) {
      if (error.path(name).isTextual()) {
        codes.add(error.path(name).asText());
      }
    }
    codes.add(error.path("details").path("error_code").asText(""));
    Duration wait = null;
    if (error.path("details").isArray()) {
      for (JsonNode detail : error.path("details")) {
        codes.add(detail.path("reason").asText(""));
        wait = detail.has("retryDelay") ? seconds(detail.path("retryDelay").asText()) : wait;
      }
    }
    return new Complaint(
        status, codes.toString().strip().toLowerCase(Locale.ROOT), words(whole, error), wait);
  }

  private static String words(JsonNode whole, JsonNode error) {
    for (JsonNode candidate :
        List.of(
            error.path("message"),
            whole.path("error"),
            whole.path("message"),
            whole.path("detail"))) {
      if (candidate.isTextual()) {
        return shortened(candidate.asText());
      }
    }
    return shortened(whole.toString());
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "..";
  }

  private static Optional<Duration> header(Map<String, List<String>> headers, Clock clock) {
    for (Map.Entry<String, List<String>> header : headers.entrySet()) {
      if (header.getValue().isEmpty()) {
        continue;
      }
      String value = header.getValue().getFirst().strip();
      if (header.getKey().equalsIgnoreCase("retry-after-ms")) {
        return Optional.ofNullable(seconds(value)).map(wait -> wait.dividedBy(1_000));
      }
      if (header.getKey().equalsIgnoreCase("retry-after")) {
        Duration wait = seconds(value);
        return wait != null ? Optional.of(wait) : date(value, clock);
      }
    }
    return Optional.empty();
  }

  private static Optional<Duration> date(String value, Clock clock) {
    try {
      Duration wait =
          Duration.between(
              clock.instant(),
              ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeException unreadable) {
      return Optional.empty(); // as if nothing had been said
    }
  }

  private static @Nullable Duration seconds(String text) {
    Matcher number = SECONDS.matcher(text);
    return number.matches()
        ? Duration.ofNanos((long) (Double.parseDouble(number.group(1)) * 1e9))
        : null;
  }

  Kind kind() {
    String all = codes + " " + message.toLowerCase(Locale.ROOT);
    if (NO_RIGHT.matcher(all).find() || List.of(401, 402, 403).contains(status)) {
      return Kind.AUTHENTICATION;
    }
    if (status == 429 || codes.contains("rate_limit") || codes.contains("resource_exhausted")) {
      return Kind.RATE_LIMIT;
    }
    if (status == 413 || TOO_LONG.matcher(all).find()) {
      return Kind.CONTEXT_TOO_LONG;
    }
    if (FILTERED.matcher(all).find()) {
      return Kind.CONTENT_FILTER;
    }
    if (status == 404 || (status < 500 && UNKNOWN.matcher(codes).find())) {
      return Kind.UNKNOWN_MODEL;
    }
    if (status == 408 || status == 504 || codes.contains("timeout")) {
      return Kind.TIMEOUT;
    }
    return status == 0 || status >= 500 ? Kind.UNAVAILABLE : Kind.BAD_REQUEST;
  }

  /** The exception that says all this, and what to do. */
  ModelException by(String model) {
    Kind kind = kind();
    List<String> how = new ArrayList<>();
    if (status != 0) {
      how.add("status " + status);
    }
    if (!codes.isEmpty()) {
      how.add(codes);
    }
    String text =
        model
            + " did not answer ("
            + kind
            + (how.isEmpty() ? "" : ", " + String.join(", ", how))
            + "): "
            + (message.isEmpty() ? "it did not say why" : message)
            + cure(kind);
    return new ModelException(kind, model, text, pause, null);
  }

  private String cure(Kind kind) {
    return switch (kind) {
      case AUTHENTICATION -> "; check the key, its rights and its credit";
      case RATE_LIMIT -> pause == null ? "" : "; it asks to wait " + pause;
      case CONTEXT_TOO_LONG -> "; shorten the conversation or name a model with a larger context";
      case UNKNOWN_MODEL -> "; check the name of the model and base_url";
      case UNAVAILABLE, TIMEOUT, CONTENT_FILTER, BAD_REQUEST, BAD_RESPONSE, BUDGET -> "";
    };
  }
}
