package dev.retinue.runtime;

import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.consolidation.Derivation;
import dev.retinue.identity.Principal;
import dev.retinue.json.Json;
import dev.retinue.json.SchemaCheck;
import dev.retinue.label.Trust;
import dev.retinue.memory.Fact;
import dev.retinue.memory.MemoryException;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.Skill;
import dev.retinue.memory.Turn;
import dev.retinue.runtime.Extracting.Found;
import dev.retinue.runtime.Extracting.Kind;
import dev.retinue.runtime.Extracting.Order;
import dev.retinue.runtime.Extracting.Said;
import dev.retinue.runtime.Extracting.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Turns whose words a model is shown in one call, and what of its answer they bear out: a statement
 * is taken only if its quote stands in the words of its turn, letter by letter, and its value in
 * the quote. Only what the principal wrote is shown: no answer, no result of a tool, no turn that
 * saw untrusted content, and nothing of a principal who may be anybody.
 */
final class ToldTurns {
  /** The most that is shown at once: a small model loses count of more. */
  private static final int MOST_TURNS = 20;

  private static final int MOST_CHARACTERS = 8_000;
  private static final int LONGEST_TURN = 2_000;

  private static final int MOST_OF_A_TURN = 5;
  private static final int LONGEST_ATTRIBUTE = 40;
  private static final int LONGEST_VALUE = 120;
  private static final int LONGEST_QUOTE = 300;

  private final List<Turn> turns;

  private ToldTurns(List<Turn> turns) {
    this.turns = List.copyOf(turns);
  }

  /** What of these records a model may be shown, in as many calls as that needs. */
  static List<ToldTurns> batches(List<MemoryRecord> records) {
    List<ToldTurns> batches = new ArrayList<>();
    List<Turn> batch = new ArrayList<>();
    int characters = 0;
    for (MemoryRecord record : records) {
      if (record instanceof Turn turn && isShown(turn)) {
        int more = turn.user().length();
        if (batch.size() == MOST_TURNS
            || (characters + more > MOST_CHARACTERS && !batch.isEmpty())) {
          batches.add(new ToldTurns(batch));
          batch.clear();
          characters = 0;
        }
        batch.add(turn);
        characters += more;
      }
    }
    if (!batch.isEmpty()) {
      batches.add(new ToldTurns(batch));
    }
    return batches;
  }

  private static boolean isShown(Turn turn) {
    return turn.label().trust() == Trust.TRUSTED
        && turn.context().speaker() == null
        && !turn.context().principal().equals(Principal.SHARED)
        && !turn.user().isBlank()
        && turn.user().length() <= LONGEST_TURN;
  }

  Order order() {
    return new Order(turns.stream().map(turn -> new Said(turn.id(), turn.user())).toList());
  }

  /**
   * What the answer of a model and the turns both say.
   *
   * @throws MemoryException if the answer has not the form that was asked for
   */
  List<MemoryRecord> stated(String answer) {
    JsonObjectSchema form = (JsonObjectSchema) Extracting.ANSWER.rootElement();
    Found found =
        switch (SchemaCheck.check(answer, form)) {
          case SchemaCheck.Checked.Fits(var json) -> (Found) Json.read(json, Found.class);
          case SchemaCheck.Checked.Wrong(String problems) ->
              throw new MemoryException(
                  turns.getFirst().id(), "the model's answer has another form: " + problems);
        };
    List<MemoryRecord> stated = new ArrayList<>();
    int[] taken = new int[turns.size()];
    for (Statement each : Objects.requireNonNullElse(found.found(), List.<Statement>of())) {
      int index = each.text() - 1;
      if (index >= 0 && index < turns.size() && taken[index] < MOST_OF_A_TURN) {
        Turn turn = turns.get(index);
        if (isBorneOut(each, turn)) {
          taken[index]++;
          stated.add(record(each, turn));
        }
      }
    }
    return stated;
  }

  private static boolean isBorneOut(Statement each, Turn turn) {
    boolean fact = each.kind() == Kind.FACT;
    String quoted = words(each.quote());
    return isBetween(each.quote(), 1, LONGEST_QUOTE)
        && isBetween(each.value(), 1, LONGEST_VALUE)
        && isBetween(each.attribute(), fact ? 1 : 0, LONGEST_ATTRIBUTE)
        && words(turn.user()).contains(quoted)
        && quoted.contains(words(each.value()))
        && (fact || quoted.contains(words(each.attribute())));
  }

  private static boolean isBetween(String text, int least, int most) {
    return text.strip().length() >= least && text.length() <= most;
  }

  private static String words(String text) {
    return text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
  }

  private static MemoryRecord record(Statement each, Turn turn) {
    List<String> sources = List.of(turn.id());
    String attribute = words(each.attribute());
    String quote = each.quote().strip();
    if (each.kind() == Kind.FACT) {
      Fact.Statement statement =
          new Fact.Statement(turn.context().principal().name(), attribute, each.value().strip());
      return new Fact(
          Derivation.id(turn, statement.toString()),
          Derivation.context(turn),
          statement,
          new Fact.Origin(turn.context().at(), null, sources),
          turn.label());
    }
    return new Skill(
        Derivation.id(turn, quote),
        Derivation.context(turn),
        new Skill.Practice(
            Derivation.name(attribute.isEmpty() ? each.value() : attribute),
            attribute.isEmpty() ? List.of() : List.of(attribute),
            quote),
        sources,
        turn.label());
  }
}
