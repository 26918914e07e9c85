package dev.retinue.tools.general.datetime;

import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What the model is told about times, in numbers and in words. */
final class Answers {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("EEEE d MMMM uuuu", Locale.ENGLISH);
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("EEEE d MMMM uuuu HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("EEEE d MMMM uuuu HH:mm:ss", Locale.ENGLISH);

  private Answers() {}

  /**
   * A moment or a day.
   *
   * @param iso with its offset, or the date alone
   * @param epoch seconds since 1970 in UTC; of a day, those of its beginning in the zone
   * @param text the time in the form that was asked for
   * @param times several, if several were asked for
   */
  record Time(
      String iso,
      long epoch,
      String zone,
      @Nullable String text,
      @Nullable List<Occurrence> times,
      String explain) {}

  record Occurrence(String iso, long epoch) {}

  /**
   * A length of time.
   *
   * @param iso of days as a period, of times as a duration
   * @param days from one calendar day to the other
   * @param businessDays of these, counting the first day and not the last
   */
  record Span(String iso, long seconds, long days, int businessDays, String explain) {}

  static Time at(ZonedDateTime time, String explain) {
    return new Time(iso(time), time.toEpochSecond(), name(time.getZone()), null, null, explain);
  }

  static Time on(LocalDate date, ZoneId zone, String explain) {
    return new Time(
        date.toString(), date.atStartOfDay(zone).toEpochSecond(), name(zone), null, null, explain);
  }

  static Time formatted(String text, ZonedDateTime time) {
    return new Time(iso(time), time.toEpochSecond(), name(time.getZone()), text, null, words(time));
  }

  static Time next(ZonedDateTime first, @Nullable List<Occurrence> times, String explain) {
    return new Time(iso(first), first.toEpochSecond(), name(first.getZone()), null, times, explain);
  }

  static Occurrence occurrence(ZonedDateTime time) {
    return new Occurrence(iso(time), time.toEpochSecond());
  }

  private static String name(ZoneId zone) {
    return zone.getId().equals("Z") ? "UTC" : zone.getId();
  }

  private static String iso(ZonedDateTime time) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
  }

  /** {@code Tuesday 3 March 2026}. */
  static String words(LocalDate date) {
    return DAY.format(date);
  }

  /** {@code Tuesday 3 March 2026 14:30 Europe/Berlin (UTC+01:00)}. */
  static String words(ZonedDateTime time) {
    String local = (time.getSecond() == 0 ? MINUTE : SECOND).format(time);
    String offset = time.getOffset().getTotalSeconds() == 0 ? "" : time.getOffset().getId();
    String zone = time.getZone().equals(time.getOffset()) ? "" : time.getZone() + " ";
    return zone.isEmpty() || zone.startsWith("UTC ")
        ? local + " UTC" + offset
        : local + " " + zone + "(UTC" + offset + ")";
  }

  /** {@code 2 months 7 days}. */
  static String words(Period period) {
    StringJoiner words = new StringJoiner(" ");
    add(words, period.getYears(), "year");
    add(words, period.getMonths(), "month");
    add(words, period.getDays(), "day");
    return words.length() == 0 ? "the same day" : words.toString();
  }

  /** {@code 3 days 2 hours}. */
  static String words(Duration duration) {
    Duration size = duration.abs();
    StringJoiner words = new StringJoiner(" ", duration.isNegative() ? "minus " : "", "");
    words.setEmptyValue("no time");
    add(words, size.toDays(), "day");
    add(words, size.toHoursPart(), "hour");
    add(words, size.toMinutesPart(), "minute");
    add(words, size.toSecondsPart(), "second");
    return words.toString();
  }

  private static void add(StringJoiner words, long count, String unit) {
    if (count != 0) {
      words.add(count + " " + unit + (Math.abs(count) == 1 ? "" : "s"));
    }
  }
}
