package dev.retinue.tools.general.datetime;

import dev.retinue.tools.catalogue.Refused;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How a time is written for others: by the name of a form, or by a pattern of java.time. */
final class Formats {
  private static final int MOST_LENGTH = 100;

  private Formats() {}

  static String format(ZonedDateTime time, String pattern) throws Refused {
    return switch (pattern.strip().toLowerCase(Locale.ROOT)) {
      case "iso" -> DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
      case "date" -> DateTimeFormatter.ISO_LOCAL_DATE.format(time);
      case "time" -> DateTimeFormatter.ISO_LOCAL_TIME.format(time);
      case "long" -> Answers.words(time);
      case "rfc1123" -> DateTimeFormatter.RFC_1123_DATE_TIME.format(time);
      case "week" -> DateTimeFormatter.ISO_WEEK_DATE.format(time.toLocalDate());
      case "epoch" -> Long.toString(time.toEpochSecond());
      case "epoch_millis" -> Long.toString(time.toInstant().toEpochMilli());
      default -> byPattern(time, pattern);
    };
  }

  private static String byPattern(ZonedDateTime time, String pattern) throws Refused {
    if (pattern.length() > MOST_LENGTH) {
      throw Refused.invalid(
          "'pattern' has " + pattern.length() + " characters; at most " + MOST_LENGTH);
    }
    try {
      return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw Refused.invalid(
          "'"
              + pattern
              + "' is no pattern: "
              + e.getMessage()
              + "; use yyyy MM dd HH mm ss EEE MMM, quote other letters as in 'at'");
    }
  }
}
