package dev.retinue.llm.provider;

import dev.retinue.embedding.Embeddings;
import dev.retinue.model.ModelProvider;
import java.util.Map;
import java.util.Optional;

/** An environment of nothing but secrets. */
record Secrets(Map<String, String> values) implements ModelProvider.Environment {
  @Override
  public Optional<String> secret(String name) {
    return Optional.ofNullable(values.get(name));
  }

  @Override
  public Optional<Embeddings> embeddings() {
    return Optional.empty();
  }
}
