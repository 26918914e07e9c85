package dev.retinue.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.definition.ModelOptions;
import dev.retinue.error.SetupException;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelException;
import dev.retinue.model.ModelException.Kind;
import dev.retinue.model.ModelProvider;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OllamaProviderTest extends WireContract {
  @Override
  WireFormat format() {
    return new OllamaFormat();
  }

  @Override
  ModelProvider provider(Connections connections) {
    return new OllamaProvider(connections);
  }

  @Override
  protected String model() {
    return "llama3.1:8b";
  }

  /** Ollama does not tell what of a prompt it had cached. */
  @Override
  int cached() {
    return 0;
  }

  private static LanguageModel open(Map<String, String> settings) {
    return new OllamaProvider()
        .open(ModelDefinition.parse("ollama:llama3.1:8b"), new Secrets(settings));
  }

  private Wire serving(Wire.Reply reply) throws IOException {
    return Wire.serving(format().asides(), reply);
  }

  private JsonNode sent(Map<String, String> settings) throws Exception {
    try (Wire wire = serving(Wire.replying(200, format().plain()))) {
      Map<String, String> all = new HashMap<>(settings);
      all.put("OLLAMA_BASE_URL", wire.url());
      Asked.whole(open(all), QUESTION);
      return wire.requests.getFirst().body();
    }
  }

  @Nested
  class OfOllama {
    @Test
    void theContextIsAlwaysSetAndCuttingIsRefused() throws Exception {
      JsonNode sent = sent(Map.of());

      assertThat(sent.at("/options/num_ctx").asInt()).isEqualTo(8192);
      assertThat(sent.path("truncate").asBoolean(true)).isFalse();
      assertThat(sent.path("shift").asBoolean(true)).isFalse();
    }

    @Test
    void theContextMayBeSetElsewhere() throws Exception {
      assertThat(sent(Map.of("OLLAMA_CONTEXT_LENGTH", "32768")).at("/options/num_ctx").asInt())
          .isEqualTo(32768);
    }

    @Test
    void theDefinitionComesBeforeTheEnvironment() throws Exception {
      ModelOptions options =
          ModelOptions.NONE.withContextTokens(16_384).withKeepAlive(Duration.ofHours(1));
      try (Wire wire = serving(Wire.replying(200, format().plain()))) {
        LanguageModel model =
            new OllamaProvider()
                .open(
                    ModelDefinition.parse("ollama:llama3.1:8b").withOptions(options),
                    new Secrets(
                        Map.of(
                            "OLLAMA_BASE_URL",
                            wire.url(),
                            "OLLAMA_CONTEXT_LENGTH",
                            "32768",
                            "OLLAMA_KEEP_ALIVE",
                            "5m")));
        Asked.whole(model, QUESTION);

        JsonNode sent = wire.requests.getFirst().body();
        assertThat(sent.at("/options/num_ctx").asInt()).isEqualTo(16_384);
        assertThat(sent.path("keep_alive").asInt()).isEqualTo(3_600);
        assertThat(model.traits().contextTokens()).isEqualTo(16_384);
      }
    }

    @ParameterizedTest
    @CsvSource({"'', 900", "30m, 1800", "2h, 7200", "45, 45", "-1, -1", "0, 0"})
    void aModelStaysLoaded(String setting, int seconds) throws Exception {
      JsonNode sent = sent(Map.of("OLLAMA_KEEP_ALIVE", setting));

      assertThat(sent.path("keep_alive").asInt(4711)).isEqualTo(seconds);
    }

    @Test
    void settingsThatAreNoneAreRefusedByName() {
      assertThatThrownBy(() -> open(Map.of("OLLAMA_KEEP_ALIVE", "long")))
          .isInstanceOf(SetupException.class)
          .hasMessage(
              "OLLAMA_KEEP_ALIVE must be a time such as 30m, 1h or -1 for ever, got 'long'");
      assertThatThrownBy(() -> open(Map.of("OLLAMA_CONTEXT_LENGTH", "8k")))
          .isInstanceOf(SetupException.class)
          .hasMessage("OLLAMA_CONTEXT_LENGTH must be a number of tokens such as 8192, got '8k'");
      assertThatThrownBy(() -> open(Map.of("OLLAMA_BASE_URL", "my host")))
          .isInstanceOf(SetupException.class)
          .hasMessage(
              "OLLAMA_BASE_URL must be an address such as http://localhost:11434, got 'my host'");
    }

    @Test
    void aPromptThatWouldBeCutIsNotSent() throws Exception {
      try (Wire wire = serving(Wire.replying(200, format().plain()))) {
        ChatRequest longer =
            ChatRequest.builder()
                .messages(UserMessage.from("The tower is high. ".repeat(3_000)))
                .build();

        assertThatThrownBy(() -> Asked.whole(open(Map.of("OLLAMA_BASE_URL", wire.url())), longer))
            .isInstanceOfSatisfying(
                ModelException.class,
                failure -> assertThat(failure.kind()).isEqualTo(Kind.CONTEXT_TOO_LONG))
            .hasMessageContaining("Ollama would cut it to 8192")
            .hasMessageContaining("set options.context_tokens or OLLAMA_CONTEXT_LENGTH higher");
        assertThat(wire.requests).isEmpty();
      }
    }

    @Test
    void aPromptThatWasCutAllTheSameIsNoAnswer() throws Exception {
      String cut = OllamaFormat.last(OllamaFormat.said("324 m."), "stop", 8192);
      try (Wire wire = serving(Wire.replying(200, cut))) {
        assertThatThrownBy(() -> Asked.whole(open(Map.of("OLLAMA_BASE_URL", wire.url())), QUESTION))
            .isInstanceOf(ModelException.class)
            .hasMessageContaining("read only 8192 tokens of the prompt");
      }
    }

    @Test
    void aModelThatIsNotThereIsToldBeforeTheFirstCall() throws Exception {
      try (Wire wire =
          Wire.serving(
              Map.of(
                  "/api/show",
                  Wire.replying(404, "{\"error\":\"model 'llama3.1:8b' not found\"}"),
                  "/api/tags",
                  Wire.replying(200, "{\"models\":[{\"name\":\"llama3.2:8b\"}]}")),
              Wire.replying(200, format().plain()))) {
        assertThatThrownBy(() -> Asked.whole(open(Map.of("OLLAMA_BASE_URL", wire.url())), QUESTION))
            .isInstanceOfSatisfying(
                ModelException.class,
                failure -> assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN_MODEL))
            .hasMessage(
                "Ollama at "
                    + wire.url()
                    + " has no model 'llama3.1:8b'; run: ollama pull llama3.1:8b; did you mean"
                    + " 'llama3.2:8b'?");
        assertThat(wire.requests).isEmpty();
      }
    }

    @Test
    void theModelsOwnContextCountsIfItIsSmaller() throws Exception {
      try (Wire wire =
          Wire.serving(
              Map.of("/api/show", Wire.replying(200, OllamaFormat.SHOWN.replace("131072", "512"))),
              Wire.replying(200, format().plain()))) {
        ChatRequest middling =
            ChatRequest.builder()
                .messages(UserMessage.from("The tower is high. ".repeat(300)))
                .build();

        assertThatThrownBy(() -> Asked.whole(open(Map.of("OLLAMA_BASE_URL", wire.url())), middling))
            .hasMessageContaining("Ollama would cut it to 512");
      }
    }
  }
}
