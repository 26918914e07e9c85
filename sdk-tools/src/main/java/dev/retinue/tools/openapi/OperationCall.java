package dev.retinue.tools.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retinue.tool.ToolContext;
import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.egress.EgressGuard;
import dev.retinue.tools.egress.EgressRequest;
import dev.retinue.tools.schema.OutsideText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes one call of an operation. Confined to it. */
final class OperationCall {
  private final Operation operation;
  private final ObjectNode arguments;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final List<String> query = new ArrayList<>();
  private final List<String> cookies = new ArrayList<>();
  private String path;

  private OperationCall(Operation operation, ObjectNode arguments) {
    this.operation = operation;
    this.arguments = arguments;
    this.path = operation.call().path();
  }

  /**
   * The request.
   *
   * @throws Refused if the arguments cannot be sent, or a secret may not be
   */
  static EgressRequest request(
      Operation operation,
      ObjectNode arguments,
      ToolContext context,
      EgressGuard guard,
      EgressRequest.Bounds bounds)
      throws Refused {
    OperationCall call = new OperationCall(operation, arguments);
    for (Parameter parameter : operation.call().parameters()) {
      call.add(parameter);
    }
    String body = call.body();
    if (operation.isChanging()) {
      call.headers.put("Idempotency-Key", context.idempotencyKey());
    }
    call.addCredentials(context, guard);
    if (!call.cookies.isEmpty()) {
      call.headers.put("Cookie", String.join("; ", call.cookies));
    }
    EgressRequest request =
        EgressRequest.get(call.url(), bounds)
            .withMethod(operation.call().method())
            .withHeaders(call.headers);
    return body.isEmpty() ? request : request.withBody(body);
  }

  private String url() {
    return operation.call().server()
        + path
        + (query.isEmpty() ? "" : "?" + String.join("&", query));
  }

  private void add(Parameter parameter) throws Refused {
    if (!Operation.has(arguments, parameter.argument())) {
      return;
    }
    JsonNode value = arguments.path(parameter.argument());
    switch (parameter.place()) {
      case PATH -> {
        String text = String.join(",", texts(value));
        if (text.isEmpty() || text.equals(".") || text.equals("..")) {
          throw Refused.invalid(
              "'" + parameter.argument() + "' stands in the path and cannot be '" + text + "'");
        }
        path = path.replace("{" + parameter.name() + "}", encoded(text));
      }
      case HEADER -> headers.put(parameter.name(), String.join(",", texts(value)));
      case COOKIE ->
          cookies.add(encoded(parameter.name()) + "=" + encoded(String.join(",", texts(value))));
      case QUERY -> addQuery(parameter, value);
    }
  }

  private void addQuery(Parameter parameter, JsonNode value) {
    String name = encoded(parameter.name());
    if (value.isObject()) {
      value
          .properties()
          .forEach(member -> {
            String key = encoded(member.getKey());
            query.add(
                (parameter.deep() ? name + "%5B" + key + "%5D" : key)
                    + "="
                    + encoded(text(member.getValue())));
          });
    } else if (value.isArray() && parameter.exploded()) {
      texts(value).forEach(text -> query.add(name + "=" + encoded(text)));
    } else {
      query.add(name + "=" + encoded(String.join(",", texts(value))));
    }
  }

  private static List<String> texts(JsonNode value) {
    return value.isArray()
        ? value.valueStream().map(OperationCall::text).toList()
        : List.of(text(value));
  }

  private static String text(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }

  /** Percent-encoded but for what needs it nowhere (RFC 3986, 2.3). */
  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private String body() throws Refused {
    String type = operation.call().bodyType();
    if (type.isEmpty() || !Operation.has(arguments, "body")) {
      return "";
    }
    headers.put("Content-Type", type);
    JsonNode body = arguments.path("body");
    String kind = type.toLowerCase(Locale.ROOT);
    if (kind.startsWith("text/")) {
      return text(body);
    }
    if (!kind.contains("x-www-form-urlencoded")) {
      return body.toString();
    }
    if (!body.isObject()) {
      throw Refused.invalid("'body' is sent as a form and must be an object");
    }
    return String.join(
        "&",
        body.properties().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(text(field.getValue())))
            .toList());
  }

  private void addCredentials(ToolContext context, EgressGuard guard) throws Refused {
    if (operation.credentials().isEmpty()) {
      return;
    }
    String destination = guard.secretDestination(operation.call().server());
    for (Credential credential : operation.credentials()) {
      String value = credential.value(context, destination);
      switch (credential.form()) {
        case HEADER, BEARER, BASIC -> headers.put(credential.name(), value);
        case QUERY -> query.add(encoded(credential.name()) + "=" + encoded(value));
        case COOKIE -> cookies.add(encoded(credential.name()) + "=" + encoded(value));
      }
    }
  }

  /** What is called, for messages: without the query, in which a secret may be. */
  static String shown(Operation operation) {
    return operation.call().method()
        + " "
        + operation.call().server()
        + OutsideText.line(operation.call().path(), 200);
  }
}
