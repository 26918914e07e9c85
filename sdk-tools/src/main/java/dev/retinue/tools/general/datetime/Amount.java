package dev.retinue.tools.general.datetime;

import dev.retinue.tools.catalogue.Refused;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Period;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far to move: by the calendar, by the clock, or by business days.
 *
 * @param businessDays not zero only if the other two are
 */
record Amount(Period period, Duration duration, int businessDays) {
  private static final Pattern PART =
      Pattern.compile(
          "\\G\\s*(?:,|and\\b|\\+)?\\s*(-)?\\s*(\\d{1,9}(?:\\.\\d{1,9})?|an?\\b)\\s*([a-z]+(?: days?)?)");
  private static final Pattern ISO =
      Pattern.compile("([+-]?)P(?=.)([0-9YMWD-]*)(T[0-9HMS.-]+)?", Pattern.CASE_INSENSITIVE);
  private static final int MOST_BUSINESS_DAYS = 100_000;

  /**
   * {@code 3 days}, {@code -2 h 30 min}, {@code 1 month and 2 days}, {@code 5 business days},
   * {@code P1M}, {@code PT90M}. A minus in front holds for all that follows it.
   */
  static Amount read(String text) throws Refused {
    String given = text.strip();
    try {
      Matcher iso = ISO.matcher(given);
      if (iso.matches()) {
        String dates = iso.group(2).isEmpty() ? "P0D" : "P" + iso.group(2);
        String times = iso.group(3) == null ? "PT0S" : "P" + iso.group(3);
        Amount amount = new Amount(Period.parse(dates), Duration.parse(times), 0);
        return iso.group(1).equals("-") ? amount.negated() : amount;
      }
      return words(given);
    } catch (DateTimeException | ArithmeticException e) {
      throw unreadable(text);
    }
  }

  private static Amount words(String text) throws Refused {
    Amount sum = new Amount(Period.ZERO, Duration.ZERO, 0);
    Matcher matcher = PART.matcher(text.toLowerCase(Locale.ROOT));
    int end = 0;
    boolean minus = false;
    while (matcher.find()) {
      minus = minus || matcher.group(1) != null;
      BigDecimal number =
          matcher.group(2).startsWith("a") ? BigDecimal.ONE : new BigDecimal(matcher.group(2));
      sum = sum.plus(part(minus ? number.negate() : number, matcher.group(3), text));
      end = matcher.end();
    }
    if (end == 0 || !text.substring(end).isBlank()) {
      throw unreadable(text);
    }
    if (sum.businessDays != 0 && !(sum.period.isZero() && sum.duration.isZero())) {
      throw Refused.invalid(
          "'" + text + "': business days cannot be mixed with other units; use two calls");
    }
    return sum;
  }

  private static Amount part(BigDecimal number, String unit, String text) throws Refused {
    long seconds =
        switch (unit) {
          case "s", "sec", "secs", "second", "seconds" -> 1;
          case "m", "min", "mins", "minute", "minutes" -> 60;
          case "h", "hr", "hrs", "hour", "hours" -> 3600;
          default -> 0;
        };
    if (seconds > 0) {
      BigDecimal nanos = number.multiply(BigDecimal.valueOf(seconds * 1_000_000_000L));
      return new Amount(Period.ZERO, Duration.ofNanos(nanos.longValueExact()), 0);
    }
    int whole;
    try {
      whole = number.intValueExact();
    } catch (ArithmeticException e) {
      throw Refused.invalid(
          "'"
              + text
              + "': only hours, minutes and seconds can have a fraction, got "
              + number
              + " "
              + unit);
    }
    return switch (unit) {
      case "d", "day", "days" -> new Amount(Period.ofDays(whole), Duration.ZERO, 0);
      case "w", "wk", "week", "weeks" -> new Amount(Period.ofWeeks(whole), Duration.ZERO, 0);
      case "mo", "month", "months" -> new Amount(Period.ofMonths(whole), Duration.ZERO, 0);
      case "q", "quarter", "quarters" ->
          new Amount(Period.ofMonths(Math.multiplyExact(3, whole)), Duration.ZERO, 0);
      case "y", "yr", "yrs", "year", "years" -> new Amount(Period.ofYears(whole), Duration.ZERO, 0);
      case "business day",
          "business days",
          "working day",
          "working days",
          "workday",
          "workdays" -> {
        if (Math.abs(whole) > MOST_BUSINESS_DAYS) {
          throw Refused.invalid(
              "at most " + MOST_BUSINESS_DAYS + " business days can be added, got " + whole);
        }
        yield new Amount(Period.ZERO, Duration.ZERO, whole);
      }
      default -> throw unreadable(text);
    };
  }

  private static Refused unreadable(String text) {
    return Refused.invalid(
        "cannot read the amount '"
            + text
            + "'; write it as '3 days', '-2 h 30 min', '1 month', '5 business days' or ISO P1DT2H");
  }

  private Amount plus(Amount other) {
    return new Amount(
        period.plus(other.period),
        duration.plus(other.duration),
        Math.addExact(businessDays, other.businessDays));
  }

  Amount negated() {
    return new Amount(period.negated(), duration.negated(), -businessDays);
  }

  /** Whether it moves by whole days of the calendar only. */
  boolean isDates() {
    return duration.isZero();
  }
}
