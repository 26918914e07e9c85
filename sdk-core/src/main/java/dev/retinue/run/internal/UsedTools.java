package dev.retinue.run.internal;

import dev.retinue.effect.Effect;
import dev.retinue.effect.ToolResult;
import dev.retinue.history.Archive;
import dev.retinue.identity.Address;
import dev.retinue.journal.Journal;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.JournaledRun;
import dev.retinue.journal.Permitted;
import dev.retinue.tool.ToolUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts the calls of tools in what is recorded of an agent. Nothing is counted while they are
 * made: the records are there anyway. Confined to one thread.
 */
final class UsedTools {
  private static final String CALL = "CallTool";

  private final Map<String, Tally> tallies = new TreeMap<>();

  private static final class Tally {
    private final Map<String, Long> failures = new TreeMap<>();
    private final List<Duration> times = new ArrayList<>();
    private long calls;
    private Instant last = Instant.MIN;

    ToolUsage usage() {
      times.sort(null);
      return new ToolUsage(
          calls, failures, last, times.isEmpty() ? null : times.get(times.size() / 2));
    }
  }

  static Map<String, ToolUsage> of(Journal journal, Archive archive, String agent) {
    UsedTools used = new UsedTools();
    Set<String> read = new HashSet<>();
    for (JournaledRun run : journal.runs()) {
      if (run.start().scope().agent().equals(agent)) {
        List<JournalRecord> records = journal.read(run.start().run());
        if (!records.isEmpty() && read.add(run.start().run())) { // Else it has just left.
          used.count(records);
        }
      }
    }
    archive.read(
        agent,
        run -> {
          if (read.add(run.records().getFirst().run())) {
            used.count(run.records());
          }
        });
    Map<String, ToolUsage> usage = new TreeMap<>();
    used.tallies.forEach((tool, tally) -> usage.put(tool, tally.usage()));
    return usage;
  }

  private void count(List<JournalRecord> records) {
    Map<Address, JournalRecord.Intent> begun = new HashMap<>();
    for (JournalRecord record : records) {
      switch (record) {
        case JournalRecord.Intent intent when intent.effect().equals(CALL) ->
            begun.put(intent.address(), intent);
        case JournalRecord.Result result when result.effect().equals(CALL) ->
            count(
                result,
                begun.get(result.address()),
                result.permitted(),
                code(result.result().as(ToolResult.class)));
        case JournalRecord.Failure failure when failure.effect().equals(CALL) ->
            count(failure, begun.get(failure.address()), failure.permitted(), failure.kind());
        default -> {} // Of other effects.
      }
    }
  }

  private static @Nullable String code(ToolResult result) {
    return switch (result) {
      case ToolResult.Ok ok -> null;
      case ToolResult.Failed failed -> failed.code();
      case ToolResult.Denied denied -> "DENIED";
      case ToolResult.InDoubt doubt -> "IN_DOUBT";
    };
  }

  private void count(
      JournalRecord end,
      JournalRecord.@Nullable Intent begin,
      @Nullable Permitted permitted,
      @Nullable String failure) {
    Permitted asked = begin == null ? permitted : begin.permitted();
    if (asked == null || !(asked.request().as(Effect.class) instanceof Effect.CallTool call)) {
      return; // Recorded by a version that said it elsewhere.
    }
    Tally tally = tallies.computeIfAbsent(call.tool(), tool -> new Tally());
    tally.calls++;
    if (failure != null) {
      tally.failures.merge(failure, 1L, Long::sum);
    }
    if (end.at().isAfter(tally.last)) {
      tally.last = end.at();
    }
    if (begin != null) {
      tally.times.add(Duration.between(begin.at(), end.at()));
    }
  }
}
