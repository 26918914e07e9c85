package dev.retinue.tools.egress;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** How long a busy server wants to be left alone (RFC 9110, 10.2.3). */
final class RetryAfter {
  private RetryAfter() {}

  /**
   * @param header seconds, or a date
   */
  static Optional<Duration> of(int status, Optional<String> header, Instant now) {
    return status == 429 || status == 503
        ? header.flatMap(text -> parse(text.strip(), now))
        : Optional.empty();
  }

  private static Optional<Duration> parse(String text, Instant now) {
    if (text.matches("[0-9]{1,9}")) {
      return Optional.of(Duration.ofSeconds(Integer.parseInt(text)));
    }
    try {
      Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO);
    } catch (DateTimeException e) {
      return Optional.empty(); // Neither of its two forms: as if it were not there.
    }
  }
}
