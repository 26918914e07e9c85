package dev.retinue.consolidation;

import dev.retinue.memory.Context;
import dev.retinue.memory.Turn;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** How a record that is made of a turn is named and placed. */
public final class Derivation {
  private static final int WORDS_OF_A_NAME = 6;

  private Derivation() {}

  /**
   * The id of what a turn states, beside the turn in the order of ids.
   *
   * @param text what it states; the same gives the same id
   */
  public static String id(Turn turn, String text) {
    String of = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    return turn.id() + "-" + of.substring(0, 8);
  }

  /** Where and when the turn was, whoever spoke. */
  public static Context context(Turn turn) {
    return new Context(turn.context().session(), turn.context().principal(), turn.context().at());
  }

  /** A name for what is said so: its first six words. */
  public static String name(String text) {
    List<String> words = List.of(text.strip().split("\\s+", -1));
    return String.join(" ", words.subList(0, Math.min(WORDS_OF_A_NAME, words.size())));
  }
}
