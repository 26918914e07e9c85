package dev.retinue.memory.tools;

import dev.retinue.tool.ToolOffer;
import dev.retinue.tool.ToolProvider;
import java.util.List;

/** Offers {@code remember}, {@code recall} and {@code forget}. Thread-safe. */
public final class MemoryTools implements ToolProvider {
  @Override
  public String name() {
    return "sdk-memory";
  }

  @Override
  public List<ToolOffer> tools() {
    return List.of(
        new ToolOffer.Available(new RememberTool()),
        new ToolOffer.Available(new RecallTool()),
        new ToolOffer.Available(new ForgetTool()));
  }
}
