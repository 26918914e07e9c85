package dev.retinue.tools.general.datetime;

import dev.retinue.tools.catalogue.Refused;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a date or time as people and programs write it: ISO 8601, RFC 1123, epoch seconds and
 * milliseconds, {@code 3 March 2026 14:30}, {@code March 3rd, 2026, 2:30 pm}, {@code next Friday}.
 * Time, zone and weekday are taken out of the text one after another; what is left must be a date.
 * Confined to one text.
 */
final class TimeText {
  private static final Pattern EPOCH = Pattern.compile("@?(-?\\d{9,14})");
  private static final Pattern TIME =
      Pattern.compile(
          "(?:^|[\\s,t])(?:at\\s+)?(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?"
              + "\\s*(am|pm|a\\.m\\.|p\\.m\\.)?(?=$|[\\s,z+-])");
  private static final Pattern HOUR =
      Pattern.compile("(?:^|\\s)(?:at\\s+)?(\\d{1,2})\\s*(am|pm|a\\.m\\.|p\\.m\\.)(?=$|[\\s,])");
  private static final Pattern NAMED_TIME =
      Pattern.compile("(?:^|\\s)(?:at\\s+)?(noon|midday|midnight)(?=$|[\\s,])");
  private static final Pattern ZONE =
      Pattern.compile(
          "(?:\\s*\\[([^\\]]+)\\]|(?<=[\\d\\s])((?:utc|gmt)?[+-]\\d{1,2}(?::?\\d{2})?)"
              + "|(?<=\\d)(z)|\\s+\\(?([a-z]{1,5}|[a-z]+(?:/[a-z_+-]+)+)\\)?)$");
  private static final Pattern WEEKDAY =
      Pattern.compile(
          "(?:^|\\s)(?:on\\s+)?(mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday"
              + "|wednesday|thursday|friday|saturday|sunday)\\.?(?=$|[\\s,])");
  private static final Pattern YEAR_FIRST =
      Pattern.compile("(\\d{4})([-/.]?)(\\d{2})\\2(\\d{2})|(\\d{4})([-/.])(\\d{1,2})\\6(\\d{1,2})");
  private static final Pattern WEEK = Pattern.compile("\\d{4}-?w\\d{2}-?\\d");
  private static final Pattern ORDINAL = Pattern.compile("\\d{4}-\\d{3}");
  private static final Pattern YEAR_LAST =
      Pattern.compile("(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4})");
  private static final Pattern DAY_MONTH =
      Pattern.compile("(\\d{1,2})(?:st|nd|rd|th|\\.)?(?: of)?[ -]([a-z]{3,9})\\.?,?[ -](\\d{4})");
  private static final Pattern MONTH_DAY =
      Pattern.compile("([a-z]{3,9})\\.? (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})");
  private static final Pattern AGO = Pattern.compile("(.+) ago");
  private static final Pattern IN = Pattern.compile("in (.+)");
  private static final List<String> MONTHS =
      List.of(
          "january",
          "february",
          "march",
          "april",
          "may",
          "june",
          "july",
          "august",
          "september",
          "october",
          "november",
          "december");
  private static final Map<String, Integer> RELATIVE_DAYS =
      Map.of(
          "today",
          0,
          "tomorrow",
          1,
          "yesterday",
          -1,
          "the day after tomorrow",
          2,
          "the day before yesterday",
          -2);

  private final String given;
  private final ZonedDateTime now;
  private String rest;

  private TimeText(String given, ZonedDateTime now) {
    this.given = given;
    this.now = now;
    this.rest = given.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    // The form of the Unix command "date" has the year behind the zone.
    this.rest =
        rest.replaceFirst(
            "^([a-z]{3} [a-z]{3} \\d{1,2}) ([\\d:]+) ([a-z]{3,5}) (\\d{4})$", "$1 $4 $2 $3");
  }

  /**
   * @param now what relative texts are seen from
   * @throws Refused INVALID_ARGUMENT if it cannot be read, or could be read in two ways
   */
  static Reading read(String text, ZonedDateTime now) throws Refused {
    if (text.length() > 200) {
      throw Refused.invalid(
          "'value' must be one date or time, got a text of " + text.length() + " characters");
    }
    try {
      return new TimeText(text, now).read();
    } catch (DateTimeException e) {
      throw Refused.invalid("'" + text + "' is no date or time: " + e.getMessage());
    }
  }

  private Reading read() throws Refused {
    if (rest.equals("now")) {
      return new Reading.Moment(now);
    }
    Matcher epoch = EPOCH.matcher(rest);
    if (epoch.matches()) {
      return new Reading.Moment(epoch(epoch.group(1)).atZone(now.getZone()));
    }
    Optional<Reading> moved = moved();
    if (moved.isPresent()) {
      return moved.get();
    }
    ZoneId zone = zone();
    LocalTime time = time();
    if (rest.isEmpty() && time != null) {
      return new Reading.Clock(time, zone);
    }
    LocalDate date = date();
    if (time == null && zone != null) {
      time = LocalTime.MIDNIGHT;
    }
    if (time == null) {
      return new Reading.Day(date);
    }
    return zone instanceof ZoneOffset
        ? new Reading.Moment(date.atTime(time).atZone(zone))
        : new Reading.Local(date.atTime(time), zone);
  }

