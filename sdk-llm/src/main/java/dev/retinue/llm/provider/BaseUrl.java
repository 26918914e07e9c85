package dev.retinue.llm.provider;

import dev.retinue.error.SetupException;
import java.net.URI;
import java.net.URISyntaxException;

/** Where a provider is reached, checked before a client is made for it. */
final class BaseUrl {
  private BaseUrl() {}

  /**
   * @param name where the value came from, for the message
   * @throws SetupException unless it is an http or https address with a host
   */
  static String checked(String name, String value) {
    try {
      URI uri = new URI(value);
      boolean http = "http".equalsIgnoreCase(uri.getScheme());
      if ((http || "https".equalsIgnoreCase(uri.getScheme())) && uri.getHost() != null) {
        return value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
      }
    } catch (URISyntaxException e) {
      throw wrong(name, value, e);
    }
    throw wrong(name, value, null);
  }

  private static SetupException wrong(
      String name, String value, @org.jspecify.annotations.Nullable Throwable cause) {
    return new SetupException(
        name,
        name + " must be an address such as http://localhost:11434, got '" + value + "'",
        cause);
  }
}
