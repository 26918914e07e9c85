package dev.retinue.runtime;

import dev.retinue.health.Health;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;

/**
 * What the class path offers, looked up once. A provider that fails to load is reported and harms
 * nobody else.
 */
final class Services {
  private final ClassLoader loader;
  private final List<Health> failures = new ArrayList<>();

  Services(ClassLoader loader) {
    this.loader = loader;
  }

  /**
   * The providers of a kind by name, in the order of the class path; the first of a name counts.
   */
  <S> Map<String, S> of(Class<S> type, Function<S, String> name) {
    Map<String, S> found = new LinkedHashMap<>();
    Iterator<ServiceLoader.Provider<S>> providers =
        ServiceLoader.load(type, loader).stream().iterator();
    while (true) {
      try {
        if (!providers.hasNext()) {
          return found;
        }
        S service = providers.next().get();
        found.putIfAbsent(name.apply(service), service);
      } catch (ServiceConfigurationError | LinkageError e) {
        failures.add(
            Health.degraded(
                type.getSimpleName(), "a provider on the class path failed to load: " + reason(e)));
      }
    }
  }

  private static String reason(Throwable e) {
    Throwable cause = e.getCause();
    return cause == null ? String.valueOf(e.getMessage()) : e.getMessage() + ": " + cause;
  }

  ClassLoader loader() {
    return loader;
  }

  List<Health> failures() {
    return failures;
  }
}
