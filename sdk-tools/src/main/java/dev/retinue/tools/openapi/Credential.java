package dev.retinue.tools.openapi;

import dev.retinue.secret.SecretException;
import dev.retinue.tool.ToolContext;
import dev.retinue.tools.catalogue.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A secret that an operation is called with.
 *
 * @param handle of the secret
 * @param form how it is given
 * @param name of the header, cookie or parameter
 */
record Credential(String handle, Form form, String name) {
  enum Form {
    HEADER,
    QUERY,
    COOKIE,
    BEARER,
    BASIC
  }

  /**
   * The value as it is sent.
   *
   * @throws Refused if the secret is not for this tool or destination
   */
  String value(ToolContext context, String destination) throws Refused {
    String secret;
    try {
      secret = context.secret(handle, destination);
    } catch (SecretException e) {
      throw new Refused("SECRET_REFUSED", e.getMessage());
    }
    return switch (form) {
      case BEARER -> "Bearer " + secret;
      case BASIC ->
          "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
      case HEADER, QUERY, COOKIE -> secret;
    };
  }
}
