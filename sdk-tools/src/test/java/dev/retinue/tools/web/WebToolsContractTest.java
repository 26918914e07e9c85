package dev.retinue.tools.web;

import dev.retinue.testkit.ToolContract;
import dev.retinue.testkit.ToolProviderContract;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolProvider;
import dev.retinue.tools.egress.EgressGuard;
import dev.retinue.tools.egress.EgressRules;
import org.junit.jupiter.api.Nested;

/** The tools of the web and their provider, held to the contracts. */
class WebToolsContractTest {
  @Nested
  class Provider extends ToolProviderContract {
    @Override
    protected ToolProvider provider() {
      return new WebTools();
    }
  }

  @Nested
  class OfHttpRequest extends ToolContract {
    @Override
    protected Tool tool() {
      return HttpRequest.tool(new EgressGuard(EgressRules.standard()));
    }

    @Override
    protected String fittingArguments() {
      return "{\"method\": \"POST\", \"url\": \"https://api.example.com/v1/items\","
          + " \"headers\": {\"Accept\": \"application/json\", \"X-Mine\": \"1\"},"
          + " \"body\": \"{}\", \"timeout\": 5, \"maxBytes\": 1000}";
    }
  }
}
