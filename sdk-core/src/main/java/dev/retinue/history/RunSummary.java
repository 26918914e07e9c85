package dev.retinue.history;

import dev.retinue.run.Outcome;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run in a list of runs.
 *
 * @param run its id
 * @param input what was asked, verbatim
 * @param startedAt when it began
 * @param endedAt when it ended, or null
 * @param outcome how it ended and what it used; empty if it has not ended
 */
public record RunSummary(
    String run,
    String input,
    Instant startedAt,
    @Nullable Instant endedAt,
    Optional<Outcome> outcome) {}
