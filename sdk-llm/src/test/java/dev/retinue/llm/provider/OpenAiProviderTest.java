package dev.retinue.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.error.SetupException;
import dev.retinue.model.LanguageModel;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The bodies follow OpenAI's API reference: "The chat completion object" and "The chat completion
 * chunk object" (platform.openai.com/docs/api-reference/chat), server-sent events that end with
 * {@code data: [DONE]}, and the error object of "Error codes" (platform.openai.com/docs/guides).
 */
class OpenAiProviderTest {
  private static final String STREAM = "text/event-stream";
  private static final ChatRequest QUESTION =
      ChatRequest.builder().messages(UserMessage.from("How high is the tower?")).build();
  private static final ChatRequest WITH_TOOL =
      ChatRequest.builder()
          .messages(UserMessage.from("What is 2 + 3?"))
          .toolSpecifications(
              ToolSpecification.builder()
                  .name("calculator")
                  .description("Computes.")
                  .parameters(
                      JsonObjectSchema.builder()
                          .addStringProperty("expression", "what to compute")
                          .required("expression")
                          .build())
                  .build())
          .build();

  private static ModelDefinition definition(String url) {
    return new ModelDefinition("openai", "gpt-4o-mini", 0.5, 100, url);
  }

  private static LanguageModel open(String url) {
    return new OpenAiProvider()
        .open(definition(url), new Secrets(Map.of("OPENAI_API_KEY", "sk-test")));
  }

  private static ChatModel chat(String url) {
    @Nullable ChatModel chat = open(url).chat();
    if (chat == null) {
      throw new AssertionError("no chat model");
    }
    return chat;
  }

  private static String chunk(String delta, String finish) {
    return """
    data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1694268190,\
    "model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"delta":%s,"finish_reason":%s}]}

    """
        .formatted(delta, finish);
  }

  private static final String USAGE =
      """
      data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1694268190,\
      "model":"gpt-4o-mini-2024-07-18","choices":[],\
      "usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}}

      """;
  private static final String DONE = "data: [DONE]\n\n";

  @Nested
  class Opening {
    @Test
    void withoutAKeyItSaysWhichAndHowToGiveIt() {
      assertThatThrownBy(() ->
              new OpenAiProvider()
                  .open(ModelDefinition.parse("openai:gpt-4o-mini"), new Secrets(Map.of())))
          .isInstanceOf(SetupException.class)
          .hasMessage(
              "model 'openai:gpt-4o-mini' needs a key: set the environment variable OPENAI_API_KEY"
                  + " or call builder().secret(\"OPENAI_API_KEY\", value)");
    }

    @Test
    void aWrongAddressIsRefusedWithItsValue() {
      assertThatThrownBy(() -> open("localhost:8000"))
          .isInstanceOf(SetupException.class)
          .hasMessageContaining("base_url must be an address such as")
          .hasMessageContaining("got 'localhost:8000'");
    }

    @Test
    void itOpensNoConnection() throws IOException {
      try (var server = Wire.replying(200, "{}")) {
        assertThat(open(server.url()).id()).isEqualTo("openai:gpt-4o-mini");
        assertThat(server.requests).isEmpty();
      }
    }
  }

  @Nested
  class AsAWhole {
    @Test
    void itAnswersWithUsageAndSendsWhatTheDefinitionSays() throws IOException {
      try (var server =
          Wire.replying(
              200,
              """
              {"id":"chatcmpl-1","object":"chat.completion","created":1741569952,
               "model":"gpt-4o-mini-2024-07-18",
               "choices":[{"index":0,"message":{"role":"assistant","content":"324 m.",
                 "refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],
               "usage":{"prompt_tokens":19,"completion_tokens":10,"total_tokens":29,
                 "prompt_tokens_details":{"cached_tokens":4,"audio_tokens":0}}}
              """)) {
        ChatResponse response = chat(server.url()).chat(QUESTION);

        assertThat(response.aiMessage().text()).isEqualTo("324 m.");
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(response.tokenUsage().inputTokenCount()).isEqualTo(19);
        assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(10);
        var request = server.requests.getFirst();
        assertThat(request.path()).isEqualTo("/chat/completions");
        assertThat(request.protocol()).isEqualTo("HTTP/1.1");
        assertThat(request.authorization()).isEqualTo("Bearer sk-test");
        assertThat(request.body().path("model").asText()).isEqualTo("gpt-4o-mini");
        assertThat(request.body().path("temperature").asDouble()).isEqualTo(0.5);
        assertThat(request.body().path("max_tokens").asInt()).isEqualTo(100);
      }
    }

    @Test
    void itCallsATool() throws IOException {
      try (var server =
          Wire.replying(
              200,
              """
              {"id":"chatcmpl-2","object":"chat.completion","created":1699896916,
               "model":"gpt-4o-mini-2024-07-18",
               "choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[
                 {"id":"call_abc123","type":"function","function":{"name":"calculator",
                   "arguments":"{\\"expression\\":\\"2 + 3\\"}"}}]},
                 "logprobs":null,"finish_reason":"tool_calls"}],
               "usage":{"prompt_tokens":82,"completion_tokens":17,"total_tokens":99}}
              """)) {
        ChatResponse response = chat(server.url()).chat(WITH_TOOL);

        assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
        assertThat(response.aiMessage().toolExecutionRequests())
            .singleElement()
            .satisfies(call -> {
              assertThat(call.id()).isEqualTo("call_abc123");
              assertThat(call.name()).isEqualTo("calculator");
              assertThat(call.arguments()).isEqualTo("{\"expression\":\"2 + 3\"}");
            });
        assertThat(server.requests.getFirst().body().at("/tools/0/function/name").asText())
            .isEqualTo("calculator");
      }
    }
  }

