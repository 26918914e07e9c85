package dev.retinue.secret;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * Values by name that must not be seen, and are found in whatever form they are in a text. A value
 * that was replaced by another stays hidden. Thread-safe.
 */
public final class HiddenValues {
  private final ReentrantLock lock = new ReentrantLock();
  private volatile List<Traces> all = List.of();

  /** Hides a value; one that is hidden under this name stays so. */
  public void hide(String name, String value) {
    lock.lock();
    try {
      if (all.stream().noneMatch(each -> each.isOf(name, value))) {
        List<Traces> more = new ArrayList<>(all);
        more.add(new Traces(name, value));
        // The longest first, so that nothing is left of a value that begins with another.
        more.sort(Comparator.comparingInt(Traces::length).reversed());
        all = List.copyOf(more);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * The text without the values.
   *
   * @param instead what stands in place of the value of a name
   */
  public String redacted(String text, UnaryOperator<String> instead) {
    String clean = text;
    for (Traces each : all) {
      clean = each.redacted(clean, instead);
    }
    return clean;
  }

  /** The name of a value that is in the text. */
  public Optional<String> foundIn(String text) {
    for (Traces each : all) {
      if (each.isIn(text)) {
        return Optional.of(each.name());
      }
    }
    return Optional.empty();
  }

  /** Whether there is nothing to hide. */
  public boolean isEmpty() {
    return all.isEmpty();
  }
}
