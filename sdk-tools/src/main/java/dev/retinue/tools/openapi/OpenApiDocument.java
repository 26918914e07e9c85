package dev.retinue.tools.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.error.SetupException;
import dev.retinue.json.Json;
import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.egress.EgressGuard;
import dev.retinue.tools.egress.EgressRequest;
import dev.retinue.tools.egress.EgressResponse;
import dev.retinue.tools.schema.OutsideName;
import dev.retinue.tools.schema.OutsideText;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * An OpenAPI document of version 3.0 or 3.1, in JSON or YAML, in one piece: what it refers to
 * outside of itself is not fetched. Immutable.
 *
 * @param name of the API, before the names of its tools: lower-case letters, digits, {@code _} and
 *     {@code -}
 * @param source where it is from, for messages, and as a URL for servers that are relative to it
 * @param root the document
 */
public record OpenApiDocument(String name, String source, JsonNode root) {
  private static final int MOST_BYTES = 20 << 20;

  /** Checks what every document must have. */
  public OpenApiDocument {
    OutsideName.checkToolkit(name);
    String version = root.path("openapi").asText();
    if (!version.startsWith("3.0") && !version.startsWith("3.1")) {
      throw new SetupException(
          source,
          source
              + (root.path("swagger").isMissingNode()
                  ? ": openapi: must be 3.0.x or 3.1.x, got '" + OutsideText.line(version, 40) + "'"
                  : ": is of Swagger 2.0; convert it to OpenAPI 3"));
    }
    if (!root.path("paths").isObject()) {
      throw new SetupException(source, source + ": paths: must be an object of paths");
    }
  }

  /**
   * Of a file.
   *
   * @throws SetupException if it cannot be read, or is no such document; says where
   */
  public static OpenApiDocument file(String name, Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new SetupException(
            file.toString(),
            file + " has more than " + MOST_BYTES + " bytes; leave out what is not used");
      }
      return text(name, file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new SetupException(file.toString(), file + " could not be read: " + e);
    }
  }

  /**
   * Of a URL, through a guard.
   *
   * @throws SetupException if it cannot be had, or is no such document; says where
   */
  public static OpenApiDocument url(String name, URI url, EgressGuard guard)
      throws InterruptedException {
    EgressResponse response;
    try {
      response =
          guard.send(
              EgressRequest.get(
                  url.toString(), new EgressRequest.Bounds(Duration.ofMinutes(1), MOST_BYTES)));
    } catch (Refused e) {
      throw new SetupException(url.toString(), url + " could not be fetched: " + e.getMessage());
    }
    if (response.status() != 200 || response.truncated()) {
      throw new SetupException(
          url.toString(),
          url
              + " could not be fetched: it answers "
              + response.status()
              + (response.truncated() ? " with more than " + MOST_BYTES + " bytes" : ""));
    }
    return text(
        name, response.provenance().url(), new String(response.bytes(), StandardCharsets.UTF_8));
  }

  /**
   * Of a text.
   *
   * @throws SetupException if it is no such document; says where
   */
  public static OpenApiDocument text(String name, String source, String text) {
    return new OpenApiDocument(name, source, tree(source, text));
  }

  private static JsonNode tree(String source, String text) {
    try {
      if (text.stripLeading().startsWith("{")) {
        return Json.tree(text);
      }
      LoaderOptions options = new LoaderOptions();
      options.setAllowDuplicateKeys(false);
      options.setMaxAliasesForCollections(200);
      options.setCodePointLimit(MOST_BYTES);
      Object loaded = new Yaml(new SafeConstructor(options)).load(text);
      return Json.tree(loaded == null ? "" : loaded);
    } catch (IllegalArgumentException e) {
      throw new SetupException(source, source + ": is " + e.getMessage());
    } catch (YAMLException e) {
      throw new SetupException(source, source + ": is no YAML: " + e.getMessage());
    }
  }

  @Override
  public String toString() {
    return "OpenApiDocument[" + name + " from " + source + "]";
  }
}
