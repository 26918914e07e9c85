package dev.retinue.tools.egress;

import java.net.InetAddress;
import java.util.Locale;

/**
 * A place that may be reached although it is not public; see {@link
 * EgressRules.Destinations#internal}.
 */
sealed interface InternalPlace {
  /** The port that it is for; 0 for those that are open anyway. */
  int port();

  /** Whether it is about this address of this host. */
  boolean holds(Host host, InetAddress address);

  /** Whether it is about this host, whatever its addresses are. */
  boolean holds(Host host);

  /** Whether it counts for a call to this port. */
  default boolean isFor(int asked) {
    return port() == 0 || port() == asked;
  }

  /** All addresses of a block. */
  record Addresses(AddressBlock block, int port) implements InternalPlace {
    @Override
    public boolean holds(Host host, InetAddress address) {
      return block.contains(SpecialAddresses.unwrapped(address));
    }

    @Override
    public boolean holds(Host host) {
      return host.literal().map(address -> holds(host, address)).orElse(false);
    }
  }

  /** A name, or what is below one. */
  record Named(String rule, int port) implements InternalPlace {
    @Override
    public boolean holds(Host host, InetAddress address) {
      return holds(host);
    }

    @Override
    public boolean holds(Host host) {
      return host.isLike(rule);
    }
  }

  /**
   * @throws IllegalArgumentException if it is no network, address or name
   */
  static InternalPlace parse(String text) {
    if (text.indexOf('/') >= 0 || IpLiteral.parse(text).isPresent()) {
      return new Addresses(AddressBlock.parse(text), 0);
    }
    int colon = text.lastIndexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    int port = colon < 0 ? 0 : port(text, text.substring(colon + 1));
    String bare =
        name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
    if (IpLiteral.parse(bare).isPresent()) {
      return new Addresses(AddressBlock.parse(bare), port);
    }
    Host.checkRule(name);
    return new Named(name.toLowerCase(Locale.ROOT), port);
  }

  private static int port(String text, String digits) {
    if (!digits.matches("[1-9][0-9]{0,4}") || Integer.parseInt(digits) > 65_535) {
      throw new IllegalArgumentException(
          "'" + text + "' is no network, address or name with a port from 1 to 65535");
    }
    return Integer.parseInt(digits);
  }
}