  private Instant epoch(String digits) throws Refused {
    long value = Long.parseLong(digits);
    int length = digits.replace("-", "").length();
    if (length <= 11) {
      return Instant.ofEpochSecond(value);
    }
    if (length >= 13) {
      return Instant.ofEpochMilli(value);
    }
    throw Refused.invalid(
        "'"
            + given
            + "' may be epoch seconds (9 to 11 digits) or milliseconds (13 or 14); it has "
            + length);
  }

  /** {@code in 3 days}, {@code 2 hours ago}. */
  private Optional<Reading> moved() throws Refused {
    Matcher ago = AGO.matcher(rest);
    Matcher in = IN.matcher(rest);
    if (!ago.matches() && !in.matches()) {
      return Optional.empty();
    }
    Amount amount = Amount.read(ago.matches() ? ago.group(1) : in.group(1));
    if (amount.businessDays() != 0) {
      throw Refused.invalid("'" + given + "': use op add for business days");
    }
    Amount signed = ago.matches() ? amount.negated() : amount;
    return Optional.of(
        signed.isDates()
            ? new Reading.Day(now.toLocalDate().plus(signed.period()))
            : new Reading.Moment(now.plus(signed.period()).plus(signed.duration())));
  }

  private @Nullable ZoneId zone() throws Refused {
    Matcher matcher = ZONE.matcher(rest);
    if (!matcher.find() || !rest.matches(".*\\d:?\\d\\d.*|.*(noon|midnight|am|pm).*")) {
      return null;
    }
    String name = null;
    for (int group = 1; group <= matcher.groupCount(); group++) {
      name = name == null ? matcher.group(group) : name;
    }
    if (name == null || (matcher.group(4) != null && isWord(name))) {
      return null;
    }
    boolean isDate = matcher.group(2) != null && !rest.contains(":") && !name.contains("c");
    if (isDate) {
      // "2026-03-03" ends like an offset; without a time there is none.
      return null;
    }
    rest = rest.substring(0, matcher.start()).strip();
    ZoneId zone = Zones.find(name);
    if (matcher.group(1) != null) {
      // An offset before the brackets, as ZonedDateTime writes it, decides between two offsets.
      Matcher offset = Pattern.compile("([+-]\\d{2}:?\\d{2}|z)$").matcher(rest);
      if (offset.find()) {
        rest = rest.substring(0, offset.start());
        return Zones.find(offset.group(1));
      }
    }
    return zone;
  }

  private static boolean isWord(String name) {
    return List.of("am", "pm", "noon", "midnight", "midday", "ago").contains(name)
        || RELATIVE_DAYS.containsKey(name)
        || weekday(name).isPresent()
        || month(name) > 0;
  }

  private @Nullable LocalTime time() throws Refused {
    Matcher matcher = TIME.matcher(rest);
    if (matcher.find()) {
      String fraction = matcher.group(4) == null ? "" : matcher.group(4);
      LocalTime time =
          clock(
              matcher.group(1),
              matcher.group(2),
              matcher.group(3) == null ? "0" : matcher.group(3),
              matcher.group(5));
      cut(matcher);
      return fraction.isEmpty()
          ? time
          : time.withNano(Integer.parseInt((fraction + "000000000").substring(0, 9)));
    }
    matcher = HOUR.matcher(rest);
    if (matcher.find()) {
      LocalTime time = clock(matcher.group(1), "0", "0", matcher.group(2));
      cut(matcher);
      return time;
    }
    matcher = NAMED_TIME.matcher(rest);
    if (matcher.find()) {
      LocalTime time = matcher.group(1).equals("midnight") ? LocalTime.MIDNIGHT : LocalTime.NOON;
      cut(matcher);
      return time;
    }
    matcher = Pattern.compile("^(\\d{8})t(\\d{2})(\\d{2})(\\d{2})?$").matcher(rest);
    if (matcher.find()) {
      rest = matcher.group(1);
      return clock(
          matcher.group(2),
          matcher.group(3),
          matcher.group(4) == null ? "0" : matcher.group(4),
          null);
    }
    return null;
  }

  private LocalTime clock(String hour, String minute, String second, @Nullable String half)
      throws Refused {
    int h = Integer.parseInt(hour);
    if (half != null) {
      if (h < 1 || h > 12) {
        throw Refused.invalid("'" + given + "': with am or pm the hour is 1 to 12, got " + h);
      }
      h = h % 12 + (half.startsWith("p") ? 12 : 0);
    }
    return LocalTime.of(h, Integer.parseInt(minute), Integer.parseInt(second));
  }

