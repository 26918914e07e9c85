package dev.retinue.memory;

/**
 * What to recall. On whose behalf is not part of it: the pipeline adds the run's principal.
 *
 * @param text what the recalled should be relevant to
 * @param session the current session, whose last turns are returned in order
 * @param recentTurns how many of the session's last turns, from 0
 * @param relevant how many relevant turns of other sessions, or older ones of this session, from 0
 */
public record RecallQuery(String text, String session, int recentTurns, int relevant) {
  public RecallQuery {
    if (recentTurns < 0 || relevant < 0) {
      throw new IllegalArgumentException(
          "recentTurns and relevant must not be negative, got " + recentTurns + " and " + relevant);
    }
  }
}
