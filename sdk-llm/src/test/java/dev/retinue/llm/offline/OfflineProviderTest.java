package dev.retinue.llm.offline;

import dev.retinue.model.ModelProvider;
import dev.retinue.testkit.ModelProviderContract;

class OfflineProviderTest extends ModelProviderContract {
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