  private LocalDate date() throws Refused {
    rest = rest.replaceAll("^[\\s,]+|[\\s,]+$|(?<=[\\d,])\\s*,(?=\\s*$)|[t]$", "");
    Integer days = RELATIVE_DAYS.get(rest);
    if (days != null) {
      return now.toLocalDate().plusDays(days);
    }
    Matcher toward = Pattern.compile("(next|last|this) ([a-z]+)").matcher(rest);
    if (toward.matches() && weekday(toward.group(2)).isPresent()) {
      return toward(toward.group(1), weekday(toward.group(2)).get());
    }
    Matcher matcher = WEEKDAY.matcher(rest);
    Optional<DayOfWeek> weekday = Optional.empty();
    if (matcher.find()) {
      weekday = weekday(matcher.group(1));
      cut(matcher);
      rest = rest.replaceAll("^[\\s,]+|[\\s,]+$", "");
      if (rest.isEmpty() && weekday.isPresent()) {
        return toward("this", weekday.get());
      }
    }
    LocalDate date = written();
    if (weekday.isPresent() && date.getDayOfWeek() != weekday.get()) {
      throw Refused.invalid(
          "'"
              + given
              + "': "
              + date
              + " is a "
              + name(date.getDayOfWeek())
              + ", not a "
              + name(weekday.get()));
    }
    return date;
  }

  private LocalDate toward(String direction, DayOfWeek weekday) {
    UnaryOperator<LocalDate> there =
        switch (direction) {
          case "next" -> date -> date.with(TemporalAdjusters.next(weekday));
          case "last" -> date -> date.with(TemporalAdjusters.previous(weekday));
          default -> date -> date.with(TemporalAdjusters.nextOrSame(weekday));
        };
    return there.apply(now.toLocalDate());
  }

  private LocalDate written() throws Refused {
    if (WEEK.matcher(rest).matches()) {
      String digits = rest.replaceAll("\\D", "");
      return LocalDate.parse(
          digits.substring(0, 4) + "-W" + digits.substring(4, 6) + "-" + digits.substring(6),
          DateTimeFormatter.ISO_WEEK_DATE);
    }
    if (ORDINAL.matcher(rest).matches()) {
      return LocalDate.parse(rest, DateTimeFormatter.ISO_ORDINAL_DATE);
    }
    Matcher matcher = YEAR_FIRST.matcher(rest);
    if (matcher.matches()) {
      int group = matcher.group(1) == null ? 5 : 1;
      int month = group == 5 ? 7 : 3;
      return of(matcher.group(group), matcher.group(month), matcher.group(month + 1));
    }
    matcher = DAY_MONTH.matcher(rest);
    if (matcher.matches() && month(matcher.group(2)) > 0) {
      return of(matcher.group(3), "" + month(matcher.group(2)), matcher.group(1));
    }
    matcher = MONTH_DAY.matcher(rest);
    if (matcher.matches() && month(matcher.group(1)) > 0) {
      return of(matcher.group(3), "" + month(matcher.group(1)), matcher.group(2));
    }
    matcher = YEAR_LAST.matcher(rest);
    if (matcher.matches()) {
      return yearLast(matcher);
    }
    throw Refused.invalid(
        "cannot read '"
            + given
            + "' as a date or time"
            + (rest.isEmpty() || rest.equalsIgnoreCase(given) ? "" : " ('" + rest + "' is left)")
            + "; write it as 2026-03-03T14:30, 3 March 2026 14:30, 'next Friday' or epoch seconds");
  }

  /** Points are written where the day comes first; with slashes both orders are in use. */
  private LocalDate yearLast(Matcher matcher) throws Refused {
    int a = Integer.parseInt(matcher.group(1));
    int b = Integer.parseInt(matcher.group(3));
    String year = matcher.group(4);
    boolean dayFirst = matcher.group(2).equals(".") || a > 12;
    if (!dayFirst && b <= 12 && a != b) {
      throw Refused.invalid(
          "'"
              + given
              + "' may be "
              + of(year, "" + b, "" + a)
              + " or "
              + of(year, "" + a, "" + b)
              + "; repeat the call with one of these");
    }
    return dayFirst ? of(year, "" + b, "" + a) : of(year, "" + a, "" + b);
  }

  private static LocalDate of(String year, String month, String day) {
    return LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day));
  }

  private static int month(String name) {
    for (int i = 0; i < MONTHS.size(); i++) {
      boolean shortened = name.equals("sept") && i == 8;
      if (MONTHS.get(i).equals(name) || MONTHS.get(i).substring(0, 3).equals(name) || shortened) {
        return i + 1;
      }
    }
    return 0;
  }

  static Optional<DayOfWeek> weekday(String name) {
    for (DayOfWeek day : DayOfWeek.values()) {
      String whole = day.name().toLowerCase(Locale.ROOT);
      if (name.length() >= 3 && whole.startsWith(name.toLowerCase(Locale.ROOT))) {
        return Optional.of(day);
      }
    }
    return Optional.empty();
  }

  private static String name(DayOfWeek day) {
    return day.getDisplayName(java.time.format.TextStyle.FULL, Locale.ENGLISH);
  }

  private void cut(Matcher matcher) {
    rest = (rest.substring(0, matcher.start()) + " " + rest.substring(matcher.end())).strip();
  }
}