  @Nested
  class InAStream {
    @Test
    void itAnswersInPiecesWithUsage() throws Exception {
      try (var server =
          Wire.streaming(
              STREAM,
              chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null"),
              chunk("{\"content\":\"324\"}", "null"),
              chunk("{\"content\":\" m.\"}", "null"),
              chunk("{}", "\"stop\""),
              USAGE,
              DONE)) {
        var streamed = Streamed.of(open(server.url()).streaming(), QUESTION);

        assertThat(streamed.pieces()).containsExactly("324", " m.");
        assertThat(streamed.response().aiMessage().text()).isEqualTo("324 m.");
        assertThat(streamed.response().finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(streamed.response().tokenUsage().totalTokenCount()).isEqualTo(13);
        assertThat(server.requests.getFirst().body().path("stream").asBoolean()).isTrue();
      }
    }

    @Test
    void itPutsTheArgumentsOfAToolCallTogether() throws Exception {
      try (var server =
          Wire.streaming(
              STREAM,
              chunk(
                  "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"index\":0,"
                      + "\"id\":\"call_1\",\"type\":\"function\",\"function\":"
                      + "{\"name\":\"calculator\",\"arguments\":\"\"}}]}",
                  "null"),
              chunk(
                  "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"expr\"}}]}",
                  "null"),
              chunk(
                  "{\"tool_calls\":[{\"index\":0,\"function\":"
                      + "{\"arguments\":\"ession\\\":\\\"2 + 3\\\"}\"}}]}",
                  "null"),
              chunk("{}", "\"tool_calls\""),
              USAGE,
              DONE)) {
        var response = Streamed.of(open(server.url()).streaming(), WITH_TOOL).response();

        assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
        assertThat(response.aiMessage().toolExecutionRequests())
            .singleElement()
            .satisfies(call -> {
              assertThat(call.id()).isEqualTo("call_1");
              assertThat(call.name()).isEqualTo("calculator");
              assertThat(call.arguments()).isEqualTo("{\"expression\":\"2 + 3\"}");
            });
      }
    }

    @Test
    void aStreamThatEndsWithoutAReasonIsAFailure() throws Exception {
      try (var server =
          Wire.streaming(
              STREAM, chunk("{\"role\":\"assistant\",\"content\":\"The tower\"}", "null"))) {
        assertThat(Streamed.of(open(server.url()).streaming(), QUESTION).failure())
            .hasMessage("the stream ended in the middle of the answer, without a reason");
      }
    }

    @Test
    void aConnectionDroppedInTheMiddleIsAFailure() throws Exception {
      try (var server =
          Wire.dropping(
              STREAM, chunk("{\"role\":\"assistant\",\"content\":\"The tower\"}", "null"))) {
        var streamed = Streamed.of(open(server.url()).streaming(), QUESTION);

        assertThat(streamed.pieces()).containsExactly("The tower");
        assertThat(streamed.failure()).isNotNull();
      }
    }

    @Test
    void aWrongKeyIsAnAuthenticationFailure() throws Exception {
      try (var server = Wire.replying(401, WRONG_KEY)) {
        assertThat(Streamed.of(open(server.url()).streaming(), QUESTION).failure())
            .isInstanceOf(AuthenticationException.class);
      }
    }
  }

  private static final String WRONG_KEY =
      """
      {"error":{"message":"Incorrect API key provided: sk-test.","type":"invalid_request_error",
       "param":null,"code":"invalid_api_key"}}
      """;

  @Nested
  class Failures {
    @Test
    void aWrongKeyIsAnAuthenticationFailure() throws IOException {
      try (var server = Wire.replying(401, WRONG_KEY)) {
        assertThatThrownBy(() -> chat(server.url()).chat(QUESTION))
            .isInstanceOf(AuthenticationException.class)
            .hasMessageContaining("Incorrect API key provided");
      }
    }

    @Test
    void tooManyRequestsAreNotRetriedHere() throws IOException {
      try (var server =
          Wire.replying(
              429,
              Map.of("Retry-After", "20"),
              """
              {"error":{"message":"Rate limit reached for gpt-4o-mini. Please try again in 20s.",
               "type":"requests","param":null,"code":"rate_limit_exceeded"}}
              """)) {
        assertThatThrownBy(() -> chat(server.url()).chat(QUESTION))
            .isInstanceOf(RateLimitException.class)
            .hasMessageContaining("Rate limit reached");
        assertThat(server.requests).hasSize(1);
      }
    }

    @Test
    void aFailingServerIsNotAskedAgainHere() throws IOException {
      try (var server =
          Wire.replying(
              500,
              "{\"error\":{\"message\":\"The server had an error\",\"type\":\"server_error\"}}")) {
        assertThatThrownBy(() -> chat(server.url()).chat(QUESTION))
            .isInstanceOf(InternalServerException.class);
        assertThat(server.requests).hasSize(1);
      }
    }

    @Test
    void anAnswerThatIsNotJsonFails() throws IOException {
      try (var server = Wire.replying(200, "<html>It works!</html>")) {
        assertThatThrownBy(() -> chat(server.url()).chat(QUESTION))
            .rootCause()
            .hasMessageContaining("Unexpected character ('<'");
      }
    }

    @Test
    void aRefusedConnectionFails() throws IOException {
      int free;
      try (var socket = new ServerSocket(0)) {
        free = socket.getLocalPort();
      }
      assertThatThrownBy(() -> chat("http://localhost:" + free).chat(QUESTION))
          .hasRootCauseInstanceOf(java.nio.channels.ClosedChannelException.class);
    }
  }
}
