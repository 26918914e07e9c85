package dev.retinue.tools.web;

import dev.retinue.tool.ToolOffer;
import dev.retinue.tool.ToolProvider;
import dev.retinue.tools.egress.EgressGuard;
import dev.retinue.tools.egress.EgressRules;
import java.util.List;

/**
 * Offers the tools that reach the web, behind one guard. Found by itself it has the standard rules;
 * a host that wants others gives the builder the tools of one that it made. Thread-safe.
 */
public final class WebTools implements ToolProvider {
  private final EgressGuard guard;

  /** To the public web alone. */
  public WebTools() {
    this(new EgressGuard(EgressRules.standard()));
  }

  public WebTools(EgressGuard guard) {
    this.guard = guard;
  }

  @Override
  public String name() {
    return "sdk-tools web";
  }

  @Override
  public List<ToolOffer> tools() {
    return List.of(new ToolOffer.Available(HttpRequest.tool(guard)));
  }
}
