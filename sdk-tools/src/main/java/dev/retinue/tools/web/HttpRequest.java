package dev.retinue.tools.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.ToolResult;
import dev.retinue.json.Json;
import dev.retinue.label.Label;
import dev.retinue.secret.Secret;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolCard;
import dev.retinue.tool.ToolContext;
import dev.retinue.tool.ToolTraits;
import dev.retinue.tools.catalogue.Arguments;
import dev.retinue.tools.catalogue.CatalogueTool;
import dev.retinue.tools.catalogue.CatalogueTool.Labelled;
import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.egress.EgressGuard;
import dev.retinue.tools.egress.EgressRequest;
import dev.retinue.tools.egress.EgressResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes the tool {@code http_request}: one HTTP call through a guard. */
public final class HttpRequest {
  /**
   * Whatever the host allows, nobody is to reach that; so it shows the guard, and needs no network.
   */
  private static void refusesTheCloudsMetadata(Tool tool, ToolContext context) throws Exception {
    ObjectNode arguments = (ObjectNode) Json.tree("{\"url\":\"http://169.254.169.254/\"}");
    ToolResult result = tool.call(arguments, context);
    if (!(result instanceof ToolResult.Failed failed)
        || !failed.code().equals("BLOCKED_DESTINATION")) {
      throw new IllegalStateException("it should be refused, and was not: " + result.text());
    }
  }

  private static final List<String> METHODS =
      List.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE");

  /** Nothing is brought to the server but the question (RFC 9110, 9.2.1). */
  private static final Set<String> READING = Set.of("GET", "HEAD");

  private static final int USUAL_SECONDS = 30;
  private static final int USUAL_BYTES = 100_000;
  private static final int MOST_BYTES = 2_000_000;

  private HttpRequest() {}

  /**
   * What the model is told.
   *
   * @param headers by name; several values of one name are joined by commas, cookies by line feeds
   * @param body as text; absent if {@code base64} is there or nothing came
   * @param base64 of a body that is no text
   * @param truncated whether the body has more than is given
   * @param finalUrl that answered, after all hops
   * @param hops the redirects before
   * @param address of the server
   * @param fetchedAt when
   * @param retryAfter seconds that a busy server wants to be left alone
   * @param warning what may be wrong with the body
   */
  record Answer(
      int status,
      Map<String, String> headers,
      @Nullable String body,
      @Nullable String base64,
      boolean truncated,
      String finalUrl,
      List<EgressResponse.Hop> hops,
      String address,
      Instant fetchedAt,
      @Nullable Long retryAfter,
      @Nullable String warning) {}

  /**
   * The tool; thread-safe.
   *
   * @param guard that all its calls go through
   */
  public static Tool tool(EgressGuard guard) {
    int most = seconds(guard);
    ToolTraits all =
        new ToolTraits(
            Set.of(AccessClass.NETWORK, AccessClass.PUBLISH),
            EffectClass.UNSAFE,
            Duration.ofSeconds(most + 5L), // the guard's limit is met first, and says more
            1,
            false);
    ToolTraits reading =
        new ToolTraits(Set.of(AccessClass.NETWORK), EffectClass.PURE, all.timeout(), 1, false);
    return CatalogueTool.of(
            "http_request",
            "Makes one HTTP request to a web server or API and returns status, headers and body as they"
                + " are: JSON, text, or Base64 of anything else. Redirects are followed. Only public"
                + " addresses, unless the host allows others. Not for files of the agent. Example:"
                + " {\"url\": \"https://api.example.com/v1/items?limit=5\","
                + " \"headers\": {\"Accept\": \"application/json\"}}",
            JsonObjectSchema.builder()
                .addEnumProperty("method", METHODS, "GET if left out.")
                .addStringProperty("url", "Whole URL with http:// or https://.")
                .addProperty(
                    "headers",
                    JsonObjectSchema.builder()
                        .description(
                            "Headers by name, such as {\"Authorization\": \"Bearer"
                                + " secret://crm-token\"}; a secret's handle is filled in for the"
                                + " server it is for.")
                        .additionalProperties(true)
                        .build())
                .addStringProperty(
                    "body",
                    "Text to send with POST, PUT, PATCH or DELETE; set Content-Type in headers"
                        + " (application/json if the text is JSON).")
                .addIntegerProperty(
                    "timeout",
                    "Seconds for all of it, 1 to " + most + "; " + usual(most) + " if left out.")
                .addIntegerProperty(
                    "maxBytes",
                    "Most bytes of the body to return, 0 to 2000000; 100000 if left out. To go on, ask"
                        + " with a Range header.")
                .required("url"),
            all,
            (arguments, context) -> answer(guard, arguments, context))
        .forTasks(
            "Post this JSON to the API of our server",
            "Which headers does https://example.com send?")
        .listed(ToolCard.of("web"), HttpRequest::refusesTheCloudsMetadata)
        .withTraits(arguments -> READING.contains(method(arguments)) ? reading : all);
  }

