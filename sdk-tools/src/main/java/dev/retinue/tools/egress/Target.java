package dev.retinue.tools.egress;

import dev.retinue.tools.catalogue.Refused;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URL taken apart (RFC 3986) as strictly as a guard must, since what two programs read in
 * different ways gets past one of them.
 *
 * @param scheme {@code http} or {@code https}
 * @param path with the query, in ASCII; begins with a slash
 */
record Target(String scheme, Host host, int port, String path) {
  private static final int MOST_CHARACTERS = 8192;
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):([^?#]*)(\\?[^#]*)?(?:#.*)?", Pattern.DOTALL);
  private static final Pattern SCHEME =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);

  /**
   * @throws Refused if it is no URL of a web server, or not plainly one
   */
  static Target parse(String url) throws Refused {
    String text = url.strip();
    refuseWhatIsNoUrl(text);
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw Blocked.destination(url, "give a whole URL, such as https://example.com/path");
    }
    String scheme = form.group(1).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw Blocked.destination(url, "scheme '" + scheme + "' is none of http and https");
    }
    String rest = form.group(2);
    if (!rest.startsWith("//")) {
      throw Blocked.destination(url, "after '" + scheme + ":' two slashes and a host must follow");
    }
    int slash = rest.indexOf('/', 2);
    String authority = slash < 0 ? rest.substring(2) : rest.substring(2, slash);
    String path = slash < 0 ? "/" : rest.substring(slash);
    String query = form.group(3) == null ? "" : form.group(3);
    return of(url, scheme, authority, encoded(path + query));
  }

  private static void refuseWhatIsNoUrl(String text) throws Refused {
    if (text.length() > MOST_CHARACTERS) {
      throw Blocked.destination(
          text,
          "it has " + text.length() + " characters; at most " + MOST_CHARACTERS + " are taken");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        throw Blocked.destination(text, "a URL cannot hold " + Blocked.name(c));
      }
      if (c == '\\') {
        throw Blocked.destination(
            text, "some programs read a backslash as a slash; write / or %5C instead");
      }
    }
  }

  private static Target of(String url, String scheme, String authority, String path)
      throws Refused {
    if (authority.indexOf('@') >= 0) {
      throw Blocked.destination(
          url, "what stands before '@' is no host; give a user name in an Authorization header");
    }
    int colon = authority.indexOf(':', Math.max(0, authority.lastIndexOf(']')));
    if (colon >= 0 && authority.indexOf(':', colon + 1) >= 0) {
      throw Blocked.destination(url, "an IPv6 address stands in brackets: http://[2001:db8::1]/");
    }
    Host host = Host.of(colon < 0 ? authority : authority.substring(0, colon));
    int port =
        colon < 0 ? scheme.equals("https") ? 443 : 80 : port(url, authority.substring(colon + 1));
    return new Target(scheme, host, port, path);
  }

  private static int port(String url, String digits) throws Refused {
    if (!digits.matches("[1-9][0-9]{0,4}") || Integer.parseInt(digits) > 65_535) {
      throw Blocked.destination(url, "'" + digits + "' is no port from 1 to 65535");
    }
    return Integer.parseInt(digits);
  }

  /** In ASCII: what a URL cannot hold is percent-encoded as UTF-8. */
  private static String encoded(String text) {
    StringBuilder ascii = new StringBuilder();
    int[] points = text.codePoints().toArray();
    for (int i = 0; i < points.length; i++) {
      int c = points[i];
      boolean escape =
          c == '%' && i + 2 < points.length && isHex(points[i + 1]) && isHex(points[i + 2]);
      if (escape || (c != '%' && isOfUrl(c))) {
        ascii.append((char) c);
      } else {
        for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
          ascii.append('%').append(String.format("%02X", b));
        }
      }
    }
    return ascii.toString();
  }

  private static boolean isHex(int c) {
    return c < 0x80 && Character.digit(c, 16) >= 0;
  }

  private static boolean isOfUrl(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-._~:/?[]@!$&'()*+,;=".indexOf(c) >= 0;
  }

  /**
   * What a {@code Location} leads to from here (RFC 3986, 5.2).
   *
   * @throws Refused as {@link #parse}
   */
  Target resolve(String location) throws Refused {
    String text = location.strip();
    refuseWhatIsNoUrl(text);
    if (SCHEME.matcher(text).matches()) {
      return parse(text);
    }
    if (text.startsWith("//")) {
      return parse(scheme + ":" + text);
    }
    int fragment = text.indexOf('#');
    String reference = fragment < 0 ? text : text.substring(0, fragment);
    if (reference.isEmpty()) {
      return this;
    }
    String own = path.indexOf('?') < 0 ? path : path.substring(0, path.indexOf('?'));
    int query = reference.indexOf('?');
    String there = query < 0 ? reference : reference.substring(0, query);
    String asked = query < 0 ? "" : reference.substring(query);
    String merged =
        there.isEmpty()
            ? own
            : withoutDots(
                there.startsWith("/") ? there : own.substring(0, own.lastIndexOf('/') + 1) + there);
    return new Target(scheme, host, port, encoded(merged + asked));
  }

  private static String withoutDots(String path) {
    Deque<String> kept = new ArrayDeque<>();
    String[] segments = path.substring(1).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      boolean last = i == segments.length - 1;
      switch (segments[i]) {
        case "." -> {
          if (last) {
            kept.addLast("");
          }
        }
        case ".." -> {
          kept.pollLast();
          if (last) {
            kept.addLast("");
          }
        }
        default -> kept.addLast(segments[i]);
      }
    }
    return "/" + String.join("/", kept);
  }

  boolean isSecure() {
    return scheme.equals("https");
  }

  /** Scheme, host and port are the same (RFC 6454). */
  boolean sharesOriginWith(Target other) {
    return scheme.equals(other.scheme) && host.equals(other.host) && port == other.port;
  }

  /** Host and port as the {@code Host} header has them. */
  String authority() {
    return port == (isSecure() ? 443 : 80) ? host.name() : host.name() + ":" + port;
  }

  /** Scheme, host and port. */
  String origin() {
    return scheme + "://" + authority();
  }

  String url() {
    return origin() + path;
  }
}
