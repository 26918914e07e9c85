package dev.retinue.tools.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.tools.schema.OutsideText;
import dev.retinue.tools.schema.SchemaReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Finds what an operation must be called with.
 *
 * @param handles of secrets, by the names of security schemes
 */
record Securities(JsonNode root, Map<String, String> handles) {
  /**
   * The credentials of the first alternative that the host has all of.
   *
   * @throws IllegalArgumentException if there is none; says what to give
   */
  List<Credential> of(JsonNode operation, String place) {
    JsonNode alternatives =
        operation.has("security") ? operation.path("security") : root.path("security");
    if (alternatives.isEmpty()) {
      return List.of();
    }
    boolean open = false;
    List<String> wanted = new ArrayList<>();
    for (JsonNode alternative : alternatives) {
      List<String> schemes = alternative.properties().stream().map(Map.Entry::getKey).toList();
      if (!schemes.isEmpty() && handles.keySet().containsAll(schemes)) {
        return schemes.stream().map(scheme -> credential(scheme, place)).toList();
      }
      open |= schemes.isEmpty();
      wanted.add(String.join(" and ", schemes));
    }
    if (open) {
      return List.of();
    }
    throw new IllegalArgumentException(
        place
            + "/security: it is called with "
            + OutsideText.line(String.join(", or with ", wanted), 200)
            + "; give the handle of the secret with withCredential(\""
            + OutsideText.line(wanted.getFirst(), 60)
            + "\", \"secret://...\")");
  }

  private Credential credential(String name, String place) {
    JsonNode scheme = root.path("components").path("securitySchemes").path(name);
    if (scheme.has("$ref")) {
      scheme = SchemaReader.resolve(root, scheme.path("$ref").asText(), place);
    }
    String handle = handles.getOrDefault(name, "");
    String at = "components/securitySchemes/" + OutsideText.line(name, 60);
    return switch (scheme.path("type").asText()) {
      case "apiKey" -> new Credential(handle, form(scheme, at), scheme.path("name").asText());
      case "http" ->
          switch (scheme.path("scheme").asText().toLowerCase(Locale.ROOT)) {
            case "bearer" -> new Credential(handle, Credential.Form.BEARER, "Authorization");
            case "basic" -> new Credential(handle, Credential.Form.BASIC, "Authorization");
            default ->
                throw new IllegalArgumentException(
                    at
                        + "/scheme: '"
                        + OutsideText.line(scheme.path("scheme").asText(), 40)
                        + "' is none of bearer and basic");
          };
      case "oauth2", "openIdConnect" ->
          new Credential(handle, Credential.Form.BEARER, "Authorization");
      default ->
          throw new IllegalArgumentException(
              at
                  + "/type: '"
                  + OutsideText.line(scheme.path("type").asText(), 40)
                  + "' is none of apiKey, http, oauth2, openIdConnect");
    };
  }

  private static Credential.Form form(JsonNode scheme, String place) {
    return switch (scheme.path("in").asText()) {
      case "header" -> Credential.Form.HEADER;
      case "query" -> Credential.Form.QUERY;
      case "cookie" -> Credential.Form.COOKIE;
      default ->
          throw new IllegalArgumentException(place + "/in: must be one of header, query, cookie");
    };
  }
}
