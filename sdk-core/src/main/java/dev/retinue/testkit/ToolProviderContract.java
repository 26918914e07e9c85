package dev.retinue.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.tool.ToolOffer;
import dev.retinue.tool.ToolProvider;
import dev.retinue.tool.ToolRegistry;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** What every {@link ToolProvider} promises. An implementation's test extends this. */
public abstract class ToolProviderContract {
  protected abstract ToolProvider provider();

  @Test
  void itHasANameAndOffersTools() {
    assertThat(provider().name()).isNotBlank();
    assertThat(provider().tools()).isNotEmpty();
  }

  @Test
  void itOffersTheSameNamesEachTime() {
    assertThat(provider().tools())
        .extracting(ToolOffer::name)
        .isEqualTo(provider().tools().stream().map(ToolOffer::name).toList());
  }

  @Test
  void itsNamesAreItsOwn() {
    assertThat(
            ToolRegistry.of(
                Map.of(provider().name(), provider().tools()), getClass().getClassLoader()))
        .isNotNull();
  }

  @Test
  void everyToolHasANameThatEveryProviderTakesAndADescription() {
    for (ToolOffer offer : provider().tools()) {
      assertThat(offer.name()).matches("[a-zA-Z0-9_-]{1,64}");
      if (offer instanceof ToolOffer.Available available) {
        assertThat(available.tool().specification().description())
            .as("description of '%s'", offer.name())
            .isNotBlank();
      }
    }
  }

  @Test
  void whatIsMissingSaysWhatToDo() {
    for (ToolOffer offer : provider().tools()) {
      if (offer instanceof ToolOffer.Unavailable unavailable) {
        assertThat(unavailable.reason()).as("reason of '%s'", offer.name()).isNotBlank();
      }
    }
  }

  @Test
  void itIsFoundOnTheClassPath() {
    List<Class<?>> found =
        ServiceLoader.load(ToolProvider.class).stream()
            .<Class<?>>map(ServiceLoader.Provider::type)
            .toList();

    assertThat(found).contains(provider().getClass());
  }
}
