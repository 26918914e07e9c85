package dev.retinue.examples.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.examples.kill.Assignment.Call;
import dev.retinue.examples.kill.WorkLog.Kind;
import dev.retinue.examples.kill.WorkLog.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the log of a home says about the promises. */
final class Findings {
  private final List<Line> lines;
  private final Map<String, String> accepted = new LinkedHashMap<>();

  Findings(List<Line> lines) {
    this.lines = lines;
    for (Line line : of(Kind.ACCEPTED)) {
      accepted.put(line.word(1), line.word(0));
    }
  }

  private List<Line> of(Kind kind) {
    return lines.stream().filter(line -> line.kind() == kind).toList();
  }

  long count(Kind kind) {
    return of(kind).size();
  }

  /** How often an effect was had again under its key. */
  long repeats() {
    return count(Kind.RAN) - of(Kind.RAN).stream().map(line -> line.word(0)).distinct().count();
  }

  /** What was accepted is remembered, once, as the run that was never interrupted has it. */
  void noAcceptedInputIsLost(int tasks) {
    assertThat(accepted.values().stream().map(session -> Assignment.ofSession(session).number()))
        .as("each task was accepted, and once")
        .containsExactlyInAnyOrderElementsOf(
            java.util.stream.IntStream.range(0, tasks).boxed().toList());
    Map<String, List<Line>> remembered = rememberedInTheEnd();
    accepted.forEach((run, session) -> {
      Assignment assignment = Assignment.ofSession(session);
      List<Line> turns = remembered.getOrDefault(session, List.of());
      assertThat(turns).as("turns of %s in memory", session).hasSize(1);
      Line turn = turns.getFirst();
      assertThat(turn.word(1)).as("run of the turn of %s", session).isEqualTo(run);
      assertThat(turn.word(2)).as("tools of %s", session).isEqualTo(assignment.toolUses());
      assertThat(turn.word(3)).as("answer of %s", session).isEqualTo(assignment.answer());
    });
  }

  /** The last time that memory was asked about all sessions. */
  private Map<String, List<Line>> rememberedInTheEnd() {
    String last = of(Kind.REMEMBERED).getLast().word(4);
    Map<String, List<Line>> bySession = new HashMap<>();
    for (Line line : of(Kind.REMEMBERED)) {
      if (line.word(4).equals(last)) {
        bySession.computeIfAbsent(line.word(0), session -> new ArrayList<>()).add(line);
      }
    }
    return bySession;
  }

  /** What was said to have ended is found in memory by the next process that looks. */
  void whatEndedIsRememberedAfterTheKill() {
    for (Line checked : of(Kind.CHECKED)) {
      int generation = checked.generation();
      Set<String> found = new HashSet<>();
      of(Kind.REMEMBERED).stream()
          .filter(line -> line.generation() == generation)
          .forEach(line -> found.add(line.word(0)));
      assertThat(found)
          .as("sessions found by process %d", generation)
          .containsAll(Worker.endedBefore(lines, generation));
    }
  }

  /** After its result was said to be recorded, no call is made again: of no tool, of no model. */
  void noRecordedStepIsRepeated() {
    Set<String> recorded = new HashSet<>();
    for (Line line : lines) {
      switch (line.kind()) {
        case RECORDED -> recorded.add(line.word(0) + " " + line.word(1));
        case RAN ->
            assertThat(recorded)
                .as("recorded before %s", line)
                .doesNotContain(line.word(1) + " " + arguments(line.word(3)));
        case ASKED ->
            accepted.forEach((run, session) -> {
              if (session.equals(line.word(0))) {
                assertThat(recorded)
                    .as("recorded before %s", line)
                    .doesNotContain(run + " place " + line.word(1));
              }
            });
        default -> {}
      }
    }
  }

  private static String arguments(String what) {
    return new Call("", what).arguments();
  }

  /** Each effect is in the ledger as often as its class allows, under a key of its own. */
  void effectsHappenAsTheirClassAllows() {
    Map<String, String> whatByKey = new HashMap<>();
    Map<String, Integer> times = new HashMap<>();
    Map<String, Set<String>> effects = new HashMap<>();
    for (Line line : of(Kind.RAN)) {
      String key = line.word(0);
      String effect = line.word(1) + " " + line.word(3);
      assertThat(whatByKey.putIfAbsent(key, effect))
          .as("what key %s stands for", key)
          .isIn(null, effect);
      int count = times.merge(key, 1, Integer::sum);
      if (!mayRepeat(line.word(2))) {
        assertThat(count).as("times that %s happened", line).isEqualTo(1);
      }
      effects
          .computeIfAbsent(line.word(1), run -> new HashSet<>())
          .add(line.word(2) + " " + line.word(3));
    }
    assertThat(new HashSet<>(whatByKey.values())).as("one key each").hasSize(whatByKey.size());
    accepted.forEach((run, session) ->
        assertThat(effects.get(run))
            .as("effects of %s", session)
            .containsExactlyInAnyOrderElementsOf(
                Assignment.ofSession(session).calls().stream()
                    .map(call -> call.tool() + " " + call.what())
                    .toList()));
  }

  private static boolean mayRepeat(String tool) {
    return tool.equals(LedgerTool.Kind.PURE.tool())
        || tool.equals(LedgerTool.Kind.IDEMPOTENT.tool());
  }

  /** Answers and usage, by task; of those runs whose end was heard. */
  Map<Integer, String> ends() {
    Map<Integer, String> ends = new HashMap<>();
    for (Line line : of(Kind.ENDED)) {
      if (accepted.containsKey(line.word(0))) {
        ends.put(Assignment.ofSession(line.word(1)).number(), line.word(2) + ": " + line.word(3));
      }
    }
    return ends;
  }
}
