package dev.retinue.memory.recall;

import java.time.Instant;

/**
 * What was said in one turn.
 *
 * @param speaker who said {@code user}, by the name others use in questions; may be empty
 * @param user what the speaker said
 * @param answer what the agent said in return; empty if it only listened
 * @param at when
 */
public record Said(String speaker, String user, String answer, Instant at) {
  /** Both sides, as they are searched. */
  public String text() {
    return answer.isBlank() ? user : user + "\n" + answer;
  }
}
