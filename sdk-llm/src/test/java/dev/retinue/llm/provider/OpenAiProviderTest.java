package dev.retinue.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.retinue.model.ModelException;
import dev.retinue.model.ModelException.Kind;
import dev.retinue.model.ModelProvider;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiProviderTest extends WireContract {
  @Override
  OpenAiFormat format() {
    return new OpenAiFormat();
  }

  @Override
  ModelProvider provider(Connections connections) {
    return new OpenAiProvider(connections);
  }

  @Override
  protected String model() {
    return "gpt-5";
  }

  @Override
  protected String key() {
    return "OPENAI_API_KEY";
  }

  private Asked ask(Wire.Reply reply, boolean streams) throws Exception {
    try (Wire wire = Wire.serving(Map.of(), reply)) {
      return Asked.ask(open(wire.url()), QUESTION, streams, new Asked.Pieces());
    }
  }

  private void isFailure(Wire.Reply reply, boolean streams, Kind kind, String words) {
    assertThatThrownBy(() -> ask(reply, streams))
        .isInstanceOfSatisfying(
            ModelException.class, failure -> assertThat(failure.kind()).isEqualTo(kind))
        .hasMessageContaining(words);
  }

  @Nested
  class OfOpenAi {
    @Test
    void aRefusalIsAFailureWithTheModelsWords() {
      isFailure(
          Wire.replying(200, OpenAiFormat.refused()),
          false,
          Kind.CONTENT_FILTER,
          "I'm sorry, I cannot assist.");
      isFailure(
          Wire.streaming(OpenAiFormat.refusedInPieces()),
          true,
          Kind.CONTENT_FILTER,
          "I'm sorry, I cannot assist.");
    }

    @Test
    void aStreamWithoutAnyChoiceIsAFailure() {
      isFailure(
          Wire.streaming(List.of("data: [DONE]\n\n")),
          true,
          Kind.BAD_RESPONSE,
          "answered without any choice");
    }

    @Test
    void spentCreditIsNoMatterOfWaiting() {
      isFailure(
          Wire.replying(
              429,
              OpenAiFormat.error(
                  "You exceeded your current quota, please check your plan and billing details.",
                  "insufficient_quota",
                  "insufficient_quota")),
          false,
          Kind.AUTHENTICATION,
          "check the key, its rights and its credit");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          // vLLM
          """
          {"object":"error","message":"This model's maximum context length is 4096 tokens. However,
           you requested 5000 tokens","type":"BadRequestError","param":null,"code":400}\
          """,
          // llama.cpp
          """
          {"error":{"code":400,"message":"the request exceeds the available context size",
           "type":"exceed_context_size_error","n_prompt_tokens":5000,"n_ctx":4096}}\
          """
        })
    void otherServersSayThatAPromptIsTooLongInTheirOwnWords(String error) {
      isFailure(Wire.replying(400, error), false, Kind.CONTEXT_TOO_LONG, "context");
    }

    @Test
    void itListensToARecording() throws Exception {
      try (Wire wire = Wire.serving(Map.of(), Wire.replying(200, format().plain()))) {
        ChatRequest heard =
            ChatRequest.builder()
                .messages(
                    UserMessage.from(
                        TextContent.from("What is said?"),
                        AudioContent.from("UklGRg==", "audio/wav")))
                .build();

        Asked.whole(open(wire.url()), heard);

        JsonNode sent = wire.requests.getFirst().body().at("/messages/0/content/1/input_audio");
        assertThat(sent.path("data").asText()).isEqualTo("UklGRg==");
        assertThat(sent.path("format").asText()).isEqualTo("wav");
      }
    }

    @Test
    void malformedArgumentsAreTheAnswer() throws Exception {
      Asked asked = ask(Wire.replying(200, format().calls().replace("2 + 3\\\"}", "2 +")), false);

      assertThat(asked.response().aiMessage().toolExecutionRequests().getFirst().arguments())
          .isEqualTo("{\"expression\":\"2 +");
    }

    @Test
    void argumentsComeInPieces() throws Exception {
      Asked asked = ask(Wire.streaming(format().callsInPieces()), true);

      assertThat(asked.pieces().arguments)
          .containsExactly("{\"expr", "ession\":\"2 + 3\"}", "{\"city\"", ":\"Tokyo\"}");
    }

    @Test
    void theProbeFindsTheModelOrNamesTheNearest() throws Exception {
      String list = "{\"object\":\"list\",\"data\":[{\"id\":\"gpt-5\",\"object\":\"model\"}]}";
      try (Wire wire = Wire.serving(Map.of(), Wire.replying(200, list))) {
        open(wire.url()).traits().probe().check();

        assertThat(wire.requests.getFirst().path()).isEqualTo("/models");
      }
      try (Wire wire = Wire.serving(Map.of(), Wire.replying(200, list.replace("gpt-5", "gpt-6")))) {
        assertThatThrownBy(() -> open(wire.url()).traits().probe().check())
            .hasMessageEndingWith("has no model 'gpt-5'; did you mean 'gpt-6'?");
      }
    }
  }
}
