package dev.retinue.llm.offline.argument;

import dev.retinue.llm.offline.text.Clues;
import dev.retinue.llm.offline.text.Clues.Kind;
import dev.retinue.llm.offline.text.Found;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A parameter that is a date or a moment: a day and a time of day that stand apart are joined, and
 * a bare time is a moment only where the parameter allows it.
 */
record Timing(Clues clues, Beside beside) {
  private static final Pattern MOMENT = Pattern.compile("(?i)\\btime\\b");
  private static final Pattern DAY = Pattern.compile("(?i)\\b(?:day|date)\\b");

  Optional<String> value(Slot slot, List<Slot> slots, Set<Found> used) {
    boolean moment = MOMENT.matcher(slot.description()).find() || slot.spaced().contains("time");
    boolean day = !moment || DAY.matcher(slot.description()).find();
    List<Found> dates = clues.all(Kind.DATE);
    Optional<Found> best =
        beside.best(slot, dates.stream().filter(each -> !used.contains(each)).toList(), slots);
    if (day && best.isPresent() && (slot.required() || beside.cue(slot, best.get(), slots) >= 0)) {
      if (!moment) {
        // The same day may be the date here and part of a moment there.
        boolean shared =
            slots.stream()
                .anyMatch(s ->
                    !s.equals(slot)
                        && s.purpose() == Purpose.DATE
                        && MOMENT.matcher(s.description()).find());
        if (!shared) {
          used.add(best.get());
        }
        return Optional.of(best.get().value().split("T", 2)[0]);
      }
      used.add(best.get());
      return Optional.of(joined(best.get(), used));
    }
    if (!moment) {
      return Optional.empty();
    }
    Optional<Found> date = best.or(() -> dates.stream().findFirst());
    if (date.isPresent() && date.get().value().contains("T") && !used.contains(date.get())) {
      used.add(date.get());
      return Optional.of(date.get().value());
    }
    List<Found> times = clues.all(Kind.TIME).stream().filter(each -> !used.contains(each)).toList();
    Optional<Found> time = beside.best(slot, times, slots);
    if (time.isEmpty()) {
      return Optional.empty();
    }
    if (date.isPresent()) {
      used.add(time.get());
      return Optional.of(date.get().value().split("T", 2)[0] + "T" + time.get().value());
    }
    if (!day) {
      return Optional.empty(); // a moment without a day is none
    }
    used.add(time.get());
    return Optional.of(time.get().value());
  }

  private String joined(Found date, Set<Found> used) {
    if (date.value().contains("T")) {
      return date.value();
    }
    Optional<Found> time =
        clues.all(Kind.TIME).stream().filter(each -> !used.contains(each)).findFirst();
    time.ifPresent(used::add);
    return time.map(at -> date.value() + "T" + at.value()).orElse(date.value());
  }
}
