package dev.retinue.examples.bench;

import dev.retinue.embedding.Embeddings;
import dev.retinue.identity.Principal;
import dev.retinue.memory.Context;
import dev.retinue.memory.Turn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Turns of a made-up language in sessions of twenty, each session about a few topics: words as
 * frequent as in English (by Zipf's law), and meanings that are near where words are shared. The
 * same for the same seed. Confined to one thread; the embeddings are thread-safe.
 */
final class SyntheticTalk {
  static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private static final int WORDS = 30_000;
  private static final int TURNS_OF_A_SESSION = 20;
  private static final int TOPIC_WORDS = 40;
  private static final int DIMENSIONS = 384;

  private final Random random;
  private final String[] topic = new String[TOPIC_WORDS];
  private int made;

  SyntheticTalk(long seed) {
    random = new Random(seed);
  }

  /** The next turn, of 8 to 40 words. */
  Turn next(String prefix) {
    if (made % TURNS_OF_A_SESSION == 0) {
      for (int i = 0; i < TOPIC_WORDS; i++) {
        topic[i] = word(200 + random.nextInt(WORDS - 200));
      }
    }
    String session = prefix + "s" + made / TURNS_OF_A_SESSION;
    Context context = new Context(session, Principal.SHARED, BEGIN.plusSeconds(60L * made));
    String id = prefix + "%08d".formatted(made++);
    return new Turn(id, context, words(6 + random.nextInt(30)), List.of(), words(2));
  }

  /** A question about a turn: some of its rarer words among others. */
  String about(Turn turn) {
    List<String> asked = new ArrayList<>(List.of(turn.user().split(" ", -1)));
    asked.removeIf(word -> word.length() < 4);
    java.util.Collections.shuffle(asked, random);
    return "What about " + String.join(" ", asked.subList(0, Math.min(5, asked.size()))) + "?";
  }

  private String words(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      boolean ofTopic = random.nextInt(3) == 0;
      int zipf = (int) Math.exp(random.nextDouble() * Math.log(WORDS)) - 1;
      text.append(i == 0 ? "" : " ")
          .append(ofTopic ? topic[random.nextInt(TOPIC_WORDS)] : word(zipf));
    }
    return text.toString();
  }

  /** Frequent words are short. */
  private static String word(int rank) {
    StringBuilder word = new StringBuilder();
    for (int left = rank + 20; left > 0; left /= 60) {
      int syllable = left % 60;
      word.append("bdfgklmnprst".charAt(syllable % 12)).append("aeiou".charAt(syllable / 12));
    }
    return word.toString();
  }

  /** The mean of a direction for each word, rare words counting more. */
  static final class Meanings implements Embeddings {
    @Override
    public String model() {
      return "synthetic";
    }

    @Override
    public int dimensions() {
      return DIMENSIONS;
    }

    @Override
    public List<float[]> embed(List<String> texts, Use use) {
      return texts.stream().map(Meanings::vector).toList();
    }

    private static float[] vector(String text) {
      float[] sum = new float[DIMENSIONS];
      sum[0] = 1e-3f;
      for (String word : text.split("\\W+", -1)) {
        long state = word.hashCode() * 0x9E3779B97F4A7C15L;
        for (int i = 0; i < DIMENSIONS; i++) {
          state ^= state << 13;
          state ^= state >>> 7;
          state ^= state << 17;
          sum[i] += word.length() * (state / (float) Long.MAX_VALUE);
        }
      }
      double squares = 0;
      for (float number : sum) {
        squares += number * number;
      }
      float length = (float) Math.sqrt(squares);
      for (int i = 0; i < DIMENSIONS; i++) {
        sum[i] /= length;
      }
      return sum;
    }
  }
}
