package dev.retinue.llm.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Pairs of tokens that are written as one, the first in rank before the others. Immutable. */
final class Merges {
  private static final int GONE = -1;

  private record Merge(int rank, int whole) {}

  /** A pair found in a text: where its left half stands, and which tokens it is of. */
  private record Found(int left, int leftToken, int right, int rightToken, Merge merge) {}

  private final Map<Long, Merge> merges = new HashMap<>();

  /** From pairs such as {@code "l o"} or {@code ["l", "o"]}. */
  static Merges of(JsonNode pairs, Map<String, Integer> vocabulary) {
    Merges merges = new Merges();
    int rank = 0;
    for (JsonNode pair : pairs) {
      String text = pair.asText();
      int space = text.indexOf(' ', 1);
      String left = pair.isArray() ? pair.path(0).asText() : text.substring(0, Math.max(0, space));
      String right = pair.isArray() ? pair.path(1).asText() : text.substring(space + 1);
      Integer first = vocabulary.get(left);
      Integer second = vocabulary.get(right);
      Integer whole = vocabulary.get(left + right);
      if (first == null || second == null || whole == null) {
        throw new IllegalArgumentException(
            "tokenizer.json merges " + pair + ", which its vocabulary does not have");
      }
      merges.merges.put(key(first, second), new Merge(rank++, whole));
    }
    return merges;
  }

  private static long key(int left, int right) {
    return (long) left << Integer.SIZE | right;
  }

  int[] apply(int[] single) {
    int[] tokens = single.clone();
    int[] next = new int[tokens.length];
    int[] previous = new int[tokens.length];
    Arrays.setAll(next, i -> i + 1);
    Arrays.setAll(previous, i -> i - 1);
    PriorityQueue<Found> queue =
        new PriorityQueue<>(
            Comparator.<Found>comparingInt(each -> each.merge().rank())
                .thenComparingInt(Found::left));
    for (int i = 0; i + 1 < tokens.length; i++) {
      offer(queue, found(tokens, i, i + 1));
    }
    for (Found pair = queue.poll(); pair != null; pair = queue.poll()) {
      if (tokens[pair.left()] != pair.leftToken()
          || tokens[pair.right()] != pair.rightToken()
          || next[pair.left()] != pair.right()) {
        continue;
      }
      tokens[pair.left()] = pair.merge().whole();
      tokens[pair.right()] = GONE;
      int after = next[pair.right()];
      next[pair.left()] = after;
      if (after < tokens.length) {
        previous[after] = pair.left();
        offer(queue, found(tokens, pair.left(), after));
      }
      if (previous[pair.left()] >= 0) {
        offer(queue, found(tokens, previous[pair.left()], pair.left()));
      }
    }
    return Arrays.stream(tokens).filter(token -> token != GONE).toArray();
  }

  private @Nullable Found found(int[] tokens, int left, int right) {
    Merge merge = merges.get(key(tokens[left], tokens[right]));
    return merge == null ? null : new Found(left, tokens[left], right, tokens[right], merge);
  }

  private static void offer(PriorityQueue<Found> queue, @Nullable Found pair) {
    if (pair != null) {
      queue.add(pair);
    }
  }
}
