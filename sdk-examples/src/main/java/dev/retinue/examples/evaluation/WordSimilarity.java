package dev.retinue.examples.evaluation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * How similar two texts are in their words and the order of these: twice the length of the longest
 * common subsequence of words over the number of words of both, from 0 to 1. Markup, case and
 * punctuation do not count, nor do the targets of links and comments. The length is computed bit by
 * bit in parallel (Hyyro, "Bit-parallel LCS-length computation revisited", 2004).
 */
final class WordSimilarity {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
  private static final Pattern COMMENT = Pattern.compile("(?s)<!--.*?-->");
  private static final Pattern LINK_TARGET = Pattern.compile("\\]\\([^)]*\\)");
  private static final Pattern ENTITY = Pattern.compile("&(amp|lt|gt|quot|nbsp);");

  private WordSimilarity() {}

  static double of(String one, String other) {
    List<String> a = words(one);
    List<String> b = words(other);
    return a.isEmpty() && b.isEmpty() ? 1 : 2.0 * common(a, b) / (a.size() + b.size());
  }

  private static List<String> words(String text) {
    String plain = COMMENT.matcher(text).replaceAll(" ");
    plain = LINK_TARGET.matcher(plain).replaceAll("] ");
    plain = ENTITY.matcher(plain).replaceAll(" ").replace("\\", "");
    return WORD.matcher(plain.toLowerCase(Locale.ROOT)).results().map(MatchResult::group).toList();
  }

  /** The length of the longest common subsequence. */
  static int common(List<String> a, List<String> b) {
    int blocks = (a.size() + 63) / 64;
    Map<String, long[]> places = new HashMap<>();
    for (int i = 0; i < a.size(); i++) {
      places.computeIfAbsent(a.get(i), word -> new long[blocks])[i / 64] |= 1L << (i % 64);
    }
    long[] row = new long[blocks];
    Arrays.fill(row, -1);
    for (String word : b) {
      long[] matches = places.get(word);
      if (matches == null) {
        continue;
      }
      long carry = 0;
      for (int block = 0; block < blocks; block++) {
        long v = row[block];
        long u = v & matches[block];
        long sum = v + u + carry;
        carry = Long.compareUnsigned(sum, v) < 0 || (carry == 1 && sum == v) ? 1 : 0;
        row[block] = sum | (v & ~matches[block]);
      }
    }
    int common = 0;
    for (int i = 0; i < a.size(); i++) {
      common += (row[i / 64] >>> (i % 64) & 1) == 0 ? 1 : 0;
    }
    return common;
  }
}
