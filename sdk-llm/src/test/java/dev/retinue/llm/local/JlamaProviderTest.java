package dev.retinue.llm.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.embedding.Embeddings;
import dev.retinue.error.SetupException;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelException;
import dev.retinue.model.ModelProvider;
import dev.retinue.model.Models;
import dev.retinue.model.Tokens;
import dev.retinue.run.Outcome;
import dev.retinue.runtime.AgentRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JlamaProviderTest {
  private static final String SAID = "hi";

  @TempDir private Path models;
  private final JlamaProvider provider = new JlamaProvider();
  private final TinyLlama network = new TinyLlama(20);

  @BeforeEach
  void aModel() throws IOException {
    network.write(models.resolve("tiny"));
  }

  @AfterEach
  void close() {
    provider.close();
  }

  private record Secrets(Map<String, String> values) implements ModelProvider.Environment {
    @Override
    public Optional<String> secret(String name) {
      return Optional.ofNullable(values.get(name));
    }

    @Override
    public Optional<Embeddings> embeddings() {
      return Optional.empty();
    }
  }

  private LanguageModel open(
      String name, @Nullable Double temperature, @Nullable Integer most, String... more) {
    Map<String, String> secrets = new HashMap<>();
    secrets.put("JLAMA_MODELS", models.toString());
    for (int i = 0; i < more.length; i += 2) {
      secrets.put(more[i], more[i + 1]);
    }
    return provider.open(
        new ModelDefinition("jlama", name, temperature, most, ""), new Secrets(secrets));
  }

  private static ChatRequest.Builder asks(String text) {
    return ChatRequest.builder().messages(UserMessage.from(text));
  }

  private static ChatResponse answer(LanguageModel model, ChatRequest request) {
    return Objects.requireNonNull(model.chat()).chat(request);
  }

  @Nested
  class AnAnswer {
    @Test
    void isTheLikeliestWordsOfTheSameNetworkComputedApart() {
      List<Integer> expected = network.likeliest(TinyWords.prompt(SAID), 24);

      ChatResponse response = answer(open("tiny", 0.0, 24), asks(SAID).build());

      assertThat(response.aiMessage().text()).isEqualTo(TinyWords.text(expected));
      assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
      assertThat(response.modelName()).isEqualTo("jlama:tiny");
      assertThat(response.tokenUsage().inputTokenCount()).isEqualTo(TinyWords.prompt(SAID).length);
      assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(24);
    }

    @Test
    void isTheSameInPieces() {
      LanguageModel model = open("tiny", null, 24);
      Told told = new Told(Integer.MAX_VALUE);
      Objects.requireNonNull(model.streaming()).chat(asks(SAID).build(), told);
      ChatResponse streamed = told.whole.join();

      assertThat(String.join("", told.pieces))
          .isEqualTo(streamed.aiMessage().text())
          .isEqualTo(answer(model, asks(SAID).build()).aiMessage().text());
      assertThat(told.pieces).hasSizeGreaterThan(5);
    }

    @Test
    void endsAtTheModelsEnd() throws IOException {
      List<Integer> expected = network.likeliest(TinyWords.prompt(SAID), 24);
      int end =
          IntStream.range(3, 24)
              .filter(i -> expected.indexOf(expected.get(i)) == i)
              .findFirst()
              .orElseThrow();
      Map<String, Object> config = network.config();
      config.put("eos_token_id", List.of(TinyWords.END, expected.get(end)));
      network.write(models.resolve("ending"), config, TinyWords.CHAT);

      ChatResponse response = answer(open("ending", null, null), asks(SAID).build());

      assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
      assertThat(response.aiMessage().text()).isEqualTo(TinyWords.text(expected.subList(0, end)));
      assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(end + 1);
    }

    @Test
    void endsBeforeAStopSequence() {
      LanguageModel model = open("tiny", null, 24);
      String whole = answer(model, asks(SAID).build()).aiMessage().text();
      String stop = whole.substring(6, 8);

      ChatResponse response = answer(model, asks(SAID).stopSequences(List.of(stop)).build());

      assertThat(response.aiMessage().text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
      assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void goesOnFromWhatIsStillKnown() {
      LanguageModel model = open("tiny", null, 4);
      ChatResponse first = answer(model, asks(SAID).build());
      ChatResponse again = answer(model, asks(SAID).build());

      int prompt = TinyWords.prompt(SAID).length;
      assertThat(model.traits().used().apply(first.tokenUsage()))
          .isEqualTo(new Tokens(prompt, 4, 0));
      assertThat(model.traits().used().apply(again.tokenUsage()))
          .isEqualTo(new Tokens(prompt, 4, prompt - 1));
      assertThat(again.aiMessage()).isEqualTo(first.aiMessage());
    }

    @Test
    void withTemperatureDependsOnTheSeedAlone() {
      ChatRequest request = asks(SAID).build();
      String seven = answer(open("tiny", 1.0, 24, "JLAMA_SEED", "7"), request).aiMessage().text();
      String eight = answer(open("tiny", 1.0, 24, "JLAMA_SEED", "8"), request).aiMessage().text();

      assertThat(answer(open("tiny", 1.0, 24, "JLAMA_SEED", "7"), request).aiMessage().text())
          .isEqualTo(seven)
          .isNotEqualTo(eight);
    }

    @Test
    void isTheSameWhenManyAskAtOnce() throws Exception {
      LanguageModel model = open("tiny", null, 12);
      List<String> said = List.of("hi", "why", "what", "if", "but", "so");
      List<String> alone =
          said.stream().map(each -> answer(model, asks(each).build()).aiMessage().text()).toList();
      try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<String>> together = new ArrayList<>();
        for (String each : said) {
          together.add(callers.submit(() -> answer(model, asks(each).build()).aiMessage().text()));
        }
        for (int i = 0; i < said.size(); i++) {
          assertThat(together.get(i).get()).isEqualTo(alone.get(i));
        }
      }
    }

    @Test
    void comesThroughAnAgent() throws IOException, InterruptedException {
      String last =
          "<|begin|><|turn|>user\n{{ messages[-1]['content'] }}<|end|><|turn|>assistant\n";
      network.write(models.resolve("listening"), network.config(), last);
      List<Integer> expected = network.likeliest(TinyWords.prompt(SAID), 6);
      AgentDefinition definition =
          AgentDefinition.parse(
              """
              agent: { name: Small }
              llm: { provider: jlama, model: listening, temperature: 0, max_tokens: 6 }
              """);
      try (AgentRuntime runtime =
          AgentRuntime.builder().inMemory().secret("JLAMA_MODELS", models.toString()).build()) {
        Outcome outcome = runtime.agent(definition).start(SAID).await();

        assertThat(outcome.text()).isEqualTo(TinyWords.text(expected).strip());
      }
    }
  }

  @Nested
  class WhatDoesNotWork {
    @Test
    void aPromptThatIsTooLongIsRefusedAndNotCut() {
      LanguageModel model = open("tiny", null, 4, "JLAMA_CONTEXT_LENGTH", "100");

      assertThat(model.traits().contextTokens()).isEqualTo(100);
      assertThatThrownBy(() -> answer(model, asks("x".repeat(90)).build()))
          .isInstanceOfSatisfying(
              ModelException.class,
              e -> assertThat(e.kind()).isEqualTo(ModelException.Kind.CONTEXT_TOO_LONG))
          .hasMessage(
              "jlama:tiny takes 100 tokens of prompt and answer together, but the prompt alone has 108");
    }

    @Test
    void aPromptsLengthIsEstimatedWithTheModelsOwnWords() {
      LanguageModel model = open("tiny", null, 4);
      ChatRequest request = asks("x".repeat(90)).build();

      assertThat(model.traits().promptTokens().applyAsLong(request))
          .isBetween(
              (long) TinyWords.prompt("x".repeat(90)).length,
              (long) TinyWords.prompt("x".repeat(90)).length + 20);
    }

    @Test
    void anAnswerEndsWhereTheContextDoes() {
      LanguageModel model = open("tiny", null, null, "JLAMA_CONTEXT_LENGTH", "40");

      ChatResponse response = answer(model, asks(SAID).build());

      assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
      assertThat(response.tokenUsage().totalTokenCount()).isEqualTo(40);
    }

    @Test
    void anInterruptEndsTheWait() {
      LanguageModel model = open("tiny", null, null);
      Thread.currentThread().interrupt();

      assertThatThrownBy(() -> model.ask(asks(SAID).build(), NOBODY, false, Duration.ofMinutes(1)))
          .isInstanceOf(InterruptedException.class);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> model.ask(asks(SAID).build(), NOBODY, true, Duration.ofMinutes(1)))
          .isInstanceOf(InterruptedException.class);

      assertThat(Thread.interrupted()).isFalse();
      assertThat(answer(model, asks(SAID).maxOutputTokens(2).build()).aiMessage().text())
          .isEqualTo(TinyWords.text(network.likeliest(TinyWords.prompt(SAID), 2)));
    }

    @Test
    void aStreamEndsBetweenTokensWhenItIsCancelled() {
      LanguageModel model = open("tiny", null, null);
      Told told = new Told(3);
      Objects.requireNonNull(model.streaming()).chat(asks(SAID).build(), told);

      // It comes after the stream, on the model's one thread.
      answer(model, asks(SAID).maxOutputTokens(1).build());

      assertThat(told.pieces).hasSize(3);
      assertThat(told.whole).isNotDone();
    }

    @Test
    void toolsAreRefusedWhereTheTemplateTellsOfNone() {
      ChatRequest request =
          asks(SAID).toolSpecifications(ToolSpecification.builder().name("dig").build()).build();

      assertThatThrownBy(() -> answer(open("tiny", null, 4), request))
          .isInstanceOfSatisfying(
              ModelException.class,
              e -> assertThat(e.kind()).isEqualTo(ModelException.Kind.BAD_REQUEST))
          .hasMessage(
              "jlama:tiny cannot call tools: its chat template does not tell of any; take a model that can");
    }

    @Test
    void imagesAreRefused() {
      ChatRequest request =
          ChatRequest.builder()
              .messages(UserMessage.from(ImageContent.from("https://example.org/a.png")))
              .build();

      assertThatThrownBy(
              () -> open("tiny", null, 4).ask(request, NOBODY, false, Duration.ofMinutes(1)))
          .isInstanceOfSatisfying(
              ModelException.class,
              e -> assertThat(e.kind()).isEqualTo(ModelException.Kind.BAD_REQUEST))
          .hasMessageContaining("reads text, but the request has content of type IMAGE");
    }

    @Test
    void afterItsProviderIsClosedItSaysSo() {
      LanguageModel model = open("tiny", null, 4);
      answer(model, asks(SAID).build());
      provider.close();

      assertThatThrownBy(() -> answer(model, asks(SAID).build()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("jlama:tiny is closed; it is open as long as its runtime");
    }
  }

  @Nested
  class Opening {
    @Test
    void definitionsOfOneFolderShareOneModel() {
      LocalChatModel cold = (LocalChatModel) open("tiny", 0.0, 4).chat();
      LocalChatModel warm = (LocalChatModel) open(models.resolve("tiny").toString(), 1.0, 4).chat();

      assertThat(Objects.requireNonNull(cold).answering().model())
          .isSameAs(Objects.requireNonNull(warm).answering().model());
    }

    @Test
    void aMistypedNameIsToldTheNearest() {
      assertThatThrownBy(() -> open("tinny", null, 4))
          .isInstanceOf(SetupException.class)
          .hasMessageContaining("model 'jlama:tinny' is not in " + models)
          .hasMessageContaining("tiny");
    }

    @Test
    void aNameNeedsAFolderOfModels() {
      assertThatThrownBy(
              () -> provider.open(ModelDefinition.parse("jlama:tiny"), new Secrets(Map.of())))
          .isInstanceOf(SetupException.class)
          .hasMessageContaining("JLAMA_MODELS")
          .hasMessageContaining("'tiny'");
    }

    @Test
    void aSettingThatIsNoNumberIsNamed() {
      assertThatThrownBy(() -> open("tiny", null, 4, "JLAMA_CONTEXT_LENGTH", "8k"))
          .hasMessage("JLAMA_CONTEXT_LENGTH must be a number of tokens such as 8192, got '8k'");
      assertThatThrownBy(() -> open("tiny", null, 4, "JLAMA_SEED", "x"))
          .hasMessage("JLAMA_SEED must be a whole number, got 'x'");
    }

    @Test
    void theEngineAndItsModuleAreAskedForByName() {
      ModelDefinition definition = ModelDefinition.parse("jlama:tiny");

      assertThatThrownBy(() ->
              JlamaProvider.needsEngine(
                  definition, ModuleLayer.boot(), ClassLoader.getPlatformClassLoader()))
          .isInstanceOf(SetupException.class)
          .hasMessage(
              "model 'jlama:tiny' needs com.github.tjake:jlama-core on the class path: add it, in the"
                  + " version that retinue-parent manages");
      assertThatThrownBy(() ->
              JlamaProvider.needsEngine(
                  definition, ModuleLayer.empty(), JlamaProvider.class.getClassLoader()))
          .isInstanceOf(SetupException.class)
          .hasMessage(
              "model 'jlama:tiny' needs the JVM's vector module: start it with --add-modules"
                  + " jdk.incubator.vector");
    }
  }

  /** Somebody who asks and does not listen. */
  private static final Models.Attempt NOBODY =
      new Models.Attempt() {
        @Override
        public void token(String text) {}

        @Override
        public void succeeded(Tokens tokens) {}

        @Override
        public void failed(String reason) {}
      };

  /** Keeps what is told, and cancels after some pieces. */
  private static final class Told implements StreamingChatResponseHandler {
    final List<String> pieces = new ArrayList<>();
    final CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
    private final int most;

    Told(int most) {
      this.most = most;
    }

    @Override
    public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
      pieces.add(piece.text());
      if (pieces.size() == most) {
        context.streamingHandle().cancel();
      }
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
      whole.complete(response);
    }

    @Override
    public void onError(Throwable error) {
      whole.completeExceptionally(error);
    }
  }
}
