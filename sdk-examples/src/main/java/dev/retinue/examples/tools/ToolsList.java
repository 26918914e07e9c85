package dev.retinue.examples.tools;

import dev.retinue.json.Json;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.tool.Requirement;
import dev.retinue.tool.ToolEntry;
import dev.retinue.tool.ToolRegistry;
import dev.retinue.tool.ToolTraits;
import dev.retinue.tool.Verification;
import dev.retinue.tool.Verification.Result;
import dev.retinue.tool.Verification.Verified;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lists the tools on the class path: what each touches, whether it can be used on this machine, and
 * if not, why and what to do. With {@code --verify} each available one shows that it works.
 */
public final class ToolsList {
  private static final String USAGE = "usage: tools-list [--verify] [--json | --markdown]";

  private ToolsList() {}

  public static void main(String[] arguments) throws InterruptedException {
    List<String> options = List.of(arguments);
    if (!List.of("--verify", "--json", "--markdown").containsAll(options)
        || (options.contains("--json") && options.contains("--markdown"))) {
      System.err.println(USAGE);
      System.exit(2);
    }
    boolean sound;
    try (AgentRuntime runtime = AgentRuntime.builder().inMemory().build()) {
      sound = list(runtime.tools(), options, System.out);
    }
    if (!sound) {
      System.exit(1);
    }
  }

  /** Whether no self-test failed. */
  static boolean list(ToolRegistry tools, List<String> options, PrintStream out)
      throws InterruptedException {
    List<Verified> verified = options.contains("--verify") ? Verification.of(tools) : List.of();
    List<Row> rows = new ArrayList<>();
    for (ToolEntry entry : tools.entries()) {
      rows.add(
          Row.of(
              entry,
              verified.stream()
                  .filter(each -> each.tool().equals(entry.name()))
                  .findFirst()
                  .orElse(null)));
    }
    if (options.contains("--json")) {
      out.println(Json.pretty(rows));
    } else if (options.contains("--markdown")) {
      markdown(rows, out);
    } else {
      table(rows, out);
    }
    return verified.stream().noneMatch(each -> each.result() == Result.FAILED);
  }

  /**
   * @param state available, or why it is not
   * @param verified what came of its self-test, if that was asked for
   */
  record Row(
      String name,
      String category,
      String toolkit,
      String access,
      String effect,
      String needs,
      String cost,
      String state,
      @Nullable String verified,
      String description) {
    static Row of(ToolEntry entry, @Nullable Verified verified) {
      ToolTraits traits = entry.traits();
      String problem = entry.problem();
      return new Row(
          entry.name(),
          entry.card().category(),
          entry.toolkit(),
          traits == null
              ? ""
              : traits.access().stream()
                  .sorted()
                  .map(ToolsList::word)
                  .collect(Collectors.joining(" ")),
          traits == null ? "" : word(traits.effectClass()),
          entry.card().requirements().stream()
              .map(Requirement::told)
              .collect(Collectors.joining(", ")),
          entry.card().cost().picodollars() == 0 ? "" : entry.card().cost().toString(),
          problem == null ? "available" : "unavailable: " + problem,
          verified == null ? null : told(verified),
          entry.description());
    }

    private static String told(Verified verified) {
      String problem = verified.problem();
      return switch (verified.result()) {
        case PASSED -> "passed in " + verified.took().toMillis() + " ms";
        case FAILED -> "FAILED in " + verified.took().toMillis() + " ms: " + problem;
        case NONE -> "no self-test";
        case UNAVAILABLE -> "";
      };
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static void table(List<Row> rows, PrintStream out) {
    List<String[]> cells = new ArrayList<>();
    cells.add(new String[] {"TOOL", "CATEGORY", "ACCESS", "EFFECT", "STATE"});
    for (Row row : rows) {
      String verified = row.verified();
      String state =
          verified == null || verified.isEmpty() ? row.state() : row.state() + ", " + verified;
      cells.add(new String[] {row.name(), row.category(), row.access(), row.effect(), state});
    }
    int[] widths = new int[4];
    for (String[] line : cells) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line[i].length());
      }
    }
    for (String[] line : cells) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        text.append(line[i]).append(" ".repeat(widths[i] - line[i].length() + 2));
      }
      out.println(text.append(line[4]).toString().stripTrailing());
    }
    long available = rows.stream().filter(row -> row.state().equals("available")).count();
    out.println();
    out.println(rows.size() + " tools, " + available + " available");
    Map<String, Long> outcomes = new TreeMap<>();
    rows.stream()
        .filter(row -> row.verified() != null && !row.verified().isEmpty())
        .forEach(row -> outcomes.merge(row.verified().split(" in ", 2)[0], 1L, Long::sum));
    outcomes.forEach((outcome, count) -> out.println(count + " " + outcome));
  }

  private static void markdown(List<Row> rows, PrintStream out) {
    Map<String, List<Row>> byCategory = new LinkedHashMap<>();
    rows.stream()
        .sorted(java.util.Comparator.comparing(Row::category).thenComparing(Row::name))
        .forEach(
            row -> byCategory.computeIfAbsent(row.category(), c -> new ArrayList<>()).add(row));
    out.println("# Tools");
    byCategory.forEach((category, list) -> {
      out.println();
      out.println("## " + category);
      out.println();
      out.println("| tool | what it does | touches | effect | needs |");
      out.println("|---|---|---|---|---|");
      for (Row row : list) {
        String first = row.description().split("(?<=[.]) ", 2)[0];
        out.println(
            Arrays.asList("`" + row.name() + "`", first, row.access(), row.effect(), row.needs())
                .stream()
                .map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |")));
      }
    });
  }
}
