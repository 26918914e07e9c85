package dev.retinue.tools.egress;

import java.net.InetAddress;

/** A range of addresses as RFC 4632 and RFC 4291 write them: {@code 10.0.0.0/8}. Immutable. */
final class AddressBlock {
  private final String text;
  private final byte[] network;
  private final int bits;

  private AddressBlock(String text, byte[] network, int bits) {
    this.text = text;
    this.network = network;
    this.bits = bits;
  }

  /**
   * @param text a network, or one address
   * @throws IllegalArgumentException if it is neither
   */
  static AddressBlock parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address =
        IpLiteral.parse(slash < 0 ? text : text.substring(0, slash)).orElseThrow(() -> none(text));
    byte[] network = address.getAddress();
    int width = network.length * 8;
    int bits = width;
    if (slash >= 0) {
      String length = text.substring(slash + 1);
      if (!length.matches("[0-9]{1,3}") || Integer.parseInt(length) > width) {
        throw none(text);
      }
      bits = Integer.parseInt(length);
    }
    return new AddressBlock(text, network, bits);
  }

  private static IllegalArgumentException none(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is no network; write one such as 10.1.0.0/16, fd00::/8 or 10.1.2.3");
  }

  /** Whether an address is in it; one of the other family is not. */
  boolean contains(byte[] address) {
    if (address.length != network.length) {
      return false;
    }
    int whole = bits / 8;
    for (int i = 0; i < whole; i++) {
      if (address[i] != network[i]) {
        return false;
      }
    }
    int rest = bits % 8;
    return rest == 0 || ((address[whole] ^ network[whole]) & (0xFF << (8 - rest)) & 0xFF) == 0;
  }

  @Override
  public String toString() {
    return text;
  }
}
