package dev.retinue.llm.provider;

import dev.retinue.llm.offline.OfflineProvider;
import dev.retinue.model.ModelProvider;
import dev.retinue.testkit.ModelProviderContract;
import org.junit.jupiter.api.Nested;

/** All providers of this module, held to the contract. */
class ProviderContractTest {
  @Nested
  class OpenAi extends ModelProviderContract {
    @Override
    protected ModelProvider provider() {
      return new OpenAiProvider();
    }

    @Override
    protected String model() {
      return "gpt-5";
    }

    @Override
    protected String key() {
      return "OPENAI_API_KEY";
    }
  }

  @Nested
  class Ollama extends ModelProviderContract {
    @Override
    protected ModelProvider provider() {
      return new OllamaProvider();
    }

    @Override
    protected String model() {
      return "llama3.1:8b";
    }
  }

  @Nested
  class Offline extends ModelProviderContract {
    @Override
    protected ModelProvider provider() {
      return new OfflineProvider();
    }

    @Override
    protected String model() {
      return "extractive";
    }

    @Override
    protected boolean remote() {
      return false;
    }
  }
}
