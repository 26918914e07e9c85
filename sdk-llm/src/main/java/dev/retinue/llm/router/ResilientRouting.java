package dev.retinue.llm.router;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.Models;
import dev.retinue.model.Routing;
import java.util.List;

/**
 * The mechanics of {@link ModelRouter} inside a runtime; what each model of the runtime did is
 * counted over all agents. A runtime finds it, with the usual settings, on the class path; one with
 * others is given to it:
 *
 * <pre>{@code
 * AgentRuntime.builder()
 *     .routing(
 *         ResilientRouting.builder()
 *             .attempts(4)
 *             .quota(Quota.UNLIMITED.withRequestsPerMinute(500), "openai")
 *             .build())
 * }</pre>
 *
 * <p>Where Micrometer is there too, the counts are meters of its global registry until this is
 * closed. Thread-safe.
 */
public final class ResilientRouting implements Routing {
  private final Routes routes;
  private final Runnable unbind;

  /** With the usual settings. */
  public ResilientRouting() {
    this(builder());
  }

  private ResilientRouting(Builder builder) {
    routes = new Routes(builder.settings);
    unbind = bound(routes);
  }

  public static Builder builder() {
    return new Builder();
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

  /** Collects how calls go. A whole call takes no longer than its run may. */
  public static final class Builder extends RoutingOptions<Builder> {
    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    public ResilientRouting build() {
      return new ResilientRouting(this);
    }
  }
}
