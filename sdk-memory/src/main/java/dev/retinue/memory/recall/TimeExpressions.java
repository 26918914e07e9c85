package dev.retinue.memory.recall;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The times that an English question names, as periods: dates, months, years, seasons, "last week",
 * "two months ago", each alone or after "before", "after" or "since". A day or month without a year
 * is any of the last three. What cannot be a date (31 June) is passed over.
 */
final class TimeExpressions {
  private static final String MONTHS =
      "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
          + "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";
  private static final String COUNT =
      "\\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve";
  private static final String SIDE = "(?:\\b(?<side>before|after|since|until)\\s+)?";
  private static final String YEAR = "(?:,?\\s+(?:of\\s+)?(?<year>(?:19|20)\\d\\d)\\b)?";

  /** Years that a month without one may mean, counted back. */
  private static final int YEARS_BACK = 3;

  /** In this order: what one rule has read, the next does not see. */
  private static final List<Rule> RULES =
      List.of(
          rule(
              "(?<year>(?:19|20)\\d\\d)-(?<month>\\d\\d)-(?<day>\\d\\d)\\b",
              (at, today) -> days(at, today, Integer.parseInt(at.group("month")))),
          rule(
              "(?<day>\\d{1,2})(?:st|nd|rd|th)?\\s+(?:of\\s+)?(?<month>"
                  + MONTHS
                  + ")\\b\\.?"
                  + YEAR,
              (at, today) -> days(at, today, month(at.group("month")))),
          rule(
              "(?<month>" + MONTHS + ")\\.?\\s+(?<day>\\d{1,2})(?:st|nd|rd|th)?\\b" + YEAR,
              (at, today) -> days(at, today, month(at.group("month")))),
          rule(
              "(?<which>last|this)\\s+(?<month>" + MONTHS + ")\\b",
              (at, today) -> List.of(latest(today, month(at.group("month")), 1))),
          rule(
              "(?<month>" + MONTHS + ")\\b\\.?" + YEAR,
              (at, today) -> months(at, today, month(at.group("month")), 1)),
          rule(
              "last\\s+(?<season>spring|summer|autumn|fall|winter)\\b",
              (at, today) -> List.of(latest(today, season(at.group("season")), 3))),
          rule(
              "(?<season>spring|summer|autumn|fall|winter)(?:\\s+of)?\\s+(?<year>(?:19|20)\\d\\d)\\b",
              (at, today) -> months(at, today, season(at.group("season")), 3)),
          rule(
              "(?<year>(?:19|20)\\d\\d)\\b",
              (at, today) -> {
                LocalDate first = LocalDate.of(Integer.parseInt(at.group("year")), 1, 1);
                return List.of(new Days(first, first.plusYears(1)));
              }),
          rule(
              "(?:the\\s+)?day\\s+before\\s+yesterday\\b",
              (at, today) -> List.of(new Days(today.minusDays(2), today.minusDays(1)))),
          rule(
              "(?:yesterday|last\\s+night)\\b",
              (at, today) -> List.of(new Days(today.minusDays(1), today))),
          rule(
              "(?:today|tonight|this\\s+(?:morning|afternoon|evening))\\b",
              (at, today) -> List.of(new Days(today, today.plusDays(1)))),
          rule(
              "(?<which>last|this)\\s+(?<unit>week|month|year)\\b",
              (at, today) -> {
                LocalDate first = startOf(at.group("unit"), today);
                ChronoUnit unit = unit(at.group("unit"));
                LocalDate start = isThis(at) ? first : first.minus(1, unit);
                return List.of(new Days(start, start.plus(1, unit)));
              }),
          rule(
              "(?:last|this)\\s+weekend\\b",
              (at, today) -> {
                LocalDate saturday = today.with(TemporalAdjusters.previous(DayOfWeek.SATURDAY));
                return List.of(new Days(saturday, saturday.plusDays(2)));
              }),
          rule(
              "last\\s+(?<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday)\\b",
              (at, today) -> {
                DayOfWeek weekday = DayOfWeek.valueOf(at.group("weekday").toUpperCase(Locale.ROOT));
                LocalDate day = today.with(TemporalAdjusters.previous(weekday));
                return List.of(new Days(day, day.plusDays(1)));
              }),
          rule(
              "(?:the\\s+)?(?:last|past)\\s+(?<count>"
                  + COUNT
                  + ")\\s+(?<unit>day|week|month|year)s?\\b",
              (at, today) -> {
                LocalDate first = today.minus(count(at), unit(at.group("unit")));
                return List.of(new Days(first, today.plusDays(1)));
              }),
          rule(
              "(?<count>" + COUNT + ")\\s+(?<unit>day|week|month|year)s?\\s+ago\\b",
              (at, today) -> {
                LocalDate then = today.minus(count(at), unit(at.group("unit")));
                LocalDate first = startOf(at.group("unit"), then);
                return List.of(new Days(first, first.plus(1, unit(at.group("unit")))));
              }));

  private TimeExpressions() {}

  static List<Period> in(String question, ZonedDateTime now) {
    List<Period> periods = new ArrayList<>();
    StringBuilder unread = new StringBuilder(question);
    for (Rule rule : RULES) {
      Matcher at = rule.pattern().matcher(unread.toString());
      while (at.find()) {
        if (!meansATime(at, unread)) {
          continue;
        }
        periods.addAll(periods(rule, at, now));
        for (int i = at.start(); i < at.end(); i++) {
          unread.setCharAt(i, '|');
        }
      }
    }
    return periods;
  }

