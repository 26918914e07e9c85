package dev.retinue.memory.recall;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The words of a question that say what it is about. Those that only make it a question, and the
 * pronouns, are in every other turn of a conversation: they cost time and find small talk.
 */
final class AskedWords {
  private static final Pattern WORD = Pattern.compile("[\\p{L}']+");
  private static final Set<String> EMPTY =
      Set.of(
          "what", "when", "how", "who", "whom", "whose", "which", "where", "why", "do", "does",
          "did", "has", "have", "had", "am", "were", "been", "can", "could", "would", "should", "i",
          "me", "my", "we", "us", "our", "you", "your", "he", "him", "his", "she", "her", "them",
          "from", "about", "so");

  private AskedWords() {}

  /** The question without them; the whole question if nothing else is in it. */
  static String of(String question) {
    String asked =
        WORD.matcher(question)
            .replaceAll(
                word -> EMPTY.contains(word.group().toLowerCase(Locale.ROOT)) ? "" : word.group());
    return asked.codePoints().anyMatch(Character::isLetterOrDigit) ? asked : question;
  }
}
