package dev.retinue.tools.general.datetime;

import dev.retinue.tools.catalogue.Arguments;
import dev.retinue.tools.catalogue.Refused;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/** Which days are worked. */
record BusinessCalendar(Set<DayOfWeek> weekend, Set<LocalDate> holidays) {
  private static final int MOST_DAYS_APART = 1_000_000;

  BusinessCalendar {
    weekend = Set.copyOf(weekend);
    holidays = Set.copyOf(holidays);
  }

  /** Without Saturdays and Sundays, unless another weekend is named, and without the holidays. */
  static BusinessCalendar read(Arguments calendar) throws Refused {
    Set<DayOfWeek> weekend = EnumSet.noneOf(DayOfWeek.class);
    for (String name : calendar.texts("weekend")) {
      weekend.add(
          TimeText.weekday(name)
              .orElseThrow(() -> Refused.invalid("'weekend' has no day '" + name + "'; use SAT")));
    }
    if (weekend.isEmpty()) {
      weekend = EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);
    }
    if (weekend.size() == DayOfWeek.values().length) {
      throw Refused.invalid("'weekend' has all seven days; no business day is left");
    }
    Set<LocalDate> holidays = new HashSet<>();
    for (String date : calendar.texts("holidays")) {
      try {
        holidays.add(LocalDate.parse(date));
      } catch (DateTimeException e) {
        throw Refused.invalid("'holidays' must be dates such as 2026-12-25, got '" + date + "'");
      }
    }
    return new BusinessCalendar(weekend, holidays);
  }

  boolean works(LocalDate date) {
    return !weekend.contains(date.getDayOfWeek()) && !holidays.contains(date);
  }

  /** The date so many business days later, or earlier. */
  LocalDate plus(LocalDate date, int days) {
    LocalDate day = date;
    int step = Integer.signum(days);
    for (int left = Math.abs(days); left > 0; ) {
      day = day.plusDays(step);
      left -= works(day) ? 1 : 0;
    }
    return day;
  }

  /** Business days from the first date to before the second; negative if that is earlier. */
  int between(LocalDate from, LocalDate to) throws Refused {
    if (to.isBefore(from)) {
      return -between(to, from);
    }
    if (from.plusDays(MOST_DAYS_APART).isBefore(to)) {
      throw new Refused("LIMIT", "more than " + MOST_DAYS_APART + " days lie between the dates");
    }
    return (int) from.datesUntil(to).filter(this::works).count();
  }
}
