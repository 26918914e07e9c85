package dev.retinue.timeline;

import dev.retinue.history.RunHistory;

/**
 * Draws a run. What tools, models and people said is shown as text and never interpreted: the page
 * holds no script, loads nothing, and is told so by its content security policy.
 */
public final class Timeline {
  /** The narrowest terminal that the text form is made for. */
  public static final int NARROWEST = 60;

  private Timeline() {}

  /**
   * One self-contained HTML page: when each effect was performed, what it asked and what came of
   * it, decisions, waits (drawn shortened), tokens, with child effects and delegated runs nested.
   * Light or dark as the reader's system is.
   */
  public static String html(RunHistory history) {
    return new HtmlTimeline(history).page();
  }

  /**
   * Lines for a terminal, in aligned columns and without control characters.
   *
   * @param width columns of the terminal; less than {@link #NARROWEST} counts as that
   */
  public static String text(RunHistory history, int width) {
    return new TextTimeline(history, Math.max(NARROWEST, width)).lines();
  }
}
