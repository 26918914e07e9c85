package dev.retinue.memory.review;

import dev.retinue.definition.MemoryLifetimes;
import dev.retinue.memory.MemoryKind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kinds that end in nothing, with their lifetimes. */
final class Expiry {
  private Expiry() {}

  static Map<MemoryKind, Duration> of(MemoryLifetimes lifetimes) {
    Map<MemoryKind, Duration> ends = new EnumMap<>(MemoryKind.class);
    put(ends, MemoryKind.LONG_TERM, lifetimes.longTerm());
    put(ends, MemoryKind.EPISODIC, lifetimes.episodic());
    put(ends, MemoryKind.SEMANTIC, lifetimes.semantic());
    put(ends, MemoryKind.PROCEDURAL, lifetimes.procedural());
    put(ends, MemoryKind.RESOURCE, lifetimes.resource());
    return ends;
  }

  private static void put(
      Map<MemoryKind, Duration> ends, MemoryKind kind, @Nullable Duration lifetime) {
    if (lifetime != null) {
      ends.put(kind, lifetime);
    }
  }
}
