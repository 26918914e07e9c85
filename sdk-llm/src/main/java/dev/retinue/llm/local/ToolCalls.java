package dev.retinue.llm.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.retinue.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Calls of tools in what a model wrote, in the forms that open models were trained on: Hermes and
 * Qwen write {@code <tool_call>{..}</tool_call>}, Mistral {@code [TOOL_CALLS] [{..}]}, Llama 3 the
 * bare object. Anything else, and what is no JSON, stays text.
 *
 * @param text what was said beside the calls
 */
record ToolCalls(String text, List<ToolExecutionRequest> requests) {
  /** What begins calls; told to nobody, and read although they may be marks. */
  static final Set<String> OPENERS = Set.of("<tool_call>", "[TOOL_CALLS]", "<|python_tag|>");

  private static final String CLOSER = "</tool_call>";
  private static final Pattern HERMES =
      Pattern.compile("<tool_call>(.*?)(?:</tool_call>|$)", Pattern.DOTALL);
  private static final Pattern OTHERS =
      Pattern.compile("\\s*(?:\\[TOOL_CALLS]|<\\|python_tag\\|>)?\\s*([{\\[].*)", Pattern.DOTALL);

  /** Whether a token's text is to be read although it is a mark. */
  static boolean reads(String mark) {
    return OPENERS.contains(mark) || mark.equals(CLOSER);
  }

  /**
   * @param offered the names of the tools that may be called
   * @param earlier calls in the conversation so far, so that ids differ
   */
  static ToolCalls in(String text, Set<String> offered, int earlier) {
    List<ToolExecutionRequest> requests = new ArrayList<>();
    Matcher hermes = HERMES.matcher(text);
    int first = text.length();
    while (hermes.find()) {
      first = Math.min(first, hermes.start());
      if (!read(hermes.group(1), offered, earlier, requests)) {
        return new ToolCalls(text, List.of());
      }
    }
    Matcher others = OTHERS.matcher(text);
    if (requests.isEmpty() && others.matches()) {
      first = 0;
      if (!read(others.group(1), offered, earlier, requests)) {
        return new ToolCalls(text, List.of());
      }
    }
    return new ToolCalls(text.substring(0, first).strip(), List.copyOf(requests));
  }

  private static boolean read(
      String json, Set<String> offered, int earlier, List<ToolExecutionRequest> requests) {
    Optional<JsonNode> tree = tree(json.strip());
    if (tree.isEmpty()) {
      return false;
    }
    for (JsonNode call : tree.get().isArray() ? tree.get() : List.of(tree.get())) {
      JsonNode arguments = call.path(call.has("arguments") ? "arguments" : "parameters");
      String name = call.path("name").asText();
      if (!offered.contains(name) || !arguments.isObject()) {
        return false;
      }
      requests.add(
          ToolExecutionRequest.builder()
              // Nine letters and digits, which Mistral's template insists on.
              .id("call%05d".formatted(earlier + requests.size()))
              .name(name)
              .arguments(arguments.toString())
              .build());
    }
    return !requests.isEmpty();
  }

  private static Optional<JsonNode> tree(String json) {
    try {
      return Optional.of(Json.tree(json));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
