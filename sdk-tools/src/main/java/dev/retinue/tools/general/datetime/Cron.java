package dev.retinue.tools.general.datetime;

import dev.retinue.error.NearestName;
import dev.retinue.tools.catalogue.Refused;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A schedule in the five fields of cron (minute, hour, day of month, month, day of week), with the
 * rule of Vixie cron that a day matches by either of its two fields if both are restricted.
 * Immutable.
 */
final class Cron {
  private static final Map<String, String> NICKNAMES =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");
  private static final List<String> MONTHS =
      List.of(
          "", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
  private static final List<String> WEEKDAYS =
      List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

  /** The 29th of February is at most eight years away. */
  private static final int YEARS_AHEAD = 9;

  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet daysOfMonth;
  private final BitSet months;
  private final BitSet daysOfWeek;
  private final boolean eitherDay;

  private Cron(String[] fields) throws Refused {
    minutes = field("minute", fields[0], 0, 59, List.of());
    hours = field("hour", fields[1], 0, 23, List.of());
    daysOfMonth = field("day of month", fields[2], 1, 31, List.of());
    months = field("month", fields[3], 1, 12, MONTHS);
    daysOfWeek = field("day of week", fields[4], 0, 7, WEEKDAYS);
    if (daysOfWeek.get(7)) {
      daysOfWeek.set(0);
    }
    eitherDay = !isAny(fields[2]) && !isAny(fields[4]);
  }

  /**
   * @throws Refused INVALID_ARGUMENT naming the field that is wrong
   */
  static Cron read(String text) throws Refused {
    String given = text.strip();
    if (given.startsWith("@")) {
      String known = NICKNAMES.get(given.toLowerCase(Locale.ROOT));
      if (known == null) {
        throw Refused.invalid(
            "unknown schedule '" + given + "'" + NearestName.hint(given, NICKNAMES.keySet()));
      }
      given = known;
    }
    String[] fields = given.split("\\s+", -1);
    if (fields.length != 5) {
      throw Refused.invalid(
          "'cron' has five fields (minute hour day-of-month month day-of-week), such as '30 9 * *"
              + " MON-FRI'; got "
              + fields.length
              + " in '"
              + text
              + "'");
    }
    return new Cron(fields);
  }

  /** The first time after a moment; a local time that a change of clocks skips is passed over. */
  Optional<ZonedDateTime> after(ZonedDateTime moment) {
    LocalDateTime start = moment.toLocalDateTime();
    LocalDate last = start.toLocalDate().plusYears(YEARS_AHEAD);
    for (LocalDate day = start.toLocalDate(); day.isBefore(last); day = day.plusDays(1)) {
      if (!matches(day)) {
        continue;
      }
      for (int hour = hours.nextSetBit(0); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
        for (int minute = minutes.nextSetBit(0);
            minute >= 0;
            minute = minutes.nextSetBit(minute + 1)) {
          LocalDateTime local = day.atTime(LocalTime.of(hour, minute));
          if (moment.getZone().getRules().getValidOffsets(local).isEmpty()) {
            continue;
          }
          ZonedDateTime found = local.atZone(moment.getZone());
          if (found.isAfter(moment)) {
            return Optional.of(found);
          }
        }
      }
    }
    return Optional.empty();
  }

  private boolean matches(LocalDate day) {
    boolean byMonthDay = daysOfMonth.get(day.getDayOfMonth());
    boolean byWeekday = daysOfWeek.get(day.getDayOfWeek().getValue() % 7);
    return months.get(day.getMonthValue())
        && (eitherDay ? byMonthDay || byWeekday : byMonthDay && byWeekday);
  }

  private static boolean isAny(String field) {
    return field.startsWith("*") || field.equals("?");
  }

  private static BitSet field(String name, String text, int least, int most, List<String> names)
      throws Refused {
    BitSet values = new BitSet();
    for (String part : text.split(",", -1)) {
      String[] stepped = part.split("/", -1);
      int step = stepped.length == 2 ? number(name, stepped[1], text, List.of()) : 1;
      String[] ends = stepped[0].split("-", -1);
      int from = isAny(stepped[0]) ? least : number(name, ends[0], text, names);
      int to = isAny(stepped[0]) || stepped.length == 2 ? most : from;
      if (ends.length == 2) {
        to = number(name, ends[1], text, names);
      }
      boolean sensible = stepped.length <= 2 && ends.length <= 2 && step > 0;
      if (!sensible || from < least || to > most || from > to) {
        throw wrong(name, part, text, least + " to " + most + ", ranges from low to high");
      }
      for (int value = from; value <= to; value += step) {
        values.set(value);
      }
    }
    return values;
  }

  private static int number(String field, String text, String whole, List<String> names)
      throws Refused {
    int named = names.indexOf(text.toUpperCase(Locale.ROOT));
    if (named >= 0 && !text.isEmpty()) {
      return named;
    }
    if (!text.matches("\\d{1,4}")) {
      throw wrong(
          field,
          text,
          whole,
          "a number" + (names.isEmpty() ? "" : " or a name such as " + names.get(1)));
    }
    return Integer.parseInt(text);
  }

  private static Refused wrong(String field, String part, String whole, String wanted) {
    return Refused.invalid(
        "the cron field "
            + field
            + " is wrong at '"
            + part
            + "' in '"
            + whole
            + "': it takes "
            + wanted
            + ", with *, lists a,b, ranges a-b and steps */n");
  }
}
