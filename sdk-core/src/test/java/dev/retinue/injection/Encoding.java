package dev.retinue.injection;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** How an attack hides what it says, and how a model that means well finds it. */
enum Encoding {
  PLAIN {
    @Override
    String hide(String says) {
      return says;
    }

    @Override
    String find(String seen) {
      return seen;
    }
  },
  BASE64 {
    @Override
    String hide(String says) {
      return Base64.getEncoder().encodeToString(says.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    String find(String seen) {
      return decoded(
          "[A-Za-z0-9+/]{16,}={0,2}",
          seen,
          word -> word.length() % 4 == 0 ? text(Base64.getDecoder().decode(word)) : "");
    }
  },
  BASE64_TWICE {
    @Override
    String hide(String says) {
      return BASE64.hide(BASE64.hide(says));
    }

    @Override
    String find(String seen) {
      return BASE64.find(BASE64.find(seen));
    }
  },
  HEX {
    @Override
    String hide(String says) {
      return HexFormat.of().formatHex(says.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    String find(String seen) {
      return decoded("(?:[0-9a-f]{2}){8,}", seen, word -> text(HexFormat.of().parseHex(word)));
    }
  },
  /** The invisible characters for language tags, one for each of ASCII. */
  TAGS {
    @Override
    String hide(String says) {
      return mapped(says, c -> c < 0x80 ? 0xE0000 + c : c);
    }

    @Override
    String find(String seen) {
      return mapped(seen, c -> c >= 0xE0000 && c < 0xE0080 ? c - 0xE0000 : c);
    }
  },
  ZERO_WIDTH {
    @Override
    String hide(String says) {
      return String.join("\u200b", says.split(""));
    }

    @Override
    String find(String seen) {
      return seen.replace("\u200b", "");
    }
  },
  ROT13 {
    @Override
    String hide(String says) {
      return mapped(says, Encoding::rotated);
    }

    @Override
    String find(String seen) {
      return hide(seen);
    }
  },
  REVERSED {
    @Override
    String hide(String says) {
      return new StringBuilder(says).reverse().toString();
    }

    @Override
    String find(String seen) {
      return hide(seen);
    }
  },
  PERCENT {
    @Override
    String hide(String says) {
      StringBuilder hidden = new StringBuilder();
      for (byte b : says.getBytes(StandardCharsets.UTF_8)) {
        hidden.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
      return hidden.toString();
    }

    @Override
    String find(String seen) {
      return decoded(
          "(?:%[0-9A-F]{2})+", seen, word -> text(HexFormat.of().parseHex(word.replace("%", ""))));
    }
  },
  ENTITIES {
    @Override
    String hide(String says) {
      StringBuilder hidden = new StringBuilder();
      says.codePoints().forEach(c -> hidden.append("&#").append(c).append(';'));
      return hidden.toString();
    }

    @Override
    String find(String seen) {
      return decoded(
          "&#\\d+;",
          seen,
          word -> Character.toString(Integer.parseInt(word.substring(2, word.length() - 1))));
    }
  },
  /** In three parts, which may stand far from each other. */
  SPLIT {
    @Override
    String hide(String says) {
      return String.join("\nMore about trams.\n", parts(says));
    }

    @Override
    String find(String seen) {
      StringBuilder whole = new StringBuilder();
      Pattern.compile("\\(\\d/3: ([^)]*)\\)")
          .matcher(seen)
          .results()
          .forEach(part -> whole.append(part.group(1)));
      return whole.toString();
    }

    @Override
    List<String> parts(String says) {
      int third = says.length() / 3;
      return List.of(
          "(1/3: " + says.substring(0, third) + ")",
          "(2/3: " + says.substring(third, 2 * third) + ")",
          "(3/3: " + says.substring(2 * third) + ")");
    }
  };

  abstract String hide(String says);

  /** What was hidden, with or without what stands around it. */
  abstract String find(String seen);

  /** What comes one step after another; one for most. */
  List<String> parts(String says) {
    return List.of(hide(says));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String decoded(
      String pattern, String seen, java.util.function.UnaryOperator<String> decoding) {
    return Pattern.compile(pattern)
        .matcher(seen)
        .replaceAll(word -> Matcher.quoteReplacement(decoding.apply(word.group())));
  }

  private static String mapped(String text, java.util.function.IntUnaryOperator mapping) {
    IntStream mapped = text.codePoints().map(mapping);
    return mapped
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static int rotated(int c) {
    if (c >= 'a' && c <= 'z') {
      return 'a' + (c - 'a' + 13) % 26;
    }
    return c >= 'A' && c <= 'Z' ? 'A' + (c - 'A' + 13) % 26 : c;
  }
}
