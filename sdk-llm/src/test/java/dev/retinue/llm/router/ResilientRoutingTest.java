package dev.retinue.llm.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.embedding.Embeddings;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelProvider;
import dev.retinue.model.Models;
import dev.retinue.model.ProviderModels;
import dev.retinue.model.Routing;
import dev.retinue.testkit.ModelsContract;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
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
}
