package dev.retinue.llm.selection;

import dev.retinue.definition.ModelRequirements.Speed;
import dev.retinue.error.SetupException;
import dev.retinue.json.RecordedForm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Models that may be chosen, with what is known of them. Immutable. What they cost is not in it:
 * that is the price table's.
 *
 * @param asOf when it was written down: {@code 2026-08}
 * @param models in the order of preference while nothing is learned of any
 */
public record Catalogue(String asOf, List<Entry> models) {
  public Catalogue {
    models = List.copyOf(models);
    Set<String> seen = new HashSet<>();
    for (Entry each : models) {
      if (!seen.add(each.model())) {
        throw new IllegalArgumentException("model '" + each.model() + "' is listed twice");
      }
    }
  }

  /** What a model can do. */
  public enum Capability {
    /** It calls tools. */
    TOOLS,
    /** It sees images. */
    VISION,
    /** It hears sounds. */
    AUDIO,
    /** It answers in the form of a given JSON Schema. */
    STRUCTURED
  }

  /**
   * A model.
   *
   * @param model {@code provider:model}
   * @param contextTokens the most tokens of prompt and answer together
   * @param capabilities what it can do
   * @param local whether it runs on the host's own machines, so that its server is asked whether it
   *     has it; absent for no
   * @param speed how soon it usually answers
   */
  public record Entry(
      String model,
      int contextTokens,
      List<Capability> capabilities,
      @Nullable Boolean local,
      Speed speed) {
    public Entry {
      capabilities = List.copyOf(capabilities);
      if (model.indexOf(':') < 1 || contextTokens < 1) {
        throw new IllegalArgumentException(
            "a model is named 'provider:model' and takes some tokens, got '"
                + model
                + "', "
                + contextTokens);
      }
    }

    boolean isLocal() {
      return local != null && local;
    }
  }

  /** Well-known models, as their providers describe them. */
  public static Catalogue standard() {
    try (InputStream in = Catalogue.class.getResourceAsStream("catalogue.json")) {
      if (in == null) {
        throw new IllegalStateException(
            "the resource /dev/retinue/llm/selection/catalogue.json is missing");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the catalogue could not be read", e);
    }
  }

  /**
   * Reads a catalogue of the form of the resource {@code catalogue.json}.
   *
   * @throws SetupException if it cannot be read or has another form
   */
  public static Catalogue read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException | IllegalArgumentException e) {
      throw new SetupException(
          file.toString(), "the catalogue " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a catalogue.
   *
   * @throws IllegalArgumentException if it has another form
   */
  public static Catalogue parse(String json) {
    return RecordedForm.read(json, Catalogue.class);
  }

  /** These models before all others; one that is here already moves and is as given. */
  public Catalogue preferring(Entry... preferred) {
    List<String> moved = Stream.of(preferred).map(Entry::model).toList();
    return new Catalogue(
        asOf,
        Stream.concat(
                Stream.of(preferred), models.stream().filter(each -> !moved.contains(each.model())))
            .toList());
  }
}