  private static String method(Arguments arguments) {
    return arguments.optionalText("method").orElse("GET");
  }

  private static int seconds(EgressGuard guard) {
    return Math.clamp(guard.rules().limits().total().toSeconds(), 1, 3600);
  }

  private static int usual(int most) {
    return Math.min(USUAL_SECONDS, most);
  }

  private static Labelled answer(EgressGuard guard, Arguments arguments, ToolContext context)
      throws Refused, InterruptedException {
    String url = arguments.text("url");
    if (url.contains(Secret.SCHEME)) {
      throw Refused.invalid(
          "'url' holds the handle of a secret, and URLs are logged on their way; send it in a"
              + " header or in the body");
    }
    String method = method(arguments);
    int most = seconds(guard);
    EgressRequest.Bounds bounds =
        new EgressRequest.Bounds(
            Duration.ofSeconds(arguments.number("timeout", usual(most), 1, most)),
            arguments.number("maxBytes", USUAL_BYTES, 0, MOST_BYTES));
    SecretText secrets = new SecretText(guard, url, context);
    String body = arguments.optionalText("body").orElse("");
    Map<String, String> headers = headers(arguments.entries("headers"), method, body, context);
    String filled = secrets.filled(body, writing(headers));
    for (Map.Entry<String, String> header : headers.entrySet()) {
      header.setValue(secrets.filled(header.getValue(), UnaryOperator.identity()));
    }
    EgressResponse response =
        guard.send(
            EgressRequest.get(url, bounds)
                .withMethod(method)
                .withHeaders(headers)
                .withBody(filled));
    boolean open = !secrets.used() && !response.provenance().internal();
    return new Labelled(
        answer(response, context.now()), open ? Label.UNTRUSTED : Label.UNTRUSTED_PRIVATE);
  }

  private static Map<String, String> headers(
      Map<String, String> given, String method, String body, ToolContext context) {
    Map<String, String> headers = new LinkedHashMap<>(given);
    if (!body.isEmpty() && find(given, "Content-Type").isEmpty()) {
      headers.put("Content-Type", isJson(body) ? "application/json" : "text/plain; charset=utf-8");
    }
    boolean repeatable = !method.equals("POST") && !method.equals("PATCH");
    if (!repeatable && find(given, "Idempotency-Key").isEmpty()) {
      headers.put("Idempotency-Key", context.idempotencyKey());
    }
    return headers;
  }

  private static boolean isJson(String text) {
    String start = text.stripLeading();
    return start.startsWith("{") || start.startsWith("[");
  }

  private static String find(Map<String, String> headers, String name) {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }

  /** How a value is written in a body of this type, so that it ends where it should. */
  private static UnaryOperator<String> writing(Map<String, String> headers) {
    String type = find(headers, "Content-Type").toLowerCase(Locale.ROOT);
    if (type.contains("json")) {
      return value -> {
        String quoted = Json.write(value);
        return quoted.substring(1, quoted.length() - 1);
      };
    }
    return type.contains("x-www-form-urlencoded")
        ? value -> URLEncoder.encode(value, StandardCharsets.UTF_8)
        : UnaryOperator.identity();
  }

  private static Answer answer(EgressResponse response, Instant now) {
    Map<String, String> headers = new LinkedHashMap<>();
    response
        .headers()
        .forEach((name, values) ->
            headers.put(
                name, String.join(name.equalsIgnoreCase("Set-Cookie") ? "\n" : ", ", values)));
    ReadableBody body = ReadableBody.of(response);
    return new Answer(
        response.status(),
        headers,
        body.text(),
        body.base64(),
        response.truncated(),
        response.provenance().url(),
        response.provenance().hops(),
        response.provenance().address(),
        now,
        response.retryAfter(now).map(Duration::toSeconds).orElse(null),
        body.warning());
  }
}
