package dev.retinue.llm.router;

import io.micrometer.core.instrument.Metrics;

/** Micrometer's global registry, where it is on the class path. */
final class GlobalMeters {
  private GlobalMeters() {}

  /** Binds meters to it, if it is there; what is returned takes them out again. */
  static Runnable bind(Routes routes) {
    try {
      ModelMeters meters = ModelMeters.of(routes);
      meters.bindTo(Metrics.globalRegistry);
      return meters::close;
    } catch (NoClassDefFoundError absent) {
      return () -> {}; // an optional library: whoever wants meters adds it
    }
  }
}
