package dev.retinue.llm.router;

import dev.retinue.budget.Money;
import dev.retinue.model.ModelException.Kind;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * How a router's models do, as Micrometer's meters, each tagged with {@code model}: {@code
 * retinue.model.attempts}, {@code .errors} by {@code kind}, {@code .tokens} by {@code type}, {@code
 * .cost} in US dollars, {@code .answer.time} and {@code .first.token.time} by {@code quantile}, and
 * {@code .callable}, 1 or 0. Models that are called for the first time later are added then. Needs
 * {@code io.micrometer:micrometer-core}. Thread-safe.
 */
public final class ModelMeters implements MeterBinder, AutoCloseable {
  private static final String NAME = "retinue.model.";
  private static final Map<String, Double> QUANTILES =
      Map.of("0.5", 0.5, "0.95", 0.95, "0.99", 0.99);

  private final Routes routes;
  private final List<Runnable> removals = new CopyOnWriteArrayList<>();

  private ModelMeters(Routes routes) {
    this.routes = routes;
  }

  /** The meters of a router's models. */
  public static ModelMeters of(ModelRouter router) {
    return of(router.routes());
  }

  static ModelMeters of(Routes routes) {
    return new ModelMeters(routes);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Consumer<Target> each = target -> bind(target, registry);
    removals.add(() -> routes.forget(each));
    routes.forEach(each);
  }

  private void bind(Target target, MeterRegistry registry) {
    Ledger ledger = target.ledger();
    counter(target, registry, "attempts", "", "", () -> ledger.attempts.sum());
    for (Kind kind : Kind.values()) {
      counter(target, registry, "errors", "kind", kind.name(), () -> ledger.count(kind));
    }
    counter(target, registry, "tokens", "type", "input", () -> ledger.tokens().input());
    counter(target, registry, "tokens", "type", "output", () -> ledger.tokens().output());
    counter(target, registry, "tokens", "type", "cached", () -> ledger.tokens().cached());
    counter(target, registry, "cost", "", "", () -> dollars(target));
    QUANTILES.forEach((name, part) -> {
      time(target, registry, "answer.time", name, ledger.answerTime, part);
      time(target, registry, "first.token.time", name, ledger.firstToken, part);
    });
    kept(
        registry,
        Gauge.builder(NAME + "callable", target, t -> t.restNanos() == 0 ? 1 : 0)
            .tag("model", target.id())
            .register(registry));
  }

  private double dollars(Target target) {
    return routes
            .prices()
            .of(target.id())
            .map(price -> price.of(target.ledger().tokens()))
            .orElse(Money.ZERO)
            .picodollars()
        / 1e12;
  }

  private interface Count {
    double now();
  }

  private void counter(
      Target target, MeterRegistry registry, String name, String tag, String value, Count count) {
    FunctionCounter.Builder<Count> builder =
        FunctionCounter.builder(NAME + name, count, Count::now).tag("model", target.id());
    if (!tag.isEmpty()) {
      builder.tag(tag, value);
    }
    counts.add(count);
    kept(registry, builder.register(registry));
  }

  /** Micrometer holds what it counts weakly. */
  private final List<Count> counts = new CopyOnWriteArrayList<>();

  private void time(
      Target target,
      MeterRegistry registry,
      String name,
      String quantile,
      Latencies latencies,
      double part) {
    kept(
        registry,
        TimeGauge.builder(
                NAME + name,
                latencies,
                TimeUnit.NANOSECONDS,
                measured -> measured.percentile(part).toNanos())
            .tag("model", target.id())
            .tag("quantile", quantile)
            .register(registry));
  }

  private void kept(MeterRegistry registry, Meter meter) {
    removals.add(() -> registry.remove(meter));
  }

  /** Takes the meters out of the registries. */
  @Override
  public void close() {
    removals.forEach(Runnable::run);
    removals.clear();
    counts.clear();
  }
}
