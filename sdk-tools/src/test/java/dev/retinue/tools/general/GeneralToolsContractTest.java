package dev.retinue.tools.general;

import dev.retinue.testkit.ToolContract;
import dev.retinue.testkit.ToolProviderContract;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolProvider;
import dev.retinue.tools.general.calculator.Calculator;
import dev.retinue.tools.general.datetime.Datetime;
import org.junit.jupiter.api.Nested;

/** The general tools and their provider, held to the contracts. */
class GeneralToolsContractTest {
  @Nested
  class Provider extends ToolProviderContract {
    @Override
    protected ToolProvider provider() {
      return new GeneralTools();
    }
  }

  @Nested
  class OfCalculator extends ToolContract {
    @Override
    protected Tool tool() {
      return Calculator.tool();
    }

    @Override
    protected String fittingArguments() {
      return "{\"expression\": \"6 * 7\"}";
    }
  }

  @Nested
  class OfDatetime extends ToolContract {
    @Override
    protected Tool tool() {
      return Datetime.tool();
    }

    @Override
    protected String fittingArguments() {
      return "{\"op\": \"parse\", \"value\": \"2026-03-03\"}";
    }
  }
}
