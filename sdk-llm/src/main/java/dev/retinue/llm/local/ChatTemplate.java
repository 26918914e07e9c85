package dev.retinue.llm.local;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.interpret.TemplateError.ErrorType;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a model wants a conversation to be written: the Jinja template that comes with it, rendered
 * by Jinjava. Thread-safe.
 *
 * @see <a href="https://huggingface.co/docs/transformers/chat_templating">Chat templates</a>
 */
final class ChatTemplate {
  private static final String FILE = "chat_template.jinja";

  private final Jinjava jinja;
  private final String usual;
  private final String withTools;
  private final Map<String, String> marks;

  /** Some models know no system messages, and their templates refuse them. */
  private boolean knowsSystem = true;

  private ChatTemplate(String usual, String withTools, Map<String, String> marks) {
    this.usual = Negations.explicit(usual);
    this.withTools = Negations.explicit(withTools);
    this.marks = marks;
    LegacyOverrides asInPython =
        LegacyOverrides.newBuilder()
            .withParseWhitespaceControlStrictly(true)
            .withUseTrimmingForNotesAndExpressions(true)
            .withUseSnakeCasePropertyNaming(true)
            .withKeepNullableLoopValues(true)
            .withUsePyishObjectMapper(true)
            .withIterateOverMapKeys(true)
            .withEvaluateMapKeys(true)
            .build();
    jinja =
        new Jinjava(
            JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                // Else what people say would be interpreted too.
                .withNestedInterpretationEnabled(false)
                .withLegacyOverrides(asInPython)
                .withObjectMapper(
                    new ObjectMapper()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .setDefaultPrettyPrinter(new Spaced()))
                .build());
    jinja
        .getGlobalContext()
        .registerFunction(
            new ELFunctionDefinition(
                "", "raise_exception", ChatTemplate.class, "refuse", String.class));
  }

  /**
   * The template of a folder, tried on one short conversation.
   *
   * @throws IllegalArgumentException if there is none, or Jinjava cannot render it
   */
  static ChatTemplate of(Path folder, JsonNode settings) throws IOException {
    Map<String, String> marks =
        Map.of("bos_token", mark(settings, "bos_token"), "eos_token", mark(settings, "eos_token"));
    JsonNode given = settings.path("chat_template");
    Map<String, String> named = new HashMap<>();
    given.forEach(each -> named.put(each.path("name").asText(), each.path("template").asText()));
    if (given.isTextual()) {
      named.put("default", given.asText());
    }
    if (Files.isRegularFile(folder.resolve(FILE))) {
      named.put("default", Files.readString(folder.resolve(FILE)));
    }
    String usual = named.get("default");
    if (usual == null) {
      throw new IllegalArgumentException(
          "it has no chat template, neither "
              + FILE
              + " nor chat_template in tokenizer_config.json; models without one complete texts but"
              + " hold no conversations");
    }
    ChatTemplate template = new ChatTemplate(usual, named.getOrDefault("tool_use", usual), marks);
    Map<String, Object> hello = Map.of("role", "user", "content", "hello");
    template.render(List.of(hello), List.of());
    try {
      template.render(List.of(Map.of("role", "system", "content", "be kind"), hello), List.of());
    } catch (IllegalArgumentException e) {
      template.knowsSystem = false;
    }
    return template;
  }

  /** A mark that the settings name, as text or as an object; empty if they do not. */
  static String mark(JsonNode settings, String name) {
    JsonNode mark = settings.path(name);
    return mark.path("content").asText(mark.asText(""));
  }

  /** Whether tools can be told to the model. */
  boolean tellsOfTools() {
    return withTools.contains("tools");
  }

  /**
   * @param messages each as Hugging Face's templates know it: role, content, tool_calls
   * @param tools each with its schema; may be empty
   * @throws IllegalArgumentException if the template refuses the conversation; the message has its
   *     words
   */
  String render(List<Map<String, Object>> messages, List<Map<String, Object>> tools) {
    Map<String, Object> values = new HashMap<>(marks);
    values.put("messages", knowsSystem ? messages : withoutSystem(messages));
    values.put("add_generation_prompt", true);
    if (!tools.isEmpty()) {
      values.put("tools", tools);
    }
    RenderResult result = jinja.renderForResult(tools.isEmpty() ? usual : withTools, values);
    Optional<TemplateError> error =
        result.getErrors().stream()
            .filter(each -> each.getSeverity() == ErrorType.FATAL)
            .findFirst();
    if (error.isPresent()) {
      throw new IllegalArgumentException(
          "its chat template cannot be rendered: " + reason(error.get()));
    }
    return result.getOutput();
  }

  /** With the first system message as the beginning of what the user says first. */
  private static List<Map<String, Object>> withoutSystem(List<Map<String, Object>> messages) {
    if (messages.size() < 2 || !"system".equals(messages.getFirst().get("role"))) {
      return messages;
    }
    List<Map<String, Object>> rest = new ArrayList<>(messages.subList(1, messages.size()));
    Map<String, Object> first = new HashMap<>(rest.getFirst());
    first.put("content", messages.getFirst().get("content") + "\n\n" + first.get("content"));
    rest.set(0, first);
    return rest;
  }

  /** Jinjava wraps what a function threw. */
  private static String reason(TemplateError error) {
    Throwable root = error.getException();
    while (root != null && root.getCause() != null) {
      root = root.getCause();
    }
    return root instanceof IllegalArgumentException
        ? String.valueOf(root.getMessage())
        : error.getMessage();
  }

  /** What templates call as {@code raise_exception}; Jinjava finds it by its name. */
  @SuppressWarnings("DoNotCallSuggester")
  public static void refuse(String why) {
    throw new IllegalArgumentException(why);
  }

  /**
   * JSON as Python writes it, since models were trained on that: spaces after commas and colons.
   */
  private static final class Spaced extends MinimalPrettyPrinter {
    @Serial private static final long serialVersionUID = 1L;

    @Override
    public void writeObjectFieldValueSeparator(JsonGenerator json) throws IOException {
      json.writeRaw(": ");
    }

    @Override
    public void writeObjectEntrySeparator(JsonGenerator json) throws IOException {
      json.writeRaw(", ");
    }

    @Override
    public void writeArrayValueSeparator(JsonGenerator json) throws IOException {
      json.writeRaw(", ");
    }
  }
}
