package dev.retinue.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.TokenUsage;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelProvider;
import dev.retinue.model.ProviderModels;
import dev.retinue.model.Routing;
import dev.retinue.run.RunEvent.Superseded;
import dev.retinue.run.RunEvent.Token;
import dev.retinue.runtime.AgentRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tokens are provisional: an attempt that is replaced withdraws them. */
class StreamingTest {
  private static StreamingChatModel streaming(boolean fails, String... pieces) {
    return new StreamingChatModel() {
      @Override
      public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        for (String piece : pieces) {
          handler.onPartialResponse(piece);
        }
        if (fails) {
          handler.onError(new InternalServerException("connection lost"));
        } else {
          handler.onCompleteResponse(
              ChatResponse.builder()
                  .aiMessage(AiMessage.from(String.join("", pieces)))
                  .tokenUsage(new TokenUsage(10, 5))
                  .build());
        }
      }
    };
  }

  private static AgentRuntime.Builder models(AgentRuntime.Builder builder) {
    ModelProvider.Environment nothing =
        new ModelProvider.Environment() {
          @Override
          public Optional<String> secret(String name) {
            return Optional.empty();
          }

          @Override
          public Optional<dev.retinue.embedding.Embeddings> embeddings() {
            return Optional.empty();
          }
        };
    return builder.models(
        new ProviderModels(
            Map.of(),
            Map.of(
                "test:breaking", LanguageModel.of("test:breaking", streaming(true, "It ", "is")),
                "test:sound", LanguageModel.of("test:sound", streaming(false, "It was ", "so."))),
            null,
            false,
            Routing.inOrder(),
            nothing));
  }

  @Test
  void aBrokenAttemptIsSupersededAndTheNextModelAnswers() throws Exception {
    try (Scene scene =
        Scene.script()
            .built(StreamingTest::models)
            .defined(builder ->
                builder
                    .llm(ModelDefinition.parse("test:breaking"))
                    .llm(ModelDefinition.parse("test:sound")))) {
      Run run = scene.agent().start("Go");
      Outcome outcome = run.await();
      List<String> provisional = new ArrayList<>();
      for (RunEvent event : run.events()) {
        switch (event) {
          case Token token -> provisional.add(token.attempt() + " " + token.text());
          case Superseded superseded -> {
            provisional.add(superseded.attempt() + " superseded");
            assertThat(superseded.reason())
                .isEqualTo("test:breaking did not answer (UNAVAILABLE): connection lost");
          }
          default -> {}
        }
      }

      assertThat(outcome.text()).isEqualTo("It was so.");
      assertThat(outcome.usage().models()).containsExactly("test:sound");
      assertThat(outcome.usage().modelCalls()).as("each attempt is paid for").isEqualTo(2);
      assertThat(provisional)
          .containsExactly("1 It ", "1 is", "1 superseded", "2 It was ", "2 so.");
    }
  }

  @Test
  void whenNoModelAnswersTheRunFailsWithTheLastReason() throws Exception {
    try (Scene scene =
        Scene.script()
            .built(StreamingTest::models)
            .defined(builder -> builder.llm(ModelDefinition.parse("test:breaking")))) {
      assertThat(scene.ask())
          .isInstanceOfSatisfying(
              Outcome.Failed.class,
              failed -> {
                assertThat(failed.kind()).isEqualTo("UNAVAILABLE");
                assertThat(failed.message())
                    .isEqualTo("test:breaking did not answer (UNAVAILABLE): connection lost");
              });
    }
  }
}
