package dev.retinue.tools.general.calculator;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts an expression into tokens. A comma separates arguments directly inside the parentheses of a
 * function, and thousands everywhere else. Confined.
 */
final class Scanner {
  private static final Pattern NUMBER =
      Pattern.compile("(?:\\d[\\d_]*)?(?:\\.\\d+)?(?:[eE][+-]?\\d+)?");
  private static final Pattern GROUPED =
      Pattern.compile("\\d{1,3}(?:,\\d{3})+(?![\\d,])(?:\\.\\d+)?(?:[eE][+-]?\\d+)?");
  private static final Pattern LOOKS_GROUPED = Pattern.compile("\\d{1,3},\\d{3}(?!\\d)");
  private static final Pattern NAME = Pattern.compile("[\\p{L}°_][\\p{L}\\d°²³_]*");
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}(?![\\d-])");
  private static final Set<String> TAKE_DATES = Set.of("date", "days");

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** The names before the open parentheses; empty where there is none. */
  private final Deque<String> open = new ArrayDeque<>();

  private int position;

  private Scanner(String text) {
    this.text = text;
  }

  /**
   * @param notes how something was understood that could have been meant otherwise
   */
  record Scanned(List<Token> tokens, List<String> notes) {}

  static Scanned scan(String text) throws Fault {
    Scanner scanner = new Scanner(text);
    while (scanner.position < text.length()) {
      scanner.next();
    }
    scanner.tokens.add(new Token.End(text.length()));
    return new Scanned(scanner.tokens, scanner.notes);
  }

  private void next() throws Fault {
    char c = text.charAt(position);
    if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
      position++;
    } else if (isDigit(c)
        || (c == '.' && position + 1 < text.length() && isDigit(text.charAt(position + 1)))) {
      number();
    } else if (at(NAME).isPresent()) {
      Matcher name = at(NAME).get();
      tokens.add(new Token.Name(name.group(), position));
      position = name.end();
    } else {
      symbol(c);
    }
  }

  private void symbol(char c) throws Fault {
    char sign =
        switch (c) {
          case '\u2212', '\u2013' -> '-';
          case '\u00d7', '\u00b7' -> '*';
          case '\u00f7' -> '/';
          default -> c;
        };
    if (sign == '*' && text.startsWith("**", position)) {
      tokens.add(new Token.Symbol('^', position));
      position += 2;
      return;
    }
    if (sign == '(') {
      open.push(
          !tokens.isEmpty()
                  && tokens.getLast() instanceof Token.Name(String name, int p)
                  && !Parser.WORDS.contains(name)
              ? name
              : "");
    } else if (sign == ')') {
      open.poll();
    } else if (sign == ',' && !inCall()) {
      throw Fault.invalid(
              "this comma neither groups thousands (three digits each, as in 1,240.50) nor"
                  + " separates arguments; the decimal sign is a point")
          .at(position);
    } else if ("+-*/^%!,".indexOf(sign) < 0) {
      throw Fault.invalid("unexpected character '" + c + "'").at(position);
    }
    tokens.add(new Token.Symbol(sign, position));
    position++;
  }

  private void number() throws Fault {
    Optional<Matcher> date = at(DATE);
    if (date.isPresent()) {
      if (TAKE_DATES.contains(open.isEmpty() ? "" : open.peek())) {
        date(date.get());
        return;
      }
      notes.add(
          date.get().group()
              + " was computed as a subtraction; a date is written date("
              + date.get().group()
              + ")");
    }
    Optional<Matcher> grouped = inCall() ? Optional.empty() : at(GROUPED);
    if (inCall() && at(LOOKS_GROUPED).isPresent()) {
      notes.add(
          "commas inside a function separate its arguments: "
              + at(LOOKS_GROUPED).get().group()
              + " was taken as two numbers");
    }
    Matcher found = grouped.or(() -> at(NUMBER)).orElseThrow();
    String digits = found.group().replace(",", "").replace("_", "");
    int e = Math.max(digits.indexOf('e'), digits.indexOf('E'));
    if (e >= 0 && tooLarge(digits.substring(e + 1))) {
      throw Fault.limit(
              "the exponent " + digits.substring(e + 1) + " is beyond " + Arithmetic.MOST_EXPONENT)
          .at(position);
    }
    tokens.add(new Token.Numeral(Rational.of(digits), position));
    position = found.end();
  }

  private void date(Matcher found) throws Fault {
    try {
      tokens.add(new Token.Date(LocalDate.parse(found.group()), position));
    } catch (DateTimeException e) {
      throw Fault.invalid("there is no date " + found.group()).at(position);
    }
    position = found.end();
  }

  private static boolean tooLarge(String exponent) {
    String digits = exponent.replaceFirst("^[+-]?0*", "");
    return digits.length() > 6
        || (!digits.isEmpty() && Integer.parseInt(digits) > Arithmetic.MOST_EXPONENT);
  }

  private boolean inCall() {
    return !open.isEmpty() && !open.peek().isEmpty();
  }

  private Optional<Matcher> at(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(position, text.length());
    matcher.useTransparentBounds(true);
    return matcher.lookingAt() && matcher.end() > position
        ? Optional.of(matcher)
        : Optional.empty();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
