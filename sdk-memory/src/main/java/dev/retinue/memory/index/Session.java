package dev.retinue.memory.index;

import dev.retinue.collection.Entry;
import dev.retinue.memory.Turn;
import dev.retinue.memory.recall.RecallFields;
import dev.retinue.memory.recall.Said;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The turns of one session and principal, one after another, each of which is searched amid those
 * around it. What was said stays in the payload; words and meaning of neighbours are redone from it
 * whenever a turn comes or goes, so that nothing of a forgotten turn stays with the others.
 */
final class Session {
  /** So far the words of a turn reach, and so far those of these reach again. */
  static final int WINDOW = 2 * RecallFields.NEIGHBOURS;

  private Session() {}

  /**
   * The entries that change when a turn is kept: its own, and those around it.
   *
   * @param own its entry, alone
   */
  static List<Entry> with(Turn turn, Entry own, Unwritten kept) {
    List<Entry> line = new ArrayList<>(kept.before(turn, WINDOW));
    int place = line.size();
    line.add(own);
    line.addAll(kept.after(turn, WINDOW));
    return amid(line, place - RecallFields.NEIGHBOURS, place + RecallFields.NEIGHBOURS + 1, place);
  }

  /** The entries that change when a turn is gone. */
  static List<Entry> without(Turn turn, Unwritten kept) {
    List<Entry> line = new ArrayList<>(kept.before(turn, WINDOW));
    int gap = line.size();
    line.addAll(kept.after(turn, WINDOW));
    return amid(line, gap - RecallFields.NEIGHBOURS, gap + RecallFields.NEIGHBOURS, gap);
  }

  /**
   * What stands beside each of these, by their ids; called when nothing waits to be written. Turns
   * that follow one another are read together.
   */
  static Map<String, Beside> beside(List<Turn> turns, Unwritten kept) {
    Map<String, Beside> beside = new HashMap<>();
    turns.stream()
        .collect(Collectors.groupingBy(turn -> turn.context().session()))
        .values()
        .forEach(some -> beside.putAll(besideInOne(some, kept)));
    return beside;
  }

  private static Map<String, Beside> besideInOne(List<Turn> turns, Unwritten kept) {
    Turn first = Collections.min(turns, RecordEntry.IN_ORDER);
    List<Entry> after = kept.line(first, turns.size() + 1);
    List<Turn> line = new ArrayList<>();
    kept.before(first, 1).forEach(entry -> line.add(RecordEntry.turn(entry)));
    line.add(first);
    after.forEach(entry -> line.add(RecordEntry.turn(entry)));
    Map<String, Beside> beside = new HashMap<>();
    for (int i = 0; i < line.size(); i++) {
      Turn own = line.get(i);
      Turn before = i == 0 ? null : line.get(i - 1);
      Turn next = i + 1 == line.size() ? null : line.get(i + 1);
      boolean isCut = next == null && after.size() > turns.size();
      if (!isCut) {
        beside.put(own.id(), new Beside(before, next));
      }
    }
    for (Turn turn : turns) {
      beside.computeIfAbsent(turn.id(), any -> beside(turn, kept));
    }
    return beside;
  }

  private static Beside beside(Turn turn, Unwritten kept) {
    List<Entry> before = kept.before(turn, 1);
    List<Entry> after = kept.after(turn, 1);
    return new Beside(
        before.isEmpty() ? null : RecordEntry.turn(before.getFirst()),
        after.isEmpty() ? null : RecordEntry.turn(after.getFirst()));
  }

  /** The turn before and the one after; null where there is none. */
  record Beside(@Nullable Turn before, @Nullable Turn after) {
    static final Beside NONE = new Beside(null, null);
  }

  /**
   * @param change where a turn came or went: the meaning of those that touch it is made anew
   */
  private static List<Entry> amid(List<Entry> line, int from, int to, int change) {
    List<Said> said = line.stream().map(RecordEntry::turn).map(RecordEntry::said).toList();
    List<Entry> changed = new ArrayList<>();
    for (int i = Math.max(0, from); i < Math.min(to, line.size()); i++) {
      List<Said> before = said.subList(Math.max(0, i - RecallFields.NEIGHBOURS), i);
      List<Said> after =
          said.subList(i + 1, Math.min(line.size(), i + 1 + RecallFields.NEIGHBOURS));
      Entry entry = RecallFields.amid(line.get(i), said.get(i), before, after);
      changed.add(Math.abs(i - change) <= 1 ? RecordEntry.toBeEmbedded(entry) : entry);
    }
    return changed;
  }
}
