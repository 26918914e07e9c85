package dev.retinue.tools.egress;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one server answered.
 *
 * @param headers by name, in whatever case
 * @param body nothing of it was read where the answer is a redirect
 * @param address that it came from
 */
record Reply(int status, Map<String, List<String>> headers, Body body, String address) {
  private Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name)).map(List::getFirst);
  }

  /** Where it redirects to. */
  Optional<String> location() {
    return isRedirect(status, headers) ? header("Location") : Optional.empty();
  }

  /** Whether such an answer leads on; one that does not say where to does not. */
  static boolean isRedirect(int status, Map<String, List<String>> headers) {
    boolean moved =
        status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    return moved && headers.containsKey("Location");
  }

  /** Whether the server says that it cannot. */
  boolean isOfIllServer() {
    return status >= 502 && status <= 504;
  }

  /** How long the server, being busy, wants to be left alone. */
  Optional<Duration> retryAfter(Instant now) {
    return RetryAfter.of(status, header("Retry-After"), now);
  }
}
