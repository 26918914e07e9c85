package dev.retinue.tools.egress;

import dev.retinue.tools.catalogue.Refused;
import java.net.IDN;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The host of a URL in the one form in which it is judged, asked for and shown: a name in
 * lower-case ASCII, or an address in its usual form. Whatever programs read in different ways is
 * refused.
 *
 * @param name as it stands in a URL, an IPv6 address in brackets
 * @param literal the address, if it is one and no name
 */
record Host(String name, Optional<InetAddress> literal) {
  private static final int MOST_CHARACTERS = 253;
  private static final int MOST_OF_LABEL = 63;
  private static final Pattern RULE =
      Pattern.compile("(?:\\*\\.)?[a-zA-Z0-9_-]{1,63}(?:\\.[a-zA-Z0-9_-]{1,63})*");

  /**
   * IDNA 2003, which the JDK has, maps these to others than IDNA 2008 does: two hosts for one name.
   */
  private static final String DEVIATIONS = "\u00DF\u03C2\u200C\u200D";

  /**
   * @param raw as it stands in the URL
   * @throws Refused if it is not a host, or not plainly one
   */
  static Host of(String raw) throws Refused {
    if (raw.isEmpty()) {
      throw Blocked.destination(raw, "it names no host");
    }
    if (raw.startsWith("[")) {
      return v6(raw);
    }
    refuseWhatIsNoText(raw);
    String name = ascii(raw).toLowerCase(Locale.ROOT);
    if (name.endsWith(".") && name.length() > 1) {
      name = name.substring(0, name.length() - 1);
    }
    refuseWhatIsNoName(raw, name);
    if (IpLiteral.endsInNumber(name)) {
      return v4(raw, name);
    }
    return new Host(name, Optional.empty());
  }

  private static Host v6(String raw) throws Refused {
    if (raw.indexOf('%') >= 0) {
      throw Blocked.destination(
          raw, "an address with a zone is of a local network; leave '%' and what follows out");
    }
    String inner = raw.endsWith("]") ? raw.substring(1, raw.length() - 1) : "";
    InetAddress address =
        Optional.of(inner)
            .filter(text -> text.indexOf(':') >= 0)
            .flatMap(IpLiteral::parse)
            .orElseThrow(() -> Blocked.destination(raw, "what is in brackets is no IPv6 address"));
    String text = IpLiteral.text(address);
    return new Host(text.indexOf(':') < 0 ? text : "[" + text + "]", Optional.of(address));
  }

  private static Host v4(String raw, String name) throws Refused {
    Optional<InetAddress> usual = IpLiteral.parse(name);
    if (usual.isPresent()) {
      return new Host(name, usual);
    }
    throw Blocked.destination(
        raw,
        IpLiteral.unusual(name)
            .map(address ->
                "it is an unusual way to write "
                    + address.getHostAddress()
                    + "; write an address as four decimal numbers")
            .orElse("it ends in a number, but is no address of four decimal numbers"));
  }

  private static void refuseWhatIsNoText(String raw) throws Refused {
    if (raw.indexOf('%') >= 0) {
      throw Blocked.destination(raw, "a host is not percent-encoded; write it plainly");
    }
    for (int c : raw.codePoints().toArray()) {
      int type = Character.getType(c);
      if (DEVIATIONS.indexOf(c) >= 0) {
        throw Blocked.destination(
            raw, Blocked.name(c) + " is read in two ways; write the host as punycode (xn--...)");
      }
      if (Character.isISOControl(c)
          || Character.isWhitespace(c)
          || Character.isSpaceChar(c)
          || type == Character.FORMAT
          || type == Character.SURROGATE
          || type == Character.UNASSIGNED
          || type == Character.PRIVATE_USE) {
        throw Blocked.destination(raw, "a host cannot hold " + Blocked.name(c));
      }
    }
  }

  private static String ascii(String raw) throws Refused {
    if (raw.chars().allMatch(c -> c < 0x80)) {
      return raw;
    }
    try {
      return IDN.toASCII(raw);
    } catch (IllegalArgumentException e) {
      throw Blocked.destination(
          raw, "it is no internationalised name; write the host as punycode (xn--...)");
    }
  }

  private static void refuseWhatIsNoName(String raw, String name) throws Refused {
    if (name.length() > MOST_CHARACTERS) {
      throw Blocked.destination(
          raw, "its host has " + name.length() + " characters; at most 253 are a name");
    }
    for (String label : name.split("\\.", -1)) {
      if (label.isEmpty()) {
        throw Blocked.destination(raw, "a part of the host between two dots is empty");
      }
      if (label.length() > MOST_OF_LABEL) {
        throw Blocked.destination(
            raw,
            "a part of the host has " + label.length() + " characters; at most 63 are allowed");
      }
      for (int i = 0; i < label.length(); i++) {
        if (!isOfName(label.charAt(i))) {
          throw Blocked.destination(raw, "a host cannot hold '" + label.charAt(i) + "'");
        }
      }
    }
  }

  private static boolean isOfName(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  }

  /** The name or address without brackets, as a certificate has it. */
  String bare() {
    return name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
  }

  /**
   * Refuses what names no hosts for a rule: {@code example.com}, or {@code *.example.com} for those
   * below it.
   */
  static void checkRule(String rule) {
    if (!RULE.matcher(rule).matches()) {
      throw new IllegalArgumentException(
          "'"
              + rule
              + "' names no host; write example.com, or *.example.com for those below it, an"
              + " international name as punycode");
    }
  }

  /** Whether it is meant by a rule, which is in lower case. */
  boolean isLike(String rule) {
    return rule.startsWith("*.") ? name.endsWith(rule.substring(1)) : name.equals(rule);
  }
}
