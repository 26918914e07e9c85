package dev.retinue.tools.egress;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One call to a web server. Immutable.
 *
 * @param method in capitals
 * @param url as somebody wrote it
 * @param headers by name; what frames a message is not among them, since the guard sets it
 * @param body empty for none
 * @param bounds what this call may take, within the limits of the guard
 */
public record EgressRequest(
    String method, String url, Map<String, String> headers, ByteBuffer body, Bounds bounds) {
  public EgressRequest {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    body = body.asReadOnlyBuffer();
  }

  /** A GET without headers of its own. */
  public static EgressRequest get(String url, Bounds bounds) {
    return new EgressRequest("GET", url, Map.of(), ByteBuffer.allocate(0), bounds);
  }

  public EgressRequest withHeaders(Map<String, String> others) {
    return new EgressRequest(method, url, others, body, bounds);
  }

  /** With this text, in UTF-8, as the body. */
  public EgressRequest withBody(String text) {
    return new EgressRequest(
        method, url, headers, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), bounds);
  }

  public EgressRequest withMethod(String other) {
    return new EgressRequest(other, url, headers, body, bounds);
  }

  /**
   * What one call may take.
   *
   * @param time for all of it
   * @param bodyBytes of the answer's body; what is beyond is left out
   */
  public record Bounds(Duration time, int bodyBytes) {
    public Bounds {
      if (!time.isPositive() || bodyBytes < 0) {
        throw new IllegalArgumentException(
            "time must be positive and bodyBytes not negative, got " + time + " and " + bodyBytes);
      }
    }
  }
}
