package dev.retinue.tools.egress;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** The paces of the hosts that were called last. Thread-safe. */
final class HostPaces {
  private static final int MOST_HOSTS = 1024;
  private final EgressRules.Pace rules;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, HostPace> byHost = new LinkedHashMap<>(16, 0.75f, true);

  HostPaces(EgressRules.Pace rules) {
    this.rules = rules;
  }

  HostPace of(Host host) {
    lock.lock();
    try {
      HostPace pace = byHost.computeIfAbsent(host.name(), name -> new HostPace(name, rules));
      if (byHost.size() > MOST_HOSTS) {
        byHost.remove(byHost.keySet().iterator().next());
      }
      return pace;
    } finally {
      lock.unlock();
    }
  }
}
