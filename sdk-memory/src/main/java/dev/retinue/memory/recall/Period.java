package dev.retinue.memory.recall;

import dev.retinue.collection.FieldValue;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * A stretch of time.
 *
 * @param from the first moment in it
 * @param to the first moment after it
 * @param certainty 0 to 1, that this is the time that was meant
 */
record Period(Instant from, Instant to, double certainty) {
  static final Instant EVER = FieldValue.Time.LATEST.value();
  static final Instant ALWAYS = FieldValue.Time.EARLIEST.value();

  /** Named by its date. */
  Period(Instant from, Instant to) {
    this(from, to, 1);
  }

  /** Whole days, the second not included. */
  static Period of(LocalDate first, LocalDate after, ZoneId zone) {
    return new Period(first.atStartOfDay(zone).toInstant(), after.atStartOfDay(zone).toInstant());
  }

  boolean holds(Instant moment) {
    return !moment.isBefore(from) && moment.isBefore(to);
  }
}
