package dev.retinue.llm.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelException.Kind;
import dev.retinue.model.ModelPrice;
import dev.retinue.model.PriceTable;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ModelMetersTest {
  @Test
  void theyCountWhatModelsDoAndGoWhenClosed() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (ModelRouter router =
            ModelRouter.builder()
                .model("a:1", Fake.failing(1, Kind.UNAVAILABLE, "well"))
                .backoff(Duration.ZERO, Duration.ZERO)
                .prices(PriceTable.empty().with("a:1", ModelPrice.usd("1", "1", "2")))
                .build();
        ModelMeters meters = ModelMeters.of(router)) {
      meters.bindTo(registry);
      assertThat(registry.getMeters()).isEmpty();

      router.chat("How high?");

      assertThat(count(registry, "attempts")).isEqualTo(2);
      assertThat(
              registry
                  .get("retinue.model.errors")
                  .tag("kind", "UNAVAILABLE")
                  .functionCounter()
                  .count())
          .isEqualTo(1);
      assertThat(
              registry.get("retinue.model.tokens").tag("type", "output").functionCounter().count())
          .isEqualTo(5);
      assertThat(count(registry, "cost")).isEqualTo(0.00002);
      assertThat(
              registry
                  .get("retinue.model.answer.time")
                  .tag("quantile", "0.5")
                  .timeGauge()
                  .value(TimeUnit.NANOSECONDS))
          .isPositive();
      assertThat(registry.get("retinue.model.callable").tag("model", "a:1").gauge().value())
          .isEqualTo(1);
    }
    assertThat(registry.getMeters()).isEmpty();
  }

  private static double count(SimpleMeterRegistry registry, String name) {
    return registry.get("retinue.model." + name).functionCounter().count();
  }

  @Test
  void aRuntimesModelsAreInTheGlobalRegistryUntilItIsClosed() throws Exception {
    ChatRequest question = ChatRequest.builder().messages(UserMessage.from("How high?")).build();
    RouterCall call =
        new RouterCall(
            new Routes(new Settings()), Map.of(), null, question, Duration.ofSeconds(10), null);
    try (ResilientRouting routing = new ResilientRouting()) {
      routing.route(List.of(LanguageModel.of("global:1", Fake.saying("fine"))), question, call);

      assertThat(
              Metrics.globalRegistry
                  .find("retinue.model.attempts")
                  .tag("model", "global:1")
                  .functionCounter())
          .isNotNull();
    }
    assertThat(Metrics.globalRegistry.find("retinue.model.attempts").functionCounter()).isNull();
  }
}
