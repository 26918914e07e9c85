package dev.retinue.llm.router;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.Models;
import dev.retinue.model.Routing;
import java.util.List;

/**
 * The mechanics of {@link ModelRouter} inside a runtime, with its usual settings; what each model
 * of the runtime did is counted over all agents. A runtime finds it on the class path. Where
 * Micrometer is there too, the counts are meters of its global registry until this is closed.
 * Thread-safe.
 */
public final class ResilientRouting implements Routing {
  private final Routes routes = new Routes(new Settings());
  private final Runnable unbind;

  public ResilientRouting() {
    unbind = bound(routes);
  }

  private static Runnable bound(Routes routes) {
    try {
      return GlobalMeters.bind(routes);
    } catch (NoClassDefFoundError absent) {
      return () -> {}; // An optional library: whoever wants meters adds it.
    }
  }

  @Override
  public String name() {
    return "resilient";
  }

  @Override
  public Routed route(List<LanguageModel> chain, ChatRequest request, Models.Call call)
      throws InterruptedException {
    return routes.route(chain, request, call, true);
  }

  /** How each model did that was called so far, by name. */
  public List<ModelRecord> records() {
    return routes.records();
  }

  @Override
  public void close() {
    unbind.run();
  }
}
