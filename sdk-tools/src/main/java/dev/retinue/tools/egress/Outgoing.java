package dev.retinue.tools.egress;

import dev.retinue.tools.catalogue.Refused;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What is sent to one server: the method, the caller's headers and the body, checked, and changed
 * from redirect to redirect as RFC 9110 (15.4) has it. Immutable.
 */
record Outgoing(String method, Map<String, String> headers, ByteBuffer body) {
  private static final int MOST_HEADERS = 64;
  private static final int MOST_OF_HEADERS = 32 * 1024;

  /** They frame the message, choose the server, or pretend to be of a proxy. */
  private static final Set<String> RESERVED =
      Set.of(
          "host",
          "connection",
          "keep-alive",
          "content-length",
          "transfer-encoding",
          "te",
          "trailer",
          "upgrade",
          "expect",
          "http2-settings",
          "accept-encoding",
          "forwarded",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-real-ip");

  /** What says nothing of who asks; everything else may be a credential under some name. */
  private static final Set<String> HARMLESS =
      Set.of("accept", "accept-language", "user-agent", "range", "cache-control");

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE");

  /**
   * @throws Refused if it cannot be sent as it is
   */
  static Outgoing of(EgressRequest request) throws Refused {
    if (!METHODS.contains(request.method())) {
      throw Refused.invalid(
          "method '" + Blocked.shown(request.method()) + "' is none of " + sorted(METHODS));
    }
    if (request.body().hasRemaining() && SAFE.contains(request.method())) {
      throw Refused.invalid(
          "a " + request.method() + " has no body; leave it out, or use POST, PUT or PATCH");
    }
    check(request.headers());
    return new Outgoing(request.method(), request.headers(), request.body());
  }

  private static String sorted(Set<String> words) {
    return String.join(", ", words.stream().sorted().toList());
  }

  private static void check(Map<String, String> headers) throws Refused {
    int size = 0;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      String name = header.getKey();
      String value = header.getValue();
      if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}")) {
        throw Refused.invalid("'" + Blocked.shown(name) + "' is no name of a header");
      }
      String lower = name.toLowerCase(Locale.ROOT);
      if (RESERVED.contains(lower) || lower.startsWith("proxy-") || lower.startsWith("sec-")) {
        throw Refused.invalid("header '" + name + "' cannot be set by a caller; leave it out");
      }
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if ((c < ' ' && c != '\t') || c > '~') {
          // Without the value, which may hold a secret.
          throw Refused.invalid(
              "header '"
                  + name
                  + "' holds "
                  + Blocked.name(c)
                  + " at character "
                  + (i + 1)
                  + "; a value is one line of ASCII");
        }
      }
      size += name.length() + value.length();
    }
    if (headers.size() > MOST_HEADERS || size > MOST_OF_HEADERS) {
      throw Refused.invalid(
          "there are "
              + headers.size()
              + " headers of "
              + size
              + " characters; at most "
              + MOST_HEADERS
              + " of "
              + MOST_OF_HEADERS
              + " are sent");
    }
  }

  /** Whether doing it twice is doing it once (RFC 9110, 9.2.2). */
  boolean isIdempotent() {
    return !method.equals("POST") && !method.equals("PATCH");
  }

  private boolean isSafe() {
    return SAFE.contains(method);
  }

  /**
   * What is sent on after a redirect.
   *
   * @throws Refused if it would bring less protection, or what was meant for one server to another
   */
  Outgoing redirected(Target from, Target to, int status) throws Refused {
    if (from.isSecure() && !to.isSecure()) {
      throw Blocked.destination(
          to.url(), from.origin() + " redirects there from https to http, which anybody can read");
    }
    boolean becomesGet =
        !method.equals("HEAD")
            && (status == 303 || (method.equals("POST") && (status == 301 || status == 302)));
    Outgoing next = becomesGet && !method.equals("GET") ? asGet() : this;
    if (from.sharesOriginWith(to)) {
      return next;
    }
    if (!next.isSafe()) {
      throw Blocked.destination(
          to.url(),
          from.origin()
              + " redirects a "
              + method
              + " to another server ("
              + status
              + "), for which it was not meant; if that is wanted, call this URL itself");
    }
    return next.with(HARMLESS::contains);
  }

  private Outgoing asGet() {
    return new Outgoing("GET", headers, ByteBuffer.allocate(0))
        .with(name -> !name.startsWith("content-") && !name.equals("idempotency-key"));
  }

  private Outgoing with(Predicate<String> kept) {
    Map<String, String> fewer = new LinkedHashMap<>();
    headers.forEach((name, value) -> {
      if (kept.test(name.toLowerCase(Locale.ROOT))) {
        fewer.put(name, value);
      }
    });
    return new Outgoing(method, fewer, body);
  }

  /** Whether the caller gives this header. */
  boolean has(String name) {
    return headers.keySet().stream().anyMatch(name::equalsIgnoreCase);
  }
}
