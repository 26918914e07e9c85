package dev.retinue.memory.review;

import dev.retinue.consolidation.Remembered;
import dev.retinue.memory.Fact;
import dev.retinue.memory.MemoryKind;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.Note;
import dev.retinue.memory.Resource;
import dev.retinue.memory.Skill;
import dev.retinue.memory.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * What a record is worth keeping, from 0 to 1: the mean of its importance, its use and its recency.
 *
 * <p>Sources: Park et al., Generative Agents (2023), for three parts of equal weight and a recency
 * that begins anew with each use; here, where nothing is asked, use takes the place of relevance.
 * Anderson and Schooler, Reflections of the Environment in Memory (1991), for use as a logarithm.
 *
 * @param importance by what it is and says
 * @param use by how often it came into the context of a run
 * @param recency halved with each half-life since it was recorded or used
 */
record Worth(double importance, double use, double recency) {
  /** Of importance and use together, for which short-term memory becomes long-term. */
  private static final double WORTH_KEEPING = 0.65;

  /** Used so often, once more makes no difference. */
  private static final int OFTEN = 15;

  private static final int LONG = 200;
  private static final int SHORT = 20;

  private static final Pattern TOLD_TO_REMEMBER =
      Pattern.compile(
          "\\b(?:remember|do(?:n['’]t| not) forget|keep in mind|important|note that|make a note|deadline)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern NUMBER = Pattern.compile("\\d");
  private static final Pattern NAME = Pattern.compile("(?<=[\\p{L}\\d,] )\\p{Lu}\\p{L}+");

  /**
   * @param asItHolds the record, of a fact with the end that others gave it
   */
  static Worth of(Remembered held, MemoryRecord asItHolds, Instant now) {
    Instant since = held.standing().since();
    Instant used = held.usedAt();
    Instant last = used != null && used.isAfter(since) ? used : since;
    double lives =
        Math.max(0, (double) Duration.between(last, now).toSeconds())
            / halfLife(held.standing().kind()).toSeconds();
    return new Worth(
        importance(asItHolds, now),
        Math.min(1, Math.log1p(held.uses()) / Math.log1p(OFTEN)),
        Math.pow(2, -lives));
  }

  double value() {
    return (importance + use + recency) / 3;
  }

  /** Whether it is more than something that happened; how lately it did says nothing of that. */
  boolean isWorthKeeping() {
    return importance + use >= WORTH_KEEPING;
  }

  private static Duration halfLife(MemoryKind kind) {
    return Duration.ofDays(
        switch (kind) {
          case WORKING, SHORT_TERM -> 1;
          case EPISODIC -> 30;
          case LONG_TERM, RESOURCE -> 180;
          case SEMANTIC, PROCEDURAL, VAULT -> 365;
        });
  }

  private static double importance(MemoryRecord record, Instant now) {
    return switch (record) {
      case Turn turn -> importance(turn);
      case Note note -> 0.6;
      case Fact fact -> {
        Instant end = fact.origin().validTo();
        yield end != null && end.isBefore(now) ? 0.2 : 0.7;
      }
      case Skill skill -> 0.8;
      case Resource resource -> 0.5;
    };
  }

  private static double importance(Turn turn) {
    String said = turn.user();
    double importance = 0.2;
    importance += TOLD_TO_REMEMBER.matcher(said).find() ? 0.4 : 0;
    importance += NUMBER.matcher(said).find() ? 0.1 : 0;
    importance += NAME.matcher(said).find() ? 0.1 : 0;
    importance += turn.tools().isEmpty() ? 0 : 0.1;
    importance += turn.text().length() >= LONG ? 0.1 : 0;
    importance -= turn.text().length() < SHORT ? 0.1 : 0;
    return importance;
  }
}
