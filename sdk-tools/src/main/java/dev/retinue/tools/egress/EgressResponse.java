package dev.retinue.tools.egress;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What came back. All of it is untrusted. Immutable.
 *
 * @param headers by name, in whatever case; without those of the coding that was undone
 * @param body decompressed, where its coding is gzip or deflate
 * @param truncated whether the body has more than was asked for
 * @param provenance where it is from
 */
public record EgressResponse(
    int status,
    Map<String, List<String>> headers,
    ByteBuffer body,
    boolean truncated,
    Provenance provenance) {
  public EgressResponse {
    Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(headers);
    headers = Collections.unmodifiableMap(copy);
    body = body.asReadOnlyBuffer();
  }

  /** A header's first value. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name)).map(List::getFirst);
  }

  /** How long the server, being busy (429, 503), wants to be left alone. */
  public Optional<Duration> retryAfter(Instant now) {
    return RetryAfter.of(status, header("Retry-After"), now);
  }

  /** A copy of the body. */
  public byte[] bytes() {
    byte[] bytes = new byte[body.remaining()];
    body.duplicate().get(bytes);
    return bytes;
  }

  /**
   * Where an answer is from.
   *
   * @param url that answered, after all redirects
   * @param address that was connected to
   * @param internal whether any server on the way was reached although it is not public
   * @param hops the redirects before, in order
   */
  public record Provenance(String url, String address, boolean internal, List<Hop> hops) {
    public Provenance {
      hops = List.copyOf(hops);
    }
  }

  /** An address that redirected, and how. */
  public record Hop(String url, int status) {}
}
