package dev.retinue.llm.provider;

import dev.retinue.embedding.Embeddings;
import dev.retinue.model.ModelProvider;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/** An environment of nothing but secrets, in which time stands still. */
record Secrets(Map<String, String> values) implements ModelProvider.Environment {
  static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  @Override
  public Clock clock() {
    return Clock.fixed(NOW, ZoneOffset.UTC);
  }

  @Override
  public Optional<String> secret(String name) {
    return Optional.ofNullable(values.get(name));
  }

  @Override
  public Optional<Embeddings> embeddings() {
    return Optional.empty();
  }
}
