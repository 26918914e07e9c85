package dev.retinue.llm.offline.answer;

import dev.retinue.llm.offline.text.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What one question asks, of the one or more that an utterance may join with "and".
 *
 * @param text the question; the whole utterance where the part is not understood alone
 * @param words what an answer should speak of, each with how much it matters, up to 1
 * @param expectations what the answer should hold
 */
record Part(String text, Map<String, Double> words, List<Expectation> expectations) {
  private static final Pattern NEXT =
      Pattern.compile(
          "(?i),? and (?=(?:(?:by|in|at|for|on|from|to|with|since|until|of) )?"
              + "(?:what|which|who|whom|whose|when|where|why|how)\\b)");
  private static final Pattern REFERS =
      Pattern.compile("(?i)\\b(?:it|its|they|them|their|he|him|his|she|her|that|this|those)\\b");

  /** What a word of the first question matters to a second that refers to it. */
  private static final double CARRIED = 0.5;

  static List<Part> of(String question) {
    List<Part> parts = new ArrayList<>();
    Set<String> first = Set.of();
    for (String text : NEXT.split(question, -1)) {
      Set<String> own = Words.content(text);
      if (parts.isEmpty()) {
        first = own;
      }
      boolean incomplete = !parts.isEmpty() && (own.size() < 2 || REFERS.matcher(text).find());
      Map<String, Double> words = new LinkedHashMap<>();
      if (incomplete) {
        double carried = own.isEmpty() ? 1 : CARRIED;
        first.forEach(word -> words.put(word, carried));
      }
      own.forEach(word -> words.put(word, 1.0));
      parts.add(new Part(incomplete ? question : text, words, Expectation.of(text)));
    }
    return parts;
  }

  boolean mayBeAnsweredBy(String sentence) {
    return expectations.stream().allMatch(each -> each.isMetBy(sentence));
  }

  /** Whether the sentence holds a value that makes the word superfluous. */
  boolean isAnsweredFor(String word, String sentence) {
    return expectations.stream().anyMatch(each -> each.stands(word) && each.isMetBy(sentence));
  }
}
