package dev.retinue.journal.file;

import java.util.List;
import java.util.Map;

/**
 * What a journal's files hold, and what is wrong with them. Immutable.
 *
 * @param segments how many segments there are
 * @param runs how many runs were not released
 * @param records how many records those have
 * @param damages the places that are not what was written; none in a healthy journal
 * @param refused the runs that cannot be read and why, by id: what a repair loses
 * @param aside the files in which a repair kept what was damaged; none of a mere verification
 */
public record JournalReport(
    int segments,
    int runs,
    long records,
    List<Damage> damages,
    Map<String, String> refused,
    List<String> aside) {
  public JournalReport {
    damages = List.copyOf(damages);
    refused = Map.copyOf(refused);
    aside = List.copyOf(aside);
  }

  /** Whether everything is what was written. */
  public boolean sound() {
    return damages.isEmpty() && refused.isEmpty();
  }

  /** The report as lines for a person. */
  @Override
  public String toString() {
    StringBuilder lines = new StringBuilder();
    lines
        .append(segments + " segments, " + runs + " runs, " + records + " records: ")
        .append(sound() ? "sound" : "damaged");
    for (Damage damage : damages) {
      lines
          .append("\n  ")
          .append(damage.file())
          .append(" bytes " + damage.from() + " to " + damage.to() + ": ")
          .append(damage.what());
    }
    refused.forEach((run, reason) ->
        lines.append("\n  run ").append(run).append(" is lost by a repair: ").append(reason));
    for (String name : aside) {
      lines.append("\n  put aside: ").append(name);
    }
    return lines.toString();
  }
}
