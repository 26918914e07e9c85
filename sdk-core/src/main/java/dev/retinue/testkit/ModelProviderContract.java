package dev.retinue.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.retinue.definition.ModelDefinition;
import dev.retinue.embedding.Embeddings;
import dev.retinue.error.SetupException;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link ModelProvider} promises. An implementation's test extends this. */
public abstract class ModelProviderContract {
  protected abstract ModelProvider provider();

  /** A model that the provider opens. */
  protected abstract String model();

  /** The conventional name of the key that the provider needs; null if it needs none. */
  protected @Nullable String key() {
    return null;
  }

  /** Whether it is reached over a network, at {@code base_url}. */
  protected boolean remote() {
    return true;
  }

  private ModelDefinition definition(ModelProvider provider, String baseUrl) {
    return new ModelDefinition(provider.name(), model(), null, null, baseUrl);
  }

  private static ModelProvider.Environment environment(Map<String, String> secrets) {
    return new ModelProvider.Environment() {
      @Override
      public Optional<String> secret(String name) {
        return Optional.ofNullable(secrets.get(name));
      }

      @Override
      public Optional<Embeddings> embeddings() {
        return Optional.empty();
      }
    };
  }

  private ModelProvider.Environment complete() {
    String key = key();
    return environment(key == null ? Map.of() : Map.of(key, "secret-for-the-contract"));
  }

  @Test
  void itsNameCanStandBeforeAColon() {
    try (ModelProvider provider = provider()) {
      assertThat(provider.name()).matches("[a-z0-9_-]+");
    }
  }

  @Test
  void theModelCarriesItsReference() {
    try (ModelProvider provider = provider()) {
      LanguageModel opened = provider.open(definition(provider, ""), complete());

      assertThat(opened.id()).isEqualTo(provider.name() + ":" + model());
      assertThat(opened.chat() != null || opened.streaming() != null).isTrue();
    }
  }

  @Test
  void openingMakesNoConnection() throws IOException {
    assumeTrue(remote(), "it is in this process");
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        ModelProvider provider = provider()) {
      String url =
          "http://" + server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();

      assertThat(provider.open(definition(provider, url), complete())).isNotNull();

      server.setSoTimeout(150);
      assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void aMissingKeyIsNamed() {
    String key = key();
    assumeTrue(key != null, "it needs no key");
    try (ModelProvider provider = provider()) {
      assertThatThrownBy(() -> provider.open(definition(provider, ""), environment(Map.of())))
          .isInstanceOf(SetupException.class)
          .hasMessageContaining(key);
    }
  }

  @Test
  void noKeyIsShown() {
    try (ModelProvider provider = provider()) {
      assertThat(provider.open(definition(provider, ""), complete()).toString())
          .doesNotContain("secret-for-the-contract");
    }
  }

  @Test
  void itCanBeClosedTwice() {
    ModelProvider provider = provider();
    provider.close();
    provider.close();

    assertThat(provider.name()).isNotBlank();
  }
}
