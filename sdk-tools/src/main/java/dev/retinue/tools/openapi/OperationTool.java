package dev.retinue.tools.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.retinue.effect.ToolResult;
import dev.retinue.json.Json;
import dev.retinue.label.Label;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolContext;
import dev.retinue.tool.ToolTraits;
import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.egress.EgressGuard;
import dev.retinue.tools.egress.EgressRequest;
import dev.retinue.tools.egress.EgressResponse;
import dev.retinue.tools.schema.OutsideText;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An operation of an API as a tool. Thread-safe. */
record OperationTool(Operation operation, ToolTraits traits, EgressGuard guard) implements Tool {
  private static final int MOST_BYTES = 2_000_000;
  private static final int MOST_CHARACTERS = 50_000;

  /**
   * What a model is told.
   *
   * @param body where it is JSON
   * @param text where it is not, or was cut
   * @param bytes of what is no text
   */
  private record Answer(
      String operation,
      int status,
      @Nullable JsonNode body,
      @Nullable String text,
      @Nullable Integer bytes,
      boolean truncated) {}

  OperationTool(Operation operation, EgressGuard guard) {
    // The guard's limit is met first, and says more.
    this(operation, operation.traits(guard.rules().limits().total().plusSeconds(5)), guard);
  }

  @Override
  public ToolSpecification specification() {
    return operation.specification();
  }

  @Override
  public ToolResult call(ObjectNode arguments, ToolContext context) throws InterruptedException {
    try {
      Duration time = guard.rules().limits().total();
      EgressRequest request =
          OperationCall.request(
              operation, arguments, context, guard, new EgressRequest.Bounds(time, MOST_BYTES));
      EgressResponse response = guard.send(request);
      checkPlace(response);
      return told(response, context);
    } catch (Refused e) {
      return new ToolResult.Failed(e.code(), e.getMessage(), e.retryAfter());
    }
  }

  /** An answer of a server that the document does not declare is none of the API. */
  private void checkPlace(EgressResponse response) throws Refused {
    String asked = URI.create(operation.call().server()).getAuthority();
    String answered = URI.create(response.provenance().url()).getAuthority();
    if (!asked.equalsIgnoreCase(answered)) {
      throw new Refused(
          "BLOCKED_DESTINATION",
          OperationCall.shown(operation)
              + " redirects to '"
              + OutsideText.line(String.valueOf(answered), 100)
              + "', which the API's document does not declare");
    }
  }

  private ToolResult told(EgressResponse response, ToolContext context) {
    Label label =
        response.provenance().internal() || !operation.credentials().isEmpty()
            ? Label.UNTRUSTED_PRIVATE
            : Label.UNTRUSTED;
    String type = response.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    byte[] bytes = response.bytes();
    boolean textual = type.isEmpty() || type.matches("text/.*|.*(json|xml|yaml|javascript|form).*");
    String text = textual ? new String(bytes, StandardCharsets.UTF_8) : "";
    boolean cut = response.truncated() || text.length() > MOST_CHARACTERS;
    String clean = OutsideText.clean(text, MOST_CHARACTERS);
    if (response.status() >= 400) {
      return new ToolResult.Failed(
          "HTTP_" + response.status(),
          OperationCall.shown(operation)
              + " answers "
              + response.status()
              + (clean.isBlank() ? "" : ": " + OutsideText.line(clean, 2000)),
          response.retryAfter(context.now()).orElse(null),
          label);
    }
    JsonNode json = cut || !type.contains("json") ? null : json(text);
    return new ToolResult.Ok(
        Json.write(
            new Answer(
                operation.id(),
                response.status(),
                json,
                json != null || clean.isEmpty() ? null : clean,
                textual ? null : bytes.length,
                cut)),
        label);
  }

  private static @Nullable JsonNode json(String text) {
    try {
      return text.isBlank() ? null : Json.tree(text);
    } catch (IllegalArgumentException e) {
      return null; // It is told as the text that it is.
    }
  }
}
