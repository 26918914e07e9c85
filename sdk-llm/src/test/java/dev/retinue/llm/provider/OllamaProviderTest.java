package dev.retinue.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.error.SetupException;
import dev.retinue.json.Json;
import dev.retinue.model.LanguageModel;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The bodies follow "Generate a chat completion" in Ollama's API document
 * (github.com/ollama/ollama/blob/main/docs/api.md): one object, or one object on each line of a
 * stream, the last with {@code "done": true} and the counts.
 */
class OllamaProviderTest {
  private static final String STREAM = "application/x-ndjson";
  private static final ChatRequest QUESTION =
      ChatRequest.builder().messages(UserMessage.from("Why is the sky blue?")).build();
  private static final ChatRequest WITH_TOOL =
      ChatRequest.builder()
          .messages(UserMessage.from("What is the weather in Tokyo?"))
          .toolSpecifications(
              ToolSpecification.builder()
                  .name("get_weather")
                  .description("The weather in a city")
                  .parameters(
                      JsonObjectSchema.builder()
                          .addStringProperty("city", "the city")
                          .required("city")
                          .build())
                  .build())
          .build();

  private static final String END =
      """
      {"model":"llama3.1:8b","created_at":"2023-08-04T19:22:45.499127Z",\
      "message":{"role":"assistant","content":""},"done":true,"done_reason":"stop",\
      "total_duration":4883583458,"load_duration":1334875,"prompt_eval_count":26,\
      "prompt_eval_duration":342546000,"eval_count":12,"eval_duration":4535599000}
      """;
  private static final String TOOL_CALL =
      """
      {"model":"llama3.1:8b","created_at":"2025-07-07T20:22:19.184789Z",\
      "message":{"role":"assistant","content":"","tool_calls":[{"function":\
      {"name":"get_weather","arguments":{"city":"Tokyo"}}}]},"done":false}
      """;

  private static String line(String content) {
    return """
    {"model":"llama3.1:8b","created_at":"2023-08-04T08:52:19.385406455-07:00",\
    "message":{"role":"assistant","content":"%s"},"done":false}
    """
        .formatted(content);
  }

  private static LanguageModel open(String url) {
    return new OllamaProvider()
        .open(new ModelDefinition("ollama", "llama3.1:8b", 0.2, 64, url), new Secrets(Map.of()));
  }

  private static ChatModel chat(LanguageModel model) {
    @Nullable ChatModel chat = model.chat();
    if (chat == null) {
      throw new AssertionError("no chat model");
    }
    return chat;
  }

  @Nested
  class Opening {
    @Test
    void itNeedsNoKeyAndOpensNoConnection() {
      var model =
          new OllamaProvider()
              .open(ModelDefinition.parse("ollama:llama3.1:8b"), new Secrets(Map.of()));

      assertThat(model.id()).isEqualTo("ollama:llama3.1:8b");
    }

    @Test
    void theAddressMayComeFromTheEnvironment() throws IOException {
      try (var server = Wire.replying(200, line("Rayleigh.").replace("false", "true"))) {
        var model =
            new OllamaProvider()
                .open(
                    ModelDefinition.parse("ollama:llama3.1:8b"),
                    new Secrets(Map.of("OLLAMA_BASE_URL", server.url())));

        assertThat(chat(model).chat(QUESTION).aiMessage().text()).isEqualTo("Rayleigh.");
      }
    }

    @Test
    void aWrongAddressFromTheEnvironmentNamesTheVariable() {
      assertThatThrownBy(() ->
              new OllamaProvider()
                  .open(
                      ModelDefinition.parse("ollama:llama3.1:8b"),
                      new Secrets(Map.of("OLLAMA_BASE_URL", "my host"))))
          .isInstanceOf(SetupException.class)
          .hasMessage(
              "OLLAMA_BASE_URL must be an address such as http://localhost:11434, got 'my host'");
    }
  }

  @Nested
  class AsAWhole {
    @Test
    void itAnswersWithUsageAndAlwaysSetsTheContext() throws IOException {
      String body = END.replace("\"content\":\"\"", "\"content\":\"Rayleigh scattering.\"");
      try (var server = Wire.replying(200, body)) {
        ChatResponse response = chat(open(server.url() + "/")).chat(QUESTION);

        assertThat(response.aiMessage().text()).isEqualTo("Rayleigh scattering.");
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(response.tokenUsage().inputTokenCount()).isEqualTo(26);
        assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(12);
        var request = server.requests.getFirst();
        assertThat(request.path()).isEqualTo("/api/chat");
        assertThat(request.protocol()).isEqualTo("HTTP/1.1");
        assertThat(request.body().at("/options/num_ctx").asInt()).isEqualTo(8192);
        assertThat(request.body().at("/options/num_predict").asInt()).isEqualTo(64);
        assertThat(request.body().at("/options/temperature").asDouble()).isEqualTo(0.2);
      }
    }

