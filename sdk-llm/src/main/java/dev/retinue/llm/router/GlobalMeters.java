package dev.retinue.llm.router;

import io.micrometer.core.instrument.Metrics;

/** Micrometer's global registry, where it is on the class path. */
final class GlobalMeters {
  private GlobalMeters() {}

  /**
   * Binds meters to it; what is returned takes them out again.
   *
   * @throws NoClassDefFoundError if Micrometer is not there, already when this class is linked
   */
  static Runnable bind(Routes routes) {
    ModelMeters meters = ModelMeters.of(routes);
    meters.bindTo(Metrics.globalRegistry);
    return meters::close;
  }
}
