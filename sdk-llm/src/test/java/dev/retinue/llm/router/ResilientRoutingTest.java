package dev.retinue.llm.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.embedding.Embeddings;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelProvider;
import dev.retinue.model.Models;
import dev.retinue.model.ProviderModels;
import dev.retinue.model.Routing;
import dev.retinue.testkit.ModelsContract;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ResilientRoutingTest extends ModelsContract {
  @Override
  protected Models over(Map<String, LanguageModel> models) {
    return new ProviderModels(
        Map.of(),
        models,
        null,
        false,
        new ResilientRouting(),
        new ModelProvider.Environment() {
          @Override
          public Optional<String> secret(String name) {
            return Optional.empty();
          }

          @Override
          public Optional<Embeddings> embeddings() {
            return Optional.empty();
          }
        });
  }

  @Test
  void itIsFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(Routing.class))
        .extracting(Routing::name)
        .containsExactly("resilient");
  }

  @Test
  void itNeedsNoMicrometer() throws Exception {
    Class<?> apart =
        new WithoutMicrometer(getClass().getClassLoader())
            .loadClass(ResilientRouting.class.getName());
    assertThat(apart).isNotEqualTo(ResilientRouting.class);

    try (Routing routing = (Routing) apart.getConstructor().newInstance()) {
      assertThat(routing.name()).isEqualTo("resilient");
    }
  }

  /** Has the router's classes of its own, and no Micrometer. */
  private static final class WithoutMicrometer extends ClassLoader {
    WithoutMicrometer(ClassLoader parent) {
      super(parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("io.micrometer.")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith(ResilientRouting.class.getPackageName())) {
        return super.loadClass(name, resolve);
      }
      Class<?> known = findLoadedClass(name);
      return known == null ? own(name) : known;
    }

    private Class<?> own(String name) throws ClassNotFoundException {
      String file = name.replace('.', '/') + ".class";
      try (InputStream in = Objects.requireNonNull(getParent().getResourceAsStream(file), file)) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
