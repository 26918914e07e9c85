package dev.retinue.llm.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.retinue.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Templates in the manner of published ones, and what Python's Jinja makes of them. */
class ChatTemplateTest {
  private static final String WITH_TOOLS =
      """
      {%- if messages[0]['role'] == 'system' %}
          {%- set instructions = messages[0]['content'] %}
          {%- set messages = messages[1:] %}
      {%- else %}
          {%- set instructions = "" %}
      {%- endif %}
      {%- if not tools is defined %}
          {%- set tools = none %}
      {%- endif %}
      {{- bos_token + '<|system|>' + instructions }}
      {%- if not tools is none %}
          {%- for tool in tools %}
              {{- '\\n' + tool | tojson }}
          {%- endfor %}
      {%- endif %}
      {%- for message in messages %}
          {%- if message.role == 'assistant' and message.tool_calls %}
              {%- if not message.tool_calls | length == 1 %}
                  {{- raise_exception('one call at a time') }}
              {%- endif %}
              {%- set call = message.tool_calls[0].function %}
              {{- '<|assistant|>{"name": "' + call.name + '", "arguments": ' + (call.arguments | tojson) + '}' }}
          {%- elif message.role == 'tool' %}
              {{- '<|tool|>' + message.name + ': ' + message.content }}
          {%- else %}
              {{- '<|' + message.role + '|>' + message['content'] | trim }}
          {%- endif %}
          {%- if loop.last and add_generation_prompt %}
              {{- '<|assistant|>' }}
          {%- endif %}
      {%- endfor %}
      """;

  private static final ToolSpecification WEATHER =
      ToolSpecification.builder()
          .name("weather")
          .description("The \"weather\" of a <city>")
          .parameters(JsonObjectSchema.builder().addStringProperty("city").required("city").build())
          .build();

  @TempDir private Path folder;

  private ChatTemplate template(String text) throws IOException {
    Files.writeString(folder.resolve("chat_template.jinja"), text);
    return ChatTemplate.of(
        folder, Json.tree("{\"bos_token\": \"<s>\", \"eos_token\": {\"content\": \"</s>\"}}"));
  }

  private static String render(ChatTemplate template, ChatRequest request) {
    return template.render(new Script(text -> text).messages(request), Script.tools(request));
  }

  private static ChatRequest.Builder conversation() {
    ToolExecutionRequest call =
        ToolExecutionRequest.builder()
            .id("call00000")
            .name("weather")
            .arguments("{\"city\":\"Köln & \\\"x\\\"\"}")
            .build();
    return ChatRequest.builder()
        .messages(
            SystemMessage.from("Be brief."),
            UserMessage.from(" Is it {{ wet }} {% in %} Köln? "),
            AiMessage.from(call),
            ToolExecutionResultMessage.from(call, "12 °C"));
  }

  @Test
  void aConversationIsWrittenAsInPython() throws IOException {
    assertThat(render(template(WITH_TOOLS), conversation().toolSpecifications(WEATHER).build()))
        .isEqualTo(
            "<s><|system|>Be brief.\n"
                + "{\"type\": \"function\", \"function\": {\"name\": \"weather\", \"description\": \"The"
                + " \\\"weather\\\" of a <city>\", \"parameters\": {\"type\": \"object\","
                + " \"properties\": {\"city\": {\"type\": \"string\"}}, \"required\": [\"city\"]}}}"
                + "<|user|>Is it {{ wet }} {% in %} Köln?"
                + "<|assistant|>{\"name\": \"weather\", \"arguments\": {\"city\": \"Köln &"
                + " \\\"x\\\"\"}}"
                + "<|tool|>weather: 12 °C<|assistant|>");
  }

  @Test
  void withoutToolsItTellsOfNone() throws IOException {
    ChatTemplate template = template(WITH_TOOLS);

    assertThat(template.tellsOfTools()).isTrue();
    assertThat(render(template, ChatRequest.builder().messages(UserMessage.from("hi")).build()))
        .isEqualTo("<s><|system|><|user|>hi<|assistant|>");
  }

  @Test
  void whereSystemMessagesAreRefusedTheyBeginWhatTheUserSays() throws IOException {
    ChatTemplate template =
        template(
            "{% for message in messages %}"
                + "{% if message['role'] == 'system' %}{{ raise_exception('no system') }}{% endif %}"
                + "[{{ message['role'] }}] {{ message['content'] }}{% endfor %}");

    assertThat(
            render(
                template,
                ChatRequest.builder()
                    .messages(SystemMessage.from("Be brief."), UserMessage.from("hi"))
                    .build()))
        .isEqualTo("[user] Be brief.\n\nhi");
  }

  @Test
  void aTemplatesOwnWordsTellWhyItRefuses() throws IOException {
    ChatTemplate template =
        template(
            "{% for message in messages %}{% if message['role'] == 'tool' %}"
                + "{{ raise_exception('no tools here') }}{% endif %}{% endfor %}");

    assertThatThrownBy(() -> render(template, conversation().build()))
        .hasMessage("its chat template cannot be rendered: no tools here");
  }

  @Test
  void theWantedFormIsToldInTheSystemMessage() throws IOException {
    ResponseFormat form =
        ResponseFormat.builder()
            .type(ResponseFormatType.JSON)
            .jsonSchema(
                JsonSchema.builder()
                    .name("Answer")
                    .rootElement(JsonObjectSchema.builder().addStringProperty("city").build())
                    .build())
            .build();

    assertThat(
            render(
                template(WITH_TOOLS),
                ChatRequest.builder()
                    .messages(UserMessage.from("hi"))
                    .responseFormat(form)
                    .build()))
        .startsWith("<s><|system|>Answer with one JSON object and nothing else by this schema: {")
        .contains("\"city\"")
        .endsWith("<|user|>hi<|assistant|>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{% if not a is none and b %} | {% if not( a is none )and b %}",
        "{{- x if not (a == b) else y }} | {{- x if not( (a == b) )else y }}",
        "{% if a is not none %} | {% if a is not none %}",
        "{% if 'x' not in a %} | {% if 'x' not in a %}",
        "{{ f(not a == 'not b', 1) }} | {{ f(not( a == 'not b'), 1) }}",
        "not a == b | not a == b"
      })
  void whatNotIsSaidOfIsPutIntoBrackets(String template, String explicit) {
    assertThat(Negations.explicit(template)).isEqualTo(explicit);
  }

  @Test
  void theTemplateForToolsIsTakenWhereThereIsOne() throws IOException {
    ChatTemplate template =
        ChatTemplate.of(
            folder,
            Json.tree(
                Json.write(
                    Map.of(
                        "chat_template",
                        List.of(
                            Map.of("name", "default", "template", "plain"),
                            Map.of(
                                "name", "tool_use", "template", "with {{ tools | length }}"))))));

    assertThat(render(template, conversation().build())).isEqualTo("plain");
    assertThat(render(template, conversation().toolSpecifications(WEATHER).build()))
        .isEqualTo("with 1");
  }
}
