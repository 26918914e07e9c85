package dev.retinue.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.definition.ModelDefinition;
import dev.retinue.embedding.Embeddings;
import dev.retinue.error.SetupException;
import dev.retinue.testkit.ModelsContract;
import dev.retinue.testkit.ScriptedModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProviderModelsTest extends ModelsContract {
  private static final ModelProvider.Environment NOTHING =
      new ModelProvider.Environment() {
        @Override
        public Optional<String> secret(String name) {
          return Optional.empty();
        }

        @Override
        public Optional<Embeddings> embeddings() {
          return Optional.empty();
        }
      };

  @Override
  protected Models over(Map<String, LanguageModel> models) {
    return new ProviderModels(Map.of(), models, null, false, Routing.inOrder(), NOTHING);
  }

  private static ModelProvider provider(String name) {
    return new ModelProvider() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public LanguageModel open(ModelDefinition definition, Environment environment) {
        if (environment.secret("TEST_KEY").isEmpty()) {
          throw new SetupException("TEST_KEY", "no key: set TEST_KEY");
        }
        return LanguageModel.of(definition.reference(), ScriptedModel.turn());
      }
    };
  }

  private static List<String> problems(
      Map<String, ModelProvider> providers, boolean required, String... chain) {
    return new ProviderModels(providers, Map.of(), null, required, Routing.inOrder(), NOTHING)
        .problems(java.util.Arrays.stream(chain).map(ModelDefinition::parse).toList());
  }

  @Test
  void anUnknownProviderIsToldWithTheNearestName() {
    assertThat(problems(Map.of("ollama", provider("ollama")), false, "olama:llama3"))
        .containsExactly("no provider 'olama' for the model olama:llama3; did you mean 'ollama'?");
  }

  @Test
  void withoutAnyProviderTheModuleIsNamed() {
    assertThat(problems(Map.of(), false, "ollama:llama3"))
        .containsExactly(
            "no provider 'ollama' for the model ollama:llama3; add dev.retinue:sdk-llm or call builder().model(..)");
    assertThat(problems(Map.of(), false))
        .containsExactly(
            "no model: name one in llm, call builder().model(..), or add dev.retinue:sdk-llm, which has an offline one");
  }

  @Test
  void nothingIsLeftOpenWhereNobodyChooses() {
    assertThat(problems(Map.of("test", provider("test")), false, "auto"))
        .containsExactly(
            "no model can be chosen for 'auto': add dev.retinue:sdk-llm, which has a catalogue, call builder().modelSelection(..), or name a model");
  }

  @Test
  void aMissingKeyIsAProblemOfTheProvider() {
    assertThat(problems(Map.of("test", provider("test")), false, "test:a", "test:b"))
        .containsExactly("no key: set TEST_KEY", "no key: set TEST_KEY");
  }

  @Test
  void theOfflineModelIsRefusedWhereAModelIsRequired() {
    assertThat(problems(Map.of("offline", provider("offline")), true))
        .containsExactly(
            "no model is named and builder().requireModel() refuses the offline one; name one in llm");
    assertThat(problems(Map.of("offline", provider("offline")), false)).isEmpty();
  }
}
