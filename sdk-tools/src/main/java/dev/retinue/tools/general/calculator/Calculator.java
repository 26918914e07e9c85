package dev.retinue.tools.general.calculator;

import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.label.Label;
import dev.retinue.tool.SelfTest;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolCard;
import dev.retinue.tool.ToolTraits;
import dev.retinue.tools.catalogue.Arguments;
import dev.retinue.tools.catalogue.CatalogueTool;
import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.general.calculator.Value.Day;
import dev.retinue.tools.general.calculator.Value.Quantity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tool {@code calculator}: one expression in, one number out. Its grammar is that of
 * {@link Parser}; what is exact and what is rounded is said by {@link Answer}.
 */
public final class Calculator {
  private static final int MOST_LENGTH = 2_000;
  private static final int USUAL_PRECISION = 16;
  private static final int MOST_PRECISION = 1_000;
  private static final List<Integer> GUARDS = List.of(20, 80, 320);

  private Calculator() {}

  /**
   * What the model is told.
   *
   * @param value the decimal, or a date
   * @param unit absent for a plain number
   * @param exact whether {@code value} is the number itself and not rounded
   * @param fraction the number exactly, where its decimal never ends
   * @param readable a time in parts
   * @param steps the operations, if asked for
   * @param notes how something was understood that could have been meant otherwise
   */
  record Answer(
      String value,
      @Nullable String unit,
      boolean exact,
      @Nullable String fraction,
      @Nullable String readable,
      @Nullable List<String> steps,
      @Nullable List<String> notes) {}

  /** The tool; thread-safe. */
  public static Tool tool() {
    return CatalogueTool.of(
            "calculator",
            "Computes one expression exactly. Use it for every calculation instead of computing"
                + " yourself: + - * / ^ mod !, percentages (17.5% of 1240, 80 + 10%), units (5 km in"
                + " miles, 3 h + 20 min), sqrt cbrt root abs min max sum avg round floor ceil trunc ln"
                + " log10 log2 log exp sin cos tan asin acos atan gcd lcm, pi, e, days(2026-01-31,"
                + " 2026-03-01). Not for currencies or clock times. Example: {\"expression\":"
                + " \"sqrt(2) * 1,240.50\"}",
            JsonObjectSchema.builder()
                .addStringProperty(
                    "expression",
                    "The expression; write * for every multiplication. Angles are radians unless"
                        + " written 30 deg.")
                .addIntegerProperty(
                    "precision",
                    "Significant digits where the result must be rounded, 1 to 1000; 16 if left out.")
                .addStringProperty(
                    "units", "Unit to give the result in, such as km/h or deg, as 'in' would do.")
                .addBooleanProperty("steps", "Whether to list the intermediate results.")
                .required("expression"),
            ToolTraits.READS.withLabel(Label.NONE).withTimeout(Duration.ofSeconds(20)),
            (arguments, context) -> answer(arguments))
        .forTasks("What is 17.5 % of 1,240?", "How many miles are 42 kilometres?")
        .listed(
            ToolCard.of("general").alias("calculate"),
            SelfTest.answers("{\"expression\":\"12/48 in %\"}", "\"25\""));
  }

  private static Answer answer(Arguments arguments) throws Refused, InterruptedException {
    String expression = arguments.text("expression");
    if (expression.length() > MOST_LENGTH) {
      throw new Refused(
          "LIMIT",
          "the expression has "
              + expression.length()
              + " characters; at most "
              + MOST_LENGTH
              + " are computed, so split it");
    }
    int precision = arguments.number("precision", USUAL_PRECISION, 1, MOST_PRECISION);
    Optional<Measure> units = units(arguments);
    try {
      Scanner.Scanned scanned = Scanner.scan(expression);
      Node node = Parser.parse(scanned.tokens());
      return agreed(node, units, precision, arguments.flag("steps"), scanned.notes());
    } catch (Fault e) {
      throw e.in(expression);
    }
  }

  /**
   * The answer on which two evaluations with different numbers of guard digits agree (Ziv's
   * strategy); one is enough if nothing was rounded.
   */
  private static Answer agreed(
      Node node, Optional<Measure> units, int precision, boolean steps, List<String> notes)
      throws Fault, InterruptedException {
    Answer before = null;
    for (int guard : GUARDS) {
      Arithmetic arithmetic = new Arithmetic(precision, guard);
      Answer answer = evaluated(node, units, arithmetic, steps, notes);
      if (!arithmetic.hasRounded() || (before != null && answer.value().equals(before.value()))) {
        return answer;
      }
      before = answer;
    }
    throw Fault.limit(
        "so much cancels out that "
            + precision
            + " digits of the result cannot be computed; rearrange the expression");
  }

  private static Answer evaluated(
      Node node, Optional<Measure> units, Arithmetic arithmetic, boolean steps, List<String> notes)
      throws Fault, InterruptedException {
    Rendering rendering = new Rendering(arithmetic);
    Evaluator evaluator = new Evaluator(arithmetic, rendering);
    Value value = evaluator.evaluate(node);
    if (units.isPresent() && value instanceof Quantity quantity) {
      value = evaluator.convert(quantity, units.get());
    }
    return answer(value, arithmetic, rendering, steps ? evaluator.steps() : null, notes);
  }

  private static Optional<Measure> units(Arguments arguments) throws Refused {
    Optional<String> units = arguments.optionalText("units");
    if (units.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Parser.parseUnits(Scanner.scan(units.get()).tokens()));
    } catch (Fault e) {
      throw new Refused(Refused.INVALID_ARGUMENT, "in 'units': " + e.in(units.get()).getMessage());
    }
  }

  private static Answer answer(
      Value value,
      Arithmetic arithmetic,
      Rendering rendering,
      @Nullable List<String> steps,
      List<String> notes)
      throws Fault {
    return switch (value) {
      case Day(var date) ->
          new Answer(date.toString(), null, true, null, null, steps, told(notes, arithmetic));
      case Quantity quantity -> {
        Rendering.Written written = rendering.write(quantity.amount(arithmetic));
        yield new Answer(
            written.text(),
            quantity.measure().isNone() ? null : quantity.measure().toString(),
            written.exact(),
            written.fraction(),
            rendering.readable(quantity),
            steps,
            told(notes, arithmetic));
      }
    };
  }

  private static @Nullable List<String> told(List<String> notes, Arithmetic arithmetic) {
    List<String> told = new ArrayList<>(notes);
    if (arithmetic.hasDroppedNoise()) {
      told.add(
          "a difference that vanished in "
              + arithmetic.trustedDigits()
              + " digits was taken for zero");
    }
    return told.isEmpty() ? null : told;
  }
}
