package dev.retinue.llm.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How a token is chosen among the likely.
 *
 * @param temperature 0 takes the likeliest
 * @param topK of how many, 0 for all
 * @param topP of the likeliest that together have this much, 1 for all
 */
record Sampling(double temperature, int topK, double topP) {
  /** A weight beside the likeliest's 1 that is not worth sorting. */
  private static final double NEVER = 1e-9;

  private record Candidate(int token, double weight) {}

  /** As {@code generation_config.json} says, else the likeliest. */
  static Sampling of(JsonNode generation) {
    return generation.path("do_sample").asBoolean()
        ? new Sampling(
            generation.path("temperature").asDouble(1),
            generation.path("top_k").asInt(0),
            generation.path("top_p").asDouble(1))
        : new Sampling(0, 0, 1);
  }

  Sampling withTemperature(@Nullable Double other) {
    return other == null ? this : new Sampling(other, topK, topP);
  }

  /** With what a request says instead. */
  Sampling with(ChatRequestParameters asked) {
    return new Sampling(
        asked.temperature() == null ? temperature : asked.temperature(),
        asked.topK() == null ? topK : asked.topK(),
        asked.topP() == null ? topP : asked.topP());
  }

  int choose(float[] logits, RandomGenerator random) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    if (temperature == 0) {
      return best;
    }
    List<Candidate> candidates = new ArrayList<>();
    double all = 0;
    for (int i = 0; i < logits.length; i++) {
      double weight = Math.exp((logits[i] - logits[best]) / temperature);
      all += weight;
      if (weight > NEVER) {
        candidates.add(new Candidate(i, weight));
      }
    }
    candidates.sort(Comparator.comparingDouble(Candidate::weight).reversed());
    return drawn(candidates, topP * all, random);
  }

  private int drawn(List<Candidate> candidates, double share, RandomGenerator random) {
    int most = topK > 0 ? Math.min(topK, candidates.size()) : candidates.size();
    int kept = 0;
    double sum = 0;
    while (kept < most && (kept == 0 || sum < share)) {
      sum += candidates.get(kept++).weight();
    }
    double at = random.nextDouble() * sum;
    int drawn = 0;
    while (drawn < kept - 1 && at >= candidates.get(drawn).weight()) {
      at -= candidates.get(drawn++).weight();
    }
    return candidates.get(drawn).token();
  }
}
