package dev.retinue.tools.general;

import dev.retinue.tool.ToolOffer;
import dev.retinue.tool.ToolProvider;
import dev.retinue.tools.filesystem.FileGuard;
import dev.retinue.tools.filesystem.FileRules;
import dev.retinue.tools.general.calculator.Calculator;
import dev.retinue.tools.general.datetime.Datetime;
import dev.retinue.tools.general.files.FileEdit;
import dev.retinue.tools.general.files.FileList;
import dev.retinue.tools.general.files.FileMove;
import dev.retinue.tools.general.files.FileRead;
import dev.retinue.tools.general.files.FileSearch;
import dev.retinue.tools.general.files.FileWrite;
import java.util.List;

/**
 * Offers the tools that most agents want and that need nothing but the JDK. Found by itself it lets
 * them see the agent's own folder alone; a host that allows others gives the builder the tools of
 * one that it made. Thread-safe.
 */
public final class GeneralTools implements ToolProvider {
  private final FileGuard guard;

  /** For the agent's own folder alone. */
  public GeneralTools() {
    this(new FileGuard(FileRules.standard()));
  }

  public GeneralTools(FileGuard guard) {
    this.guard = guard;
  }

  @Override
  public String name() {
    return "sdk-tools general";
  }

  @Override
  public List<ToolOffer> tools() {
    return List.of(
        new ToolOffer.Available(Calculator.tool()),
        new ToolOffer.Available(Datetime.tool()),
        new ToolOffer.Available(FileRead.tool(guard)),
        new ToolOffer.Available(FileWrite.tool(guard)),
        new ToolOffer.Available(FileEdit.tool(guard)),
        new ToolOffer.Available(FileSearch.tool(guard)),
        new ToolOffer.Available(FileList.tool(guard)),
        new ToolOffer.Available(FileMove.tool(guard)));
  }
}
