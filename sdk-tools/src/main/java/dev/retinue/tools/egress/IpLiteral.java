package dev.retinue.tools.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Addresses written out. What {@code inet_aton} reads beyond four decimal numbers (octal, hex,
 * fewer parts) is recognised, so that it can be refused: programs disagree about it.
 */
final class IpLiteral {
  private static final Pattern QUAD = Pattern.compile("(?:[0-9]{1,3}\\.){3}[0-9]{1,3}");
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:][0-9a-fA-F:.]*");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");

  private IpLiteral() {}

  /** The address, if this is one in its usual form. Asks nobody. */
  static Optional<InetAddress> parse(String text) {
    if (QUAD.matcher(text).matches()) {
      return quad(text);
    }
    if (text.indexOf(':') < 0 || !V6.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text)); // With a colon it is never looked up.
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static Optional<InetAddress> quad(String text) {
    byte[] bytes = new byte[4];
    String[] parts = text.split("\\.", -1);
    for (int i = 0; i < 4; i++) {
      boolean octal = parts[i].length() > 1 && parts[i].charAt(0) == '0';
      int value = Integer.parseInt(parts[i]);
      if (octal || value > 255) {
        return Optional.empty();
      }
      bytes[i] = (byte) value;
    }
    return Optional.of(of(bytes));
  }

  /** The address with these bytes. */
  static InetAddress of(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes, got " + bytes.length, e);
    }
  }

  /** The address in its usual form, an IPv6 one as RFC 5952 has it. */
  static String text(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return address.getHostAddress();
    }
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (bytes[2 * i] & 0xFF) << 8 | (bytes[2 * i + 1] & 0xFF);
    }
    int from = 0;
    int longest = 1; // A single zero is written out.
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - i > longest) {
        from = i;
        longest = end - i;
      }
    }
    return longest == 1
        ? joined(groups, 0, 8)
        : joined(groups, 0, from) + "::" + joined(groups, from + longest, 8);
  }

  private static String joined(int[] groups, int from, int to) {
    return Arrays.stream(groups, from, to)
        .mapToObj(Integer::toHexString)
        .collect(Collectors.joining(":"));
  }

  /**
   * Whether a host ends in a number, and so can only be an address (WHATWG URL, "ends in a
   * number").
   */
  static boolean endsInNumber(String host) {
    return NUMBER.matcher(host.substring(host.lastIndexOf('.') + 1)).matches();
  }

  /** What {@code inet_aton} makes of a host that ends in a number. */
  static Optional<InetAddress> unusual(String host) {
    String[] parts = host.split("\\.", -1);
    if (parts.length > 4) {
      return Optional.empty();
    }
    long address = 0;
    for (int i = 0; i < parts.length; i++) {
      long value = number(parts[i]);
      boolean last = i == parts.length - 1;
      long most = last ? (1L << (8 * (4 - i))) - 1 : 255;
      if (value < 0 || value > most) {
        return Optional.empty();
      }
      address = last ? address << (8 * (4 - i)) | value : address << 8 | value;
    }
    return Optional.of(
        of(
            new byte[] {
              (byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address
            }));
  }

  /** The number in any of the three bases; -1 if it is none, or far too large. */
  private static long number(String part) {
    if (!NUMBER.matcher(part).matches()) {
      return -1;
    }
    try {
      if (part.toLowerCase(Locale.ROOT).startsWith("0x")) {
        return part.length() == 2 ? 0 : Long.parseLong(part.substring(2), 16);
      }
      return part.length() > 1 && part.charAt(0) == '0'
          ? Long.parseLong(part, 8)
          : Long.parseLong(part);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
