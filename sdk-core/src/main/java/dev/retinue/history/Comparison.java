package dev.retinue.history;

import dev.retinue.budget.Money;
import dev.retinue.model.Tokens;
import dev.retinue.run.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Runs side by side.
 *
 * @param columns one for each run, in the order given
 * @param divergence the first address at which not all of them asked the same or were told the
 *     same; empty if they are the same throughout
 */
public record Comparison(List<Column> columns, Optional<Difference> divergence) {
  private static final int WIDEST = 44;

  /** What tells otherwise each time is no difference of the runs; a turn carries the run's id. */
  private static final Set<String> CHANCE = Set.of("ReadClock", "DrawRandom", "DrawId", "Remember");

  public Comparison {
    columns = List.copyOf(columns);
  }

  /**
   * A run in numbers.
   *
   * @param run its id
   * @param agent id of its agent
   * @param steps effects of its reasoner
   * @param effects all of its effects
   * @param modelCalls model calls
   * @param toolCalls tool calls
   * @param tokens of its model calls
   * @param money what they cost
   * @param active time in which something was performed
   * @param waited time in which it only waited
   * @param outcome how it ended, in a word and its text
   */
  public record Column(
      String run,
      String agent,
      long steps,
      long effects,
      long modelCalls,
      long toolCalls,
      Tokens tokens,
      Money money,
      Duration active,
      Duration waited,
      String outcome) {}

  /**
   * Where runs part.
   *
   * @param address the step
   * @param asked what each asked there, in the order of the columns; empty for one that had ended
   * @param told what came of it
   */
  public record Difference(String address, List<String> asked, List<String> told) {
    public Difference {
      asked = List.copyOf(asked);
      told = List.copyOf(told);
    }
  }

  /** Compares at least one run. */
  public static Comparison of(List<RunHistory> runs) {
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("give at least one run to compare");
    }
    return new Comparison(runs.stream().map(Comparison::column).toList(), difference(runs));
  }

  private static Column column(RunHistory run) {
    Duration waited = run.waited();
    return new Column(
        run.run(),
        run.scope().agent(),
        run.steps().size(),
        run.all().count(),
        run.all().filter(step -> step.effect().equals("CallModel")).count(),
        run.all().filter(step -> step.effect().equals("CallTool")).count(),
        run.tokens(),
        run.money(),
        run.span().until(run.asOf()).minus(waited),
        waited,
        run.outcome()
            .map(outcome ->
                (outcome instanceof Outcome.Answered ? "answered: " : "") + outcome.text())
            .orElse(run.status().name().toLowerCase(Locale.ROOT)));
  }

  private static Optional<Difference> difference(List<RunHistory> runs) {
    int most = runs.stream().mapToInt(run -> run.steps().size()).max().orElse(0);
    for (int i = 0; i < most; i++) {
      List<String> asked = new ArrayList<>();
      List<String> told = new ArrayList<>();
      List<String> addresses = new ArrayList<>();
      List<String> kinds = new ArrayList<>();
      for (RunHistory run : runs) {
        if (i < run.steps().size()) {
          Step step = run.steps().get(i);
          addresses.add(step.address().path());
          kinds.add(step.effect());
          asked.add(own(run, step.request().map(Object::toString).orElse(step.effect())));
          told.add(own(run, told(step)));
        } else {
          kinds.add("");
          asked.add("");
          told.add("");
        }
      }
      boolean chance = kinds.stream().allMatch(CHANCE::contains) && !differ(kinds);
      if (!chance && (differ(asked) || differ(told))) {
        return Optional.of(new Difference(addresses.getFirst(), asked, told));
      }
    }
    return Optional.empty();
  }

  /** Ids that are another in each run are no difference. */
  private static String own(RunHistory run, String text) {
    String session = run.scope().session();
    String without = text.replace(run.run(), "<run>");
    return session.length() < 20 ? without : without.replace(session, "<session>");
  }

  private static String told(Step step) {
    return switch (step.ending()) {
      case Step.Ending.Done done ->
          step.reply()
              .map(reply -> Divergence.words(reply.message()))
              .or(() -> step.told().map(result -> result.text()))
              .orElseGet(() -> done.result().text());
      case Step.Ending.Failed failed -> failed.kind() + ": " + failed.message();
      case Step.Ending.Open open -> "";
    };
  }

  private static boolean differ(List<String> values) {
    return values.stream().anyMatch(value -> !Objects.equals(value, values.getFirst()));
  }

  /** A table for a terminal: a line for each measure, a column for each run. */
  @Override
  public String toString() {
    List<List<String>> lines = new ArrayList<>();
    line(lines, "run", Column::run);
    line(lines, "agent", Column::agent);
    line(lines, "steps", column -> Long.toString(column.steps()));
    line(lines, "effects", column -> Long.toString(column.effects()));
    line(lines, "model calls", column -> Long.toString(column.modelCalls()));
    line(lines, "tool calls", column -> Long.toString(column.toolCalls()));
    line(lines, "tokens in", column -> String.format(Locale.ROOT, "%,d", column.tokens().input()));
    line(
        lines, "tokens out", column -> String.format(Locale.ROOT, "%,d", column.tokens().output()));
    line(lines, "cost", column -> column.money().toString());
    line(lines, "active", column -> seconds(column.active()));
    line(lines, "waited", column -> seconds(column.waited()));
    line(lines, "outcome", Column::outcome);
    divergence.ifPresent(difference -> {
      lines.add(row("parts at " + difference.address() + ", asks", difference.asked()));
      lines.add(row("  and is told", difference.told()));
    });
    return table(lines);
  }

  private void line(
      List<List<String>> lines, String label, java.util.function.Function<Column, String> value) {
    lines.add(row(label, columns.stream().map(value).toList()));
  }

  private static List<String> row(String label, List<String> values) {
    List<String> row = new ArrayList<>();
    row.add(label);
    row.addAll(values);
    return row;
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%,.3f s", time.toNanos() / 1e9);
  }

  private static String table(List<List<String>> lines) {
    int columns = lines.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> line : lines) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], cell(line.get(i)).length());
      }
    }
    StringBuilder table = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String cell = cell(line.get(i));
        row.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
      }
      table.append(row.toString().stripTrailing()).append('\n');
    }
    return table.toString();
  }

  private static String cell(String value) {
    String line = value.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() > WIDEST ? line.substring(0, WIDEST - 1) + "…" : line;
  }
}
