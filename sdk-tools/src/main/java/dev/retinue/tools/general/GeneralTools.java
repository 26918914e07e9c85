package dev.retinue.tools.general;

import dev.retinue.tool.ToolOffer;
import dev.retinue.tool.ToolProvider;
import dev.retinue.tools.general.calculator.Calculator;
import dev.retinue.tools.general.datetime.Datetime;
import dev.retinue.tools.general.files.FileList;
import dev.retinue.tools.general.files.FileRead;
import java.util.List;

/** Offers the tools that most agents want and that need nothing but the JDK. Thread-safe. */
public final class GeneralTools implements ToolProvider {
  @Override
  public String name() {
    return "sdk-tools general";
  }

  @Override
  public List<ToolOffer> tools() {
    return List.of(
        new ToolOffer.Available(Calculator.tool()),
        new ToolOffer.Available(Datetime.tool()),
        new ToolOffer.Available(FileRead.tool()),
        new ToolOffer.Available(FileList.tool()));
  }
}
