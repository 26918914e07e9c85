package dev.retinue.secret;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The forms in which a value may appear in a text: as it is, escaped for JSON, HTML or an address,
 * and within something in hex or Base64, whatever stands before it. Immutable.
 */
final class Traces {
  private static final int LEAST_CHARACTERS = 6;
  private final String name;
  private final String value;
  private final List<String> forms;

  Traces(String name, String value) {
    this.name = name;
    this.value = value;
    Set<String> all = new LinkedHashSet<>();
    all.add(value);
    all.add(value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
    all.add(value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
    String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
    all.add(encoded);
    all.add(encoded.replace("+", "%20"));
    all.add(lowerEscapes(encoded));
    all.add(lowerEscapes(encoded.replace("+", "%20")));
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    all.add(HexFormat.of().formatHex(bytes));
    all.add(HexFormat.of().withUpperCase().formatHex(bytes));
    for (int before = 0; before < 3; before++) {
      all.add(within(Base64.getEncoder(), bytes, before));
      all.add(within(Base64.getUrlEncoder(), bytes, before));
    }
    this.forms =
        all.stream()
            .filter(form -> form.equals(value) || form.length() >= LEAST_CHARACTERS)
            // The longest first, so that no part of one is left.
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /** What Base64 makes of the bytes wherever they stand: it depends on their place modulo three. */
  private static String within(Base64.Encoder encoder, byte[] bytes, int before) {
    byte[] shifted = new byte[before + bytes.length];
    System.arraycopy(bytes, 0, shifted, before, bytes.length);
    String encoded = encoder.withoutPadding().encodeToString(shifted);
    int from = (before * 8 + 5) / 6;
    int to = shifted.length * 8 / 6;
    return encoded.substring(from, to);
  }

  private static String lowerEscapes(String encoded) {
    StringBuilder lower = new StringBuilder(encoded);
    for (int i = 0; i + 2 < encoded.length(); i++) {
      if (encoded.charAt(i) == '%') {
        lower.replace(i + 1, i + 3, encoded.substring(i + 1, i + 3).toLowerCase(Locale.ROOT));
      }
    }
    return lower.toString();
  }

  String name() {
    return name;
  }

  int length() {
    return value.length();
  }

  boolean isOf(String otherName, String otherValue) {
    return name.equals(otherName) && value.equals(otherValue);
  }

  boolean isIn(String text) {
    for (String form : forms) {
      if (text.contains(form)) {
        return true;
      }
    }
    return false;
  }

  String redacted(String text, UnaryOperator<String> instead) {
    String clean = text;
    for (String form : forms) {
      if (clean.contains(form)) {
        clean = clean.replace(form, instead.apply(name));
      }
    }
    return clean;
  }
}
