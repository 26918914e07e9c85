package dev.retinue.tools.general.datetime;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** What a text about time says. */
sealed interface Reading {
  /** A moment, wherever one is. */
  record Moment(ZonedDateTime at) implements Reading {}

  /**
   * A time on some clock.
   *
   * @param zone the zone that the text names, null if it names none
   */
  record Local(LocalDateTime at, @Nullable ZoneId zone) implements Reading {}

  /** A day, with no time. */
  record Day(LocalDate date) implements Reading {}

  /** A time, with no day. */
  record Clock(LocalTime time, @Nullable ZoneId zone) implements Reading {}
}
