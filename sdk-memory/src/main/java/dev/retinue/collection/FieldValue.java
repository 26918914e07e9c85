package dev.retinue.collection;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The value of a field that entries are filtered and ordered by. */
public sealed interface FieldValue {
  /** A value with an order of its own, so that a {@link Filter.Range} of it has a meaning. */
  sealed interface Ordered extends FieldValue {}

  /**
   * One or more exact words: ids, tags, kinds. They are compared as they are, letter case included.
   *
   * @param values at least one, each at most {@value #MAX_BYTES} bytes of UTF-8
   */
  record Keywords(List<String> values) implements FieldValue {
    public static final int MAX_BYTES = 32_000;

    public Keywords {
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException(
            "keywords need at least one value; leave the field out of the entry instead");
      }
      for (String value : values) {
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
          throw new IllegalArgumentException(
              "a keyword has at most "
                  + MAX_BYTES
                  + " bytes, got "
                  + bytes
                  + ": \""
                  + value.substring(0, 40)
                  + "...\"");
        }
      }
    }
  }

  /**
   * A number.
   *
   * @param value anything but NaN
   */
  record Numeric(double value) implements Ordered {
    public Numeric {
      if (Double.isNaN(value)) {
        throw new IllegalArgumentException("a number field cannot be NaN");
      }
      value += 0.0; // -0.0 becomes 0.0, which the index would keep apart
    }
  }

  /**
   * A moment.
   *
   * @param value kept to the microsecond
   */
  record Time(Instant value) implements Ordered {
    private static final long MOST_MICROS = 9_000_000_000_000_000_000L;

    /** The earliest and the latest moment an index can hold, some 285,000 years from 1970. */
    public static final Time EARLIEST = ofMicros(-MOST_MICROS);

    /** See {@link #EARLIEST}. */
    public static final Time LATEST = ofMicros(MOST_MICROS);

    public Time {
      if (Math.abs((double) value.getEpochSecond()) > MOST_MICROS / 1e6) {
        throw new IllegalArgumentException(
            "a time must be within 285,000 years of 1970, got " + value);
      }
      value = value.truncatedTo(ChronoUnit.MICROS);
    }

    static Time ofMicros(long micros) {
      return new Time(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }

    long micros() {
      return ChronoUnit.MICROS.between(Instant.EPOCH, value);
    }
  }

  static FieldValue keyword(String... values) {
    return new Keywords(List.of(values));
  }

  static Ordered number(double value) {
    return new Numeric(value);
  }

  static Ordered time(Instant value) {
    return new Time(value);
  }
}
