package dev.retinue.runtime;

import dev.retinue.identity.Principal;
import dev.retinue.label.Label;
import dev.retinue.run.Outcome;
import dev.retinue.run.Run;

/**
 * A conversation with an agent, for somebody. Holds nothing but its name: what was said is in
 * memory. Thread-safe.
 */
public final class Session {
  private final Agent agent;
  private final String id;
  private final Principal principal;

  Session(Agent agent, String id, Principal principal) {
    if (id.isBlank()) {
      throw new IllegalArgumentException("a session's id must not be blank");
    }
    this.agent = agent;
    this.id = id;
    this.principal = principal;
  }

  public String id() {
    return id;
  }

  public Principal principal() {
    return principal;
  }

  public Agent agent() {
    return agent;
  }

  /** Starts a run. When this returns the input is in the journal and is not lost. */
  public Run start(String input) {
    return start(input, Label.NONE);
  }

  /**
   * Starts a run whose input is not the user's own words: a mail that came in, a form that somebody
   * outside filled in. Such input is {@link Label#UNTRUSTED}.
   */
  public Run start(String input, Label label) {
    return agent.start(id, principal, input, null, label);
  }

  /** Starts a run whose answer is wanted as a record; see {@link Outcome.Answered#as}. */
  public Run start(String input, Class<? extends Record> answer) {
    return agent.start(id, principal, input, answer, Label.NONE);
  }

  /** Starts a run and waits for its end. */
  public Outcome ask(String input) throws InterruptedException {
    return start(input).await();
  }
}
