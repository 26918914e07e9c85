package dev.retinue.tool.ranking;

import dev.retinue.testkit.ToolSelectorContract;
import dev.retinue.tool.ToolSelector;

class ToolRankingContractTest extends ToolSelectorContract {
  private final ToolSelector selector = new ToolRankingProvider().open(null);

  @Override
  protected ToolSelector selector() {
    return selector;
  }
}
