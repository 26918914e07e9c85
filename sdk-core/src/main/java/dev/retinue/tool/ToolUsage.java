package dev.retinue.tool;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an agent has used a tool, by the runs that are kept of it. Immutable.
 *
 * @param calls all that have ended, the failed and denied ones among them; from 1
 * @param failures how many failed, by code; those that were not allowed as {@code DENIED}, those of
 *     which nobody can tell as {@code IN_DOUBT}
 * @param lastUsed when the last one ended
 * @param median of the time that calls took; null for a tool that only reads, whose begin is not
 *     recorded
 */
public record ToolUsage(
    long calls, Map<String, Long> failures, Instant lastUsed, @Nullable Duration median) {
  public ToolUsage {
    failures = Map.copyOf(failures);
  }
}
