package dev.retinue.memory.recall;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A time that a question tells by something that happened: "before the move", "since she got the
 * dog". When that was is itself a question to the memory.
 *
 * @param side before, until, after or since
 * @param event what happened, in the words of the question
 */
record EventTime(String side, String event) {
  private static final Pattern TOLD =
      Pattern.compile(
          "\\b(?<side>before|after|since|until)\\s+(?<event>[^,;.?!]{3,80})",
          Pattern.CASE_INSENSITIVE);

  /** People tell of what happened on the day it did, and of what came of it in the same breath. */
  private static final Duration TOLD_WITHIN = Duration.ofDays(1);

  /** An event is often told of again, and half of all times lie on one side of it. */
  private static final double CERTAINTY = 0.2;

  /** Stand for something said elsewhere, so they find nothing. */
  private static final Set<String> POINTS_ELSEWHERE = Set.of("that", "this", "it", "then", "now");

  /** The first that the question has; null if what follows the preposition is itself a time. */
  static @Nullable EventTime in(String question, ZonedDateTime now) {
    Matcher at = TOLD.matcher(question);
    if (!at.find()) {
      return null;
    }
    String event = at.group("event").strip();
    return POINTS_ELSEWHERE.contains(event.toLowerCase(Locale.ROOT))
            || !TimeExpressions.in(event, now).isEmpty()
        ? null
        : new EventTime(at.group("side").toLowerCase(Locale.ROOT), event);
  }

  /** What lies on its side of the moment at which the event was told, the day of that included. */
  Period from(Instant told) {
    return switch (side) {
      case "before", "until" -> new Period(Period.ALWAYS, told.plus(TOLD_WITHIN), CERTAINTY);
      default -> new Period(told.minus(TOLD_WITHIN), Period.EVER, CERTAINTY);
    };
  }
}
