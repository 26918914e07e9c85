package dev.retinue.llm.local;

import dev.retinue.model.ModelProvider;
import dev.retinue.testkit.ModelProviderContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class JlamaProviderContractTest extends ModelProviderContract {
  @TempDir private Path folder;

  @BeforeEach
  void aModel() throws IOException {
    new TinyLlama(1).write(folder);
  }

  @Override
  protected ModelProvider provider() {
    return new JlamaProvider();
  }

  @Override
  protected String model() {
    return folder.toString();
  }

  @Override
  protected boolean remote() {
    return false;
  }
}