    @Test
    void itCallsATool() throws IOException {
      try (var server = Wire.replying(200, TOOL_CALL.replace("false", "true"))) {
        ChatResponse response = chat(open(server.url())).chat(WITH_TOOL);

        assertThat(response.aiMessage().toolExecutionRequests())
            .singleElement()
            .satisfies(call -> {
              assertThat(call.name()).isEqualTo("get_weather");
              assertThat(Json.tree(call.arguments()).path("city").asText()).isEqualTo("Tokyo");
            });
      }
    }
  }

  @Nested
  class InAStream {
    @Test
    void itAnswersInPiecesWithUsage() throws Exception {
      try (var server = Wire.streaming(STREAM, line("Rayleigh"), line(" scattering."), END)) {
        var streamed = Streamed.of(open(server.url()).streaming(), QUESTION);

        assertThat(streamed.pieces()).containsExactly("Rayleigh", " scattering.");
        assertThat(streamed.response().aiMessage().text()).isEqualTo("Rayleigh scattering.");
        assertThat(streamed.response().finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(streamed.response().tokenUsage().totalTokenCount()).isEqualTo(38);
        assertThat(server.requests.getFirst().body().at("/options/num_ctx").asInt())
            .isEqualTo(8192);
      }
    }

    @Test
    void aLineMayArriveInPieces() throws Exception {
      String first = line("Rayleigh");
      try (var server = Wire.streaming(STREAM, first.substring(0, 40), first.substring(40), END)) {
        assertThat(
                Streamed.of(open(server.url()).streaming(), QUESTION).response().aiMessage().text())
            .isEqualTo("Rayleigh");
      }
    }

    @Test
    void itCallsATool() throws Exception {
      try (var server = Wire.streaming(STREAM, TOOL_CALL, END)) {
        var response = Streamed.of(open(server.url()).streaming(), WITH_TOOL).response();

        assertThat(response.aiMessage().toolExecutionRequests())
            .singleElement()
            .satisfies(call -> assertThat(call.arguments()).contains("Tokyo"));
      }
    }

    @Test
    void aStreamThatEndsWithoutDoneIsAFailure() throws Exception {
      try (var server = Wire.streaming(STREAM, line("Rayleigh"))) {
        assertThat(Streamed.of(open(server.url()).streaming(), QUESTION).failure())
            .hasMessage("the stream ended in the middle of the answer, without a reason");
      }
    }

    @Test
    void aConnectionDroppedInTheMiddleIsAFailure() throws Exception {
      try (var server = Wire.dropping(STREAM, line("Rayleigh"))) {
        assertThat(Streamed.of(open(server.url()).streaming(), QUESTION).failure()).isNotNull();
      }
    }
  }

  @Nested
  class Failures {
    @Test
    void aModelThatIsNotThereIsNamed() throws IOException {
      try (var server = Wire.replying(404, "{\"error\":\"model 'llama3.1:8b' not found\"}")) {
        assertThatThrownBy(() -> chat(open(server.url())).chat(QUESTION))
            .isInstanceOf(ModelNotFoundException.class)
            .hasMessageContaining("llama3.1:8b");
      }
    }

    @Test
    void aFailingServerIsNotAskedAgainHere() throws IOException {
      try (var server = Wire.replying(500, "{\"error\":\"llama runner process has terminated\"}")) {
        assertThatThrownBy(() -> chat(open(server.url())).chat(QUESTION))
            .isInstanceOf(InternalServerException.class)
            .hasMessageContaining("llama runner");
        assertThat(server.requests).hasSize(1);
      }
    }

    @Test
    void anAnswerThatIsNotJsonFails() throws IOException {
      try (var server = Wire.replying(200, "{\"model\":")) {
        assertThatThrownBy(() -> chat(open(server.url())).chat(QUESTION))
            .rootCause()
            .hasMessageContaining("end-of-input");
      }
    }

    @Test
    void aRefusedConnectionFails() throws IOException {
      int free;
      try (var socket = new ServerSocket(0)) {
        free = socket.getLocalPort();
      }
      assertThatThrownBy(() -> chat(open("http://localhost:" + free)).chat(QUESTION))
          .hasRootCauseInstanceOf(java.nio.channels.ClosedChannelException.class);
    }
  }
}
