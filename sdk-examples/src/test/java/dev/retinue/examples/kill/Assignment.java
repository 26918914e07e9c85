package dev.retinue.examples.kill;

import dev.retinue.memory.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What the scripted model asks for in a run, the same for the same number.
 *
 * @param number of the task
 * @param places the calls that each of the model's replies asks for
 */
record Assignment(int number, List<List<Call>> places) {
  private static final int PLACES = 5;

  /**
   * @param tool its name
   * @param what its argument, of which there is one in a run
   */
  record Call(String tool, String what) {
    String arguments() {
      return "{\"what\":\"" + what + "\"}";
    }
  }

  static Assignment of(int number) {
    Random random = new Random(number);
    List<LedgerTool.Kind> kinds = List.of(LedgerTool.Kind.values());
    List<List<Call>> places = new ArrayList<>();
    for (int place = 0; place < PLACES; place++) {
      List<Call> calls = new ArrayList<>();
      int together = 1 + random.nextInt(3);
      for (int i = 0; i < together; i++) {
        LedgerTool.Kind kind = kinds.get(random.nextInt(kinds.size()));
        calls.add(new Call(kind.tool(), number + "/" + place + "/" + i));
      }
      places.add(calls);
    }
    return new Assignment(number, places);
  }

  /** By the session in which it is worked on, which is also what the user says. */
  static Assignment ofSession(String session) {
    return of(Integer.parseInt(session.substring("task-".length(), session.indexOf('.'))));
  }

  /** The session of an attempt at starting it. */
  String session(int attempt) {
    return "task-" + number + "." + attempt;
  }

  List<Call> calls() {
    return places.stream().flatMap(List::stream).toList();
  }

  String answer() {
    return "Task " + number + " is done: " + calls().stream().map(Call::what).toList();
  }

  /** The tools of its turn, as memory is to have them. */
  String toolUses() {
    return calls().stream()
        .map(call -> new Turn.ToolUse(call.tool(), call.arguments(), LedgerTool.did(call.what())))
        .toList()
        .toString();
  }
}
