package dev.retinue.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.definition.ModelOptions;
import dev.retinue.error.SetupException;
import dev.retinue.llm.WithoutClasses;
import dev.retinue.model.ModelException;
import dev.retinue.model.ModelException.Kind;
import dev.retinue.model.ModelProvider;
import dev.retinue.model.Tokens;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AnthropicProviderTest extends WireContract {
  @Override
  WireFormat format() {
    return new AnthropicFormat();
  }

  @Override
  ModelProvider provider(Connections connections) {
    return new AnthropicProvider(connections);
  }

  @Override
  protected String model() {
    return "claude-sonnet-4-5";
  }

  @Override
  protected String key() {
    return "ANTHROPIC_API_KEY";
  }

  @Nested
  class OfAnthropic {
    @Test
    void itSendsTheVersionAndMarksWhatIsSentWithEachStepForTheCache() throws Exception {
      try (Wire wire = Wire.serving(Map.of(), Wire.replying(200, format().plain()))) {
        Asked.whole(
            open(wire.url()),
            ChatRequest.builder()
                .messages(SystemMessage.from("You know towers."), UserMessage.from("How high?"))
                .toolSpecifications(WITH_TOOLS.toolSpecifications())
                .build());

        Wire.Request request = wire.requests.getFirst();
        assertThat(request.path()).isEqualTo("/v1/messages");
        assertThat(request.headers().getFirst("anthropic-version")).isEqualTo("2023-06-01");
        assertThat(request.body().at("/system/0/cache_control/type").asText())
            .isEqualTo("ephemeral");
        assertThat(request.body().at("/tools/1/cache_control/type").asText())
            .isEqualTo("ephemeral");
      }
    }

    @Test
    void thoughtsGoBackWithTheirSignature() throws Exception {
      try (Wire wire = Wire.serving(Map.of(), Wire.replying(200, format().thinking()))) {
        AiMessage thought = Asked.whole(open(wire.url()), QUESTION).response().aiMessage();

        Asked.whole(
            open(wire.url()),
            ChatRequest.builder()
                .messages(UserMessage.from("How high?"), thought, UserMessage.from("And wide?"))
                .build());

        JsonNode sent = wire.requests.get(1).body().at("/messages/1/content/0");
        assertThat(sent.path("type").asText()).isEqualTo("thinking");
        assertThat(sent.path("signature").asText()).isEqualTo("EqQBCgIYAhIM1gbcDa9GJwZA2b3h");
      }
    }

    @Test
    void aTemperatureThatItDoesNotTakeIsRefused() {
      assertThatThrownBy(() ->
              new AnthropicProvider()
                  .open(
                      new ModelDefinition("anthropic", "claude-sonnet-4-5", 1.5, null, ""),
                      new Secrets(Map.of("ANTHROPIC_API_KEY", "sk-ant"))))
          .isInstanceOf(SetupException.class)
          .hasMessage(
              "model 'anthropic:claude-sonnet-4-5' takes a temperature from 0 to 1, got 1.5");
    }

    @Test
    void whatItCachesNowIsCountedBeside() throws Exception {
      String usage =
          format()
              .plain()
              .replace("\"cache_creation_input_tokens\":0", "\"cache_creation_input_tokens\":7");
      try (Wire wire = Wire.serving(Map.of(), Wire.replying(200, usage))) {
        Tokens tokens = Asked.whole(open(wire.url()), QUESTION).tokens();

        assertThat(tokens.written()).isEqualTo(7);
        assertThat(tokens.input()).isEqualTo(15 + 4 + 7);
      }
    }

    @Test
    void noOtherTemperatureThanOneGoesWithThinking() {
      ModelDefinition warm =
          new ModelDefinition("anthropic", "claude-sonnet-4-5", .5, null, "")
              .withOptions(ModelOptions.NONE.withEffort(ModelOptions.Effort.LOW));

      assertThatThrownBy(() ->
              new AnthropicProvider()
                  .open(warm, new Secrets(Map.of("ANTHROPIC_API_KEY", "sk-ant"))))
          .isInstanceOf(SetupException.class)
          .hasMessage(
              "model 'anthropic:claude-sonnet-4-5' takes no temperature but 1 where it thinks, got"
                  + " 0.5; leave out the temperature or the effort");
    }

    @Test
    void anOptionOfOthersIsRefused() {
      ModelDefinition loaded =
          ModelDefinition.parse("anthropic:claude-sonnet-4-5")
              .withOptions(ModelOptions.NONE.withContextTokens(8_192));

      assertThatThrownBy(() ->
              new AnthropicProvider()
                  .open(loaded, new Secrets(Map.of("ANTHROPIC_API_KEY", "sk-ant"))))
          .isInstanceOf(SetupException.class)
          .hasMessage(
              "model 'anthropic:claude-sonnet-4-5' takes no option context_tokens; leave it out:"
                  + " ollama's models alone take it");
    }

    @Test
    void withoutItsClientTheArtifactIsNamed() throws Exception {
      ClassLoader without =
          new WithoutClasses("dev.langchain4j.model.anthropic.", "dev.retinue.llm.provider.");
      try (ModelProvider provider =
          (ModelProvider)
              without.loadClass(AnthropicProvider.class.getName()).getConstructor().newInstance()) {
        assertThatThrownBy(() ->
                provider.open(
                    ModelDefinition.parse("anthropic:claude-sonnet-4-5"),
                    new Secrets(Map.of("ANTHROPIC_API_KEY", "sk-ant"))))
            .isInstanceOf(SetupException.class)
            .hasMessage(
                "model 'anthropic:claude-sonnet-4-5' needs dev.langchain4j:langchain4j-anthropic on"
                    + " the class path: add it, in the version that retinue-parent manages");
      }
    }

    @Test
    void spentCreditIsNoMatterOfTheRequest() throws Exception {
      String error =
          """
          {"type":"error","error":{"type":"invalid_request_error",
           "message":"Your credit balance is too low to access the Anthropic API."}}\
          """;
      try (Wire wire = Wire.serving(Map.of(), Wire.replying(400, error))) {
        assertThatThrownBy(() -> Asked.whole(open(wire.url()), QUESTION))
            .isInstanceOfSatisfying(
                ModelException.class,
                failure -> assertThat(failure.kind()).isEqualTo(Kind.AUTHENTICATION));
      }
    }

    @Test
    void theProbeAsksForTheModel() throws Exception {
      try (Wire wire =
          Wire.serving(Map.of(), Wire.replying(200, "{\"id\":\"claude-sonnet-4-5\"}"))) {
        open(wire.url()).traits().probe().check();

        assertThat(wire.requests.getFirst().path()).isEqualTo("/v1/models/claude-sonnet-4-5");
      }
    }
  }
}
