package dev.retinue.tool;

import dev.retinue.testkit.ToolSelectorContract;

class ToolSelectorTest extends ToolSelectorContract {
  @Override
  protected ToolSelector selector() {
    return ToolSelector.inOrder();
  }
}
