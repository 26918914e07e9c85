package dev.retinue.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.retinue.model.ModelException;
import dev.retinue.model.ModelException.Kind;
import dev.retinue.model.ModelProvider;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GeminiProviderTest extends WireContract {
  @Override
  WireFormat format() {
    return new GeminiFormat();
  }

  @Override
  ModelProvider provider(Connections connections) {
    return new GeminiProvider(connections);
  }

  @Override
  protected String model() {
    return "gemini-2.5-flash";
  }

  @Override
  protected String key() {
    return "GEMINI_API_KEY";
  }

  private ModelException failure(int status, String body) throws Exception {
    try (Wire wire = Wire.serving(Map.of(), Wire.replying(status, body))) {
      return catchThrowableOfType(
          ModelException.class, () -> Asked.whole(open(wire.url()), QUESTION));
    }
  }

  @Nested
  class OfGemini {
    @Test
    void aBlockedPromptIsAFailureWithItsReason() throws Exception {
      ModelException failure = failure(200, GeminiFormat.blocked());

      assertThat(failure.kind()).isEqualTo(Kind.CONTENT_FILTER);
      assertThat(failure).hasMessageContaining("the prompt was blocked for PROHIBITED_CONTENT");
    }

    @Test
    void aCallThatWasNotPutIntoFormIsAFailure() throws Exception {
      ModelException failure = failure(200, GeminiFormat.slipped());

      assertThat(failure.kind()).isEqualTo(Kind.BAD_RESPONSE);
      assertThat(failure).hasMessageContaining("MALFORMED_FUNCTION_CALL");
    }

    @Test
    void aWrongKeyIsOneThoughItIsReportedAsABadRequest() throws Exception {
      assertThat(failure(400, GeminiFormat.wrongKey()).kind()).isEqualTo(Kind.AUTHENTICATION);
    }

    @Test
    void howLongToWaitStandsInTheBody() throws Exception {
      ModelException failure = failure(429, GeminiFormat.limited());

      assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMIT);
      assertThat(failure.retryAfter()).contains(Duration.ofMillis(34_500));
    }

    @Test
    void itListensToARecording() throws Exception {
      try (Wire wire = Wire.serving(Map.of(), Wire.replying(200, format().plain()))) {
        Asked.whole(
            open(wire.url()),
            ChatRequest.builder()
                .messages(
                    UserMessage.from(
                        TextContent.from("What is said?"),
                        AudioContent.from("UklGRg==", "audio/wav")))
                .build());

        JsonNode sent = wire.requests.getFirst().body().at("/contents/0/parts/1/inlineData");
        assertThat(sent.path("data").asText()).isEqualTo("UklGRg==");
        assertThat(sent.path("mimeType").asText()).isEqualTo("audio/wav");
        assertThat(wire.requests.getFirst().path())
            .isEqualTo("/v1beta/models/gemini-2.5-flash:generateContent");
      }
    }

    @Test
    void theProbeAsksForTheModel() throws Exception {
      try (Wire wire =
          Wire.serving(Map.of(), Wire.replying(200, "{\"name\":\"models/gemini-2.5-flash\"}"))) {
        open(wire.url()).traits().probe().check();

        assertThat(wire.requests.getFirst().path()).isEqualTo("/v1beta/models/gemini-2.5-flash");
      }
      try (Wire wire = Wire.serving(Map.of(), Wire.replying(404, format().error(404)))) {
        assertThatThrownBy(() -> open(wire.url()).traits().probe().check())
            .hasMessageContaining("is not found for API version v1beta");
      }
    }
  }
}
