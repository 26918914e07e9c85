package dev.retinue.llm.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.embedding.Embeddings;
import dev.retinue.llm.WithoutClasses;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelException.Kind;
import dev.retinue.model.ModelProvider;
import dev.retinue.model.Models;
import dev.retinue.model.ProviderModels;
import dev.retinue.model.Routing;
import dev.retinue.model.Tokens;
import dev.retinue.run.Outcome;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.ModelsContract;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ResilientRoutingTest extends ModelsContract {
  @Override
  protected Models over(Map<String, LanguageModel> models) {
    return new ProviderModels(
        Map.of(),
        models,
        null,
        false,
        new ResilientRouting(),
        new ModelProvider.Environment() {
          @Override
          public Optional<String> secret(String name) {
            return Optional.empty();
          }

          @Override
          public Optional<Embeddings> embeddings() {
            return Optional.empty();
          }
        });
  }

  @Test
  void itIsFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(Routing.class))
        .extracting(Routing::name)
        .containsExactly("resilient");
  }

  @Test
  void aHedgeThatTheBudgetRefusesLeavesTheCallAsItIs() throws Exception {
    CountDownLatch refused = new CountDownLatch(1);
    Fake slow =
        new Fake(call -> {
          refused.await();
          return Fake.said("slow but sure");
        });
    Fake other = Fake.saying("other");
    Unlimited call =
        new Unlimited() {
          @Override
          public Optional<Models.Attempt> beginIfAllowed(String model) {
            refused.countDown();
            return Optional.empty();
          }
        };

    try (ResilientRouting routing =
        ResilientRouting.builder().hedgeAfter(Duration.ofMillis(5)).build()) {
      Routing.Routed routed =
          routing.route(
              List.of(LanguageModel.of("a:1", slow), LanguageModel.of("b:1", other)),
              ChatRequest.builder().messages(UserMessage.from("Hello")).build(),
              call);

      assertThat(routed.model()).isEqualTo("a:1");
      assertThat(other.calls).hasValue(0);
    }
  }

  @Test
  void aRuntimeIsGivenOneOfTheHostsOwn() throws Exception {
    Fake failing = Fake.failing(1, Kind.UNAVAILABLE, "fine");
    try (AgentRuntime runtime =
        AgentRuntime.builder()
            .model("test:it", failing)
            .routing(ResilientRouting.builder().attempts(1).build())
            .build()) {
      Agent agent = runtime.agent(AgentDefinition.builder("Asker").llm("test:it").build());

      assertThat(agent.ask("Hello")).as("one attempt").isInstanceOf(Outcome.Failed.class);
      assertThat(agent.ask("Hello").text()).isEqualTo("fine");
    }
  }

  /** A call without a budget, and its attempts. */
  private static class Unlimited implements Models.Call, Models.Attempt {
    @Override
    public Duration timeout() {
      return Duration.ofSeconds(20);
    }

    @Override
    public boolean streams() {
      return false;
    }

    @Override
    public Models.Attempt begin(String model) {
      return this;
    }

    @Override
    public void token(String text) {}

    @Override
    public void succeeded(Tokens tokens) {}

    @Override
    public void failed(String reason) {}
  }

  @Test
  void itNeedsNoMicrometer() throws Exception {
    Class<?> apart =
        new WithoutClasses("io.micrometer.", ResilientRouting.class.getPackageName() + ".")
            .loadClass(ResilientRouting.class.getName());
    assertThat(apart).isNotEqualTo(ResilientRouting.class);

    try (Routing routing = (Routing) apart.getConstructor().newInstance()) {
      assertThat(routing.name()).isEqualTo("resilient");
    }
  }
}
