package dev.retinue.llm.offline.text;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds dates, times of day and lengths of time, and writes them as ISO-8601. A date such as
 * 3/4/26, whose reading depends on the country, is none. Confined.
 */
final class Moments {
  private static final String MONTHS =
      "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
          + "|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)";
  static final Pattern MONTH = Pattern.compile(MONTHS);
  private static final String CLOCK =
      "(?:\\d{1,2}:\\d{2}(?::\\d{2})?(?:\\s?[ap]\\.?m\\b\\.?)?|\\d{1,2}\\s?[ap]\\.?m\\b\\.?|noon|midnight)";
  private static final String DAY =
      "(?:\\d{4}-\\d{2}-\\d{2}|\\d{1,2}\\.\\s?\\d{1,2}\\.\\s?\\d{4}|\\d{1,2}(?:st|nd|rd|th)?\\s+(?:of\\s+)?"
          + MONTHS
          + ",?\\s+\\d{4}|"
          + MONTHS
          + "\\s+\\d{1,2}(?:st|nd|rd|th)?,?\\s+\\d{4})";
  private static final Pattern ISO =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}(?:T| (?=\\d{2}:\\d{2}(?:Z|[+-]\\d)))\\d{2}:\\d{2}(?::\\d{2})?(?:\\.\\d+)?(?:Z|[+-]\\d{2}:?\\d{2})?");
  private static final Pattern DATE =
      Pattern.compile(
          "(?<![\\w.-])(" + DAY + ")(?:,?\\s+(?:at\\s+)?(?:(?i)(" + CLOCK + ")))?(?![\\w-])");
  private static final Pattern TIME = Pattern.compile("(?i)(?<![\\w:.-])" + CLOCK + "(?![\\w:])");
  private static final String WEEKDAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)day";
  private static final Pattern RELATIVE =
      Pattern.compile(
          "(?i)\\b(?:(the day after tomorrow|the day before yesterday|today|tonight|tomorrow|yesterday)"
              + "|(?:(next|this|last|on|by|until)\\s+)?("
              + WEEKDAY
              + ")|in\\s+(\\d{1,3}|a|two|three|four|five|six|seven|ten)\\s+(day|week|month|year)s?"
              + "|(\\d{1,3}|a|two|three|four|five|six|seven|ten)\\s+(day|week|month|year)s?\\s+ago)\\b"
              + "(?:\\s+(?:morning|afternoon|evening|night))?(?:,?\\s+at\\s+("
              + CLOCK
              + "))?");
  private static final Pattern LENGTH =
      Pattern.compile(
          "(?i)\\b(\\d+(?:\\.\\d+)?|an?|half an|two|three|four|five|six|seven|ten|fifteen|twenty|thirty)[\\s-]?"
              + "(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|weeks?|months?|years?)\\b");
  private static final Pattern ISO_LENGTH =
      Pattern.compile("\\bP(?=[\\dT])(?:\\d+[YMWD])*(?:T(?:\\d+[HMS])+)?\\b");
  private static final List<String> COUNTED =
      List.of("", "a", "two", "three", "four", "five", "six", "seven");

  private final String text;
  private final Optional<LocalDate> today;

  Moments(String text, Optional<LocalDate> today) {
    this.text = text;
    this.today = today;
  }

  /** Days, with a time of day where one follows. */
  List<Found> dates() {
    List<Found> found = new ArrayList<>();
    for (Matcher m = ISO.matcher(text); m.find(); ) {
      found.add(new Found(m.group().replace(' ', 'T'), m.start(), m.end()));
    }
    for (Matcher m = DATE.matcher(text); m.find(); ) {
      Optional<LocalDate> day = day(m.group(1));
      if (day.isPresent() && isFree(m, found)) {
        found.add(found(day.get(), m.group(2), m));
      }
    }
    if (today.isPresent()) {
      for (Matcher m = RELATIVE.matcher(text); m.find(); ) {
        if (isFree(m, found)) {
          found.add(found(relative(m, today.get()), m.group(8), m));
        }
      }
    }
    found.sort(java.util.Comparator.comparingInt(Found::start));
    return found;
  }

  /** Days that are named from today, as they stand: "next Friday". */
  List<Found> relative() {
    return RELATIVE
        .matcher(text)
        .results()
        .map(m -> new Found(m.group(), m.start(), m.end()))
        .toList();
  }

  /** Times of day as {@code 15:00}. */
  List<Found> times() {
    List<Found> found = new ArrayList<>();
    String rest = ISO.matcher(text).replaceAll(m -> " ".repeat(m.group().length()));
    for (Matcher m = TIME.matcher(rest); m.find(); ) {
      time(m.group()).ifPresent(at -> found.add(new Found(at.toString(), m.start(), m.end())));
    }
    return found;
  }

  /** Lengths of time as they stand, "90 minutes"; those in ISO-8601 too. */
  List<Found> lengths() {
    List<Found> found = new ArrayList<>();
    for (Pattern pattern : List.of(LENGTH, ISO_LENGTH)) {
      for (Matcher m = pattern.matcher(text); m.find(); ) {
        found.add(new Found(m.group(), m.start(), m.end()));
      }
    }
    return found;
  }

  private static Found found(
      LocalDate day, @org.jspecify.annotations.Nullable String clock, Matcher at) {
    Optional<LocalTime> time = clock == null ? Optional.empty() : time(clock);
    return new Found(
        time.map(t -> day.atTime(t).toString()).orElseGet(day::toString), at.start(), at.end());
  }

  private static boolean isFree(Matcher m, List<Found> found) {
    return found.stream().noneMatch(each -> each.start() < m.end() && m.start() < each.end());
  }

  private static LocalDate relative(Matcher m, LocalDate today) {
    if (m.group(1) != null) {
      return switch (m.group(1).toLowerCase(Locale.ROOT)) {
        case "tomorrow" -> today.plusDays(1);
        case "yesterday" -> today.minusDays(1);
        case "the day after tomorrow" -> today.plusDays(2);
        case "the day before yesterday" -> today.minusDays(2);
        default -> today;
      };
    }
    if (m.group(3) != null) {
      DayOfWeek day = DayOfWeek.valueOf(m.group(3).toUpperCase(Locale.ROOT));
      String which = m.group(2) == null ? "" : m.group(2).toLowerCase(Locale.ROOT);
      if (which.equals("last")) {
        return today.with(TemporalAdjusters.previous(day));
      }
      // "Next Friday" is that of the next week, "Friday" the one to come.
      return which.equals("next")
          ? today
              .with(TemporalAdjusters.next(DayOfWeek.MONDAY))
              .with(TemporalAdjusters.nextOrSame(day))
          : today.with(TemporalAdjusters.next(day));
    }
    boolean ago = m.group(6) != null;
    int sign = ago ? -1 : 1;
    int count = sign * count(ago ? m.group(6) : m.group(4));
    return switch ((ago ? m.group(7) : m.group(5)).toLowerCase(Locale.ROOT)) {
      case "week" -> today.plusWeeks(count);
      case "month" -> today.plusMonths(count);
      case "year" -> today.plusYears(count);
      default -> today.plusDays(count);
    };
  }

  private static int count(String word) {
    if (word.matches("\\d+")) {
      return Integer.parseInt(word);
    }
    int known = COUNTED.indexOf(word.toLowerCase(Locale.ROOT));
    return known < 0 ? 10 : known;
  }

  private static Optional<LocalTime> time(String clock) {
    String plain = clock.toLowerCase(Locale.ROOT).replace(".", "").replace(" ", "");
    if (plain.equals("noon") || plain.equals("midnight")) {
      return Optional.of(plain.equals("noon") ? LocalTime.NOON : LocalTime.MIDNIGHT);
    }
    boolean after = plain.endsWith("pm");
    boolean before = plain.endsWith("am");
    String[] parts = plain.replaceAll("[ap]m$", "").split(":", -1);
    int hour = Integer.parseInt(parts[0]);
    int minute = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
    if (after && hour < 12) {
      hour += 12;
    } else if (before && hour == 12) {
      hour = 0;
    }
    int second = parts.length > 2 ? Integer.parseInt(parts[2]) : 0;
    return hour > 23 || minute > 59 || second > 59
        ? Optional.empty()
        : Optional.of(LocalTime.of(hour, minute, second));
  }

  private static Optional<LocalDate> day(String date) {
    if (date.matches("\\d{4}-.*")) {
      return parsed(date, "uuuu-MM-dd");
    }
    if (date.matches("\\d{1,2}\\..*")) {
      return parsed(date.replace(" ", ""), "d.M.uuuu");
    }
    String plain =
        date.replaceAll("(?<=\\d)(?:st|nd|rd|th)", "")
            .replaceAll("\\bof\\b|,", " ")
            .replaceAll("\\s+", " ")
            .replaceAll("\\b(\\p{L}{3})\\p{L}+", "$1");
    return parsed(plain, "d MMM uuuu").or(() -> parsed(plain, "MMM d uuuu"));
  }

  private static Optional<LocalDate> parsed(String text, String form) {
    try {
      return Optional.of(LocalDate.parse(text, DateTimeFormatter.ofPattern(form, Locale.ENGLISH)));
    } catch (DateTimeException notThisForm) {
      return Optional.empty();
    }
  }
}