  private static List<Period> periods(Rule rule, Matcher at, ZonedDateTime now) {
    List<Period> periods = new ArrayList<>();
    try {
      for (Days days : rule.reading().of(at, now.toLocalDate())) {
        Period whole = Period.of(days.first(), days.after(), now.getZone());
        String side = at.group("side");
        periods.add(
            side == null
                ? whole
                : switch (side.toLowerCase(Locale.ROOT)) {
                  case "before", "until" -> new Period(Period.ALWAYS, whole.from());
                  case "after" -> new Period(whole.to(), Period.EVER);
                  default -> new Period(whole.from(), Period.EVER);
                });
      }
    } catch (DateTimeException e) {
      return List.of(); // no such day: it was not meant as a date
    }
    return periods;
  }

  /** "May" and "march" are also verbs, and the short names of months also others' names. */
  private static boolean meansATime(Matcher at, CharSequence question) {
    if (!at.namedGroups().containsKey("month") || Character.isDigit(at.group("month").charAt(0))) {
      return true;
    }
    String month = at.group("month");
    boolean numbered =
        (at.namedGroups().containsKey("day") && at.group("day") != null)
            || (at.namedGroups().containsKey("year") && at.group("year") != null);
    if (numbered || at.namedGroups().containsKey("which")) {
      return true;
    }
    boolean ambiguous = month.length() <= 4 || month.equalsIgnoreCase("march");
    return !ambiguous
        || (Character.isUpperCase(month.charAt(0))
            && BEFORE_A_MONTH.matcher(question.subSequence(0, at.start("month"))).find());
  }

  private static final Pattern BEFORE_A_MONTH =
      Pattern.compile(
          "\\b(?:in|of|during|since|before|after|until|by|early|mid|late)[\\s-]+$",
          Pattern.CASE_INSENSITIVE);

  private static List<Days> days(Matcher at, LocalDate today, int month) {
    int day = Integer.parseInt(at.group("day"));
    List<Days> days = new ArrayList<>();
    for (int year : years(at, today)) {
      LocalDate date = LocalDate.of(year, month, day);
      days.add(new Days(date, date.plusDays(1)));
    }
    return days;
  }

  private static List<Days> months(Matcher at, LocalDate today, int month, int length) {
    List<Days> months = new ArrayList<>();
    for (int year : years(at, today)) {
      LocalDate first = LocalDate.of(year, month, 1);
      months.add(new Days(first, first.plusMonths(length)));
    }
    return months;
  }

  private static List<Integer> years(Matcher at, LocalDate today) {
    String year = at.group("year");
    if (year != null) {
      return List.of(Integer.parseInt(year));
    }
    List<Integer> years = new ArrayList<>();
    for (int back = 0; back < YEARS_BACK; back++) {
      years.add(today.getYear() - back);
    }
    return years;
  }

  /** The last that is over or under way. */
  private static Days latest(LocalDate today, int month, int length) {
    LocalDate first = LocalDate.of(today.getYear(), month, 1);
    LocalDate begun = first.isAfter(today) ? first.minusYears(1) : first;
    return new Days(begun, begun.plusMonths(length));
  }

  private static int month(String name) {
    String begins = name.substring(0, 3).toUpperCase(Locale.ROOT);
    for (Month month : Month.values()) {
      if (month.name().startsWith(begins)) {
        return month.getValue();
      }
    }
    throw new IllegalArgumentException("no month begins with '" + begins + "'");
  }

  private static int season(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "spring" -> 3;
      case "summer" -> 6;
      case "autumn", "fall" -> 9;
      default -> 12;
    };
  }

  private static boolean isThis(Matcher at) {
    return at.group("which").equalsIgnoreCase("this");
  }

  private static ChronoUnit unit(String name) {
    return ChronoUnit.valueOf(name.toUpperCase(Locale.ROOT) + "S");
  }

  private static LocalDate startOf(String unit, LocalDate day) {
    return switch (unit.toLowerCase(Locale.ROOT)) {
      case "week" -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case "month" -> day.withDayOfMonth(1);
      case "year" -> day.withDayOfYear(1);
      default -> day;
    };
  }

  private static int count(Matcher at) {
    String count = at.group("count").toLowerCase(Locale.ROOT);
    return switch (count) {
      case "a", "an", "one" -> 1;
      case "two" -> 2;
      case "three" -> 3;
      case "four" -> 4;
      case "five" -> 5;
      case "six" -> 6;
      case "seven" -> 7;
      case "eight" -> 8;
      case "nine" -> 9;
      case "ten" -> 10;
      case "twelve" -> 12;
      default -> Integer.parseInt(count);
    };
  }

  private static Rule rule(String pattern, Reading reading) {
    return new Rule(Pattern.compile(SIDE + "\\b" + pattern, Pattern.CASE_INSENSITIVE), reading);
  }

  private record Days(LocalDate first, LocalDate after) {}

  private record Rule(Pattern pattern, Reading reading) {}

  private interface Reading {
    List<Days> of(Matcher at, LocalDate today);
  }
}
