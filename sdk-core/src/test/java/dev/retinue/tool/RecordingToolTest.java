package dev.retinue.tool;

import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ToolContract;

class RecordingToolTest extends ToolContract {
  @Override
  protected Tool tool() {
    return RecordingTool.named("record");
  }

  @Override
  protected String fittingArguments() {
    return "{\"text\":\"x\"}";
  }
}
