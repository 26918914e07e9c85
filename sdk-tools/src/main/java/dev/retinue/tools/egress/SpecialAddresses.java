package dev.retinue.tools.egress;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is not on the public internet: the IANA registries of special-purpose addresses (RFC 6890),
 * multicast, what is reserved, and every form in which an IPv4 address stands in an IPv6 one. Of
 * IPv6 only global unicast (2000::/3) can be public at all, so that what is assigned later is
 * refused until it is known here.
 */
final class SpecialAddresses {
  private record Special(AddressBlock block, String name) {
    static Special of(String block, String name) {
      return new Special(AddressBlock.parse(block), name);
    }

    @Override
    public String toString() {
      return name + ", " + block;
    }
  }

  private static final List<Special> V4 =
      List.of(
          Special.of("0.0.0.0/8", "this network"),
          Special.of("10.0.0.0/8", "private"),
          Special.of("100.64.0.0/10", "shared between a carrier's customers"),
          Special.of("127.0.0.0/8", "loopback"),
          Special.of("169.254.0.0/16", "link-local, where clouds keep their metadata"),
          Special.of("172.16.0.0/12", "private"),
          Special.of("192.0.0.0/24", "protocol assignments"),
          Special.of("192.0.2.0/24", "documentation"),
          Special.of("192.88.99.0/24", "6to4 relays"),
          Special.of("192.168.0.0/16", "private"),
          Special.of("198.18.0.0/15", "benchmarks"),
          Special.of("198.51.100.0/24", "documentation"),
          Special.of("203.0.113.0/24", "documentation"),
          Special.of("224.0.0.0/4", "multicast"),
          Special.of("255.255.255.255", "broadcast"),
          Special.of("240.0.0.0/4", "reserved"),
          // Public by its number, but inside Azure it is the platform's own service.
          Special.of("168.63.129.16", "a cloud's platform service"));

  private static final List<Special> V6 =
      List.of(
          Special.of("::", "unspecified"),
          Special.of("::1", "loopback"),
          Special.of("64:ff9b:1::/48", "NAT64 of a local network"),
          Special.of("100::/64", "discard"),
          Special.of("100:0:0:1::/64", "dummy prefix"),
          Special.of("2001:db8::/32", "documentation"),
          Special.of("2001::/23", "protocol assignments"),
          Special.of("3fff::/20", "documentation"),
          Special.of("5f00::/16", "segment routing"),
          Special.of("fc00::/7", "unique local"),
          Special.of("fe80::/10", "link-local"),
          Special.of("fec0::/10", "site-local"),
          Special.of("ff00::/8", "multicast"));

  private static final AddressBlock GLOBAL = AddressBlock.parse("2000::/3");
  private static final AddressBlock NAT64 = AddressBlock.parse("64:ff9b::/96");
  private static final AddressBlock COMPATIBLE = AddressBlock.parse("::/96");
  private static final AddressBlock SIX_TO_FOUR = AddressBlock.parse("2002::/16");
  private static final AddressBlock TEREDO = AddressBlock.parse("2001::/32");

  private SpecialAddresses() {}

  /** Why an address is not public; empty if it is. */
  static Optional<String> objection(InetAddress address) {
    byte[] bytes = unwrapped(address);
    boolean wrapped = bytes.length != address.getAddress().length;
    return (bytes.length == 4 ? special(V4, bytes) : v6(bytes))
        .map(reason -> wrapped ? shown(bytes) + " within it is " + reason : reason);
  }

  /**
   * The bytes of the address that is meant: of an IPv4 address in an IPv6 one (mapped, or through
   * NAT64) those of the IPv4 address.
   */
  static byte[] unwrapped(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 16 && (isMapped(bytes) || NAT64.contains(bytes))
        ? Arrays.copyOfRange(bytes, 12, 16)
        : bytes;
  }

  private static boolean isMapped(byte[] bytes) {
    for (int i = 0; i < 10; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return (bytes[10] & bytes[11] & 0xFF) == 0xFF;
  }

  private static Optional<String> v6(byte[] bytes) {
    if (SIX_TO_FOUR.contains(bytes)) {
      return Optional.of("6to4, leading to " + shown(Arrays.copyOfRange(bytes, 2, 6)));
    }
    if (TEREDO.contains(bytes)) {
      byte[] client = Arrays.copyOfRange(bytes, 12, 16);
      for (int i = 0; i < 4; i++) {
        client[i] ^= (byte) 0xFF; // RFC 4380: the client's address, each bit turned.
      }
      return Optional.of("Teredo, leading to " + shown(client));
    }
    Optional<String> special = special(V6, bytes);
    if (special.isPresent()) {
      return special;
    }
    if (COMPATIBLE.contains(bytes)) {
      return Optional.of("IPv4-compatible, leading to " + shown(Arrays.copyOfRange(bytes, 12, 16)));
    }
    return GLOBAL.contains(bytes)
        ? Optional.empty()
        : Optional.of("outside of " + GLOBAL + ", which alone is public");
  }

  private static Optional<String> special(List<Special> all, byte[] bytes) {
    return all.stream()
        .filter(each -> each.block().contains(bytes))
        .findFirst()
        .map(Special::toString);
  }

  private static String shown(byte[] address) {
    return IpLiteral.of(address).getHostAddress();
  }
}
