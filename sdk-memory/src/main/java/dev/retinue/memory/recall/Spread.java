package dev.retinue.memory.recall;

import dev.retinue.collection.Sighting;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Mean and standard deviation of a score among the candidates that have it. */
record Spread(double mean, double deviation) {
  private static final double NONE = 1e-9;

  /** Among many that are nearly equal, one that is not would be beyond the help of all else. */
  private static final double LEAST = -3;

  static Spread of(List<Sighting> sightings, Function<Sighting, OptionalDouble> score) {
    double[] scores =
        sightings.stream()
            .map(score)
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray();
    double mean = Arrays.stream(scores).average().orElse(0);
    double variance = Arrays.stream(scores).map(x -> (x - mean) * (x - mean)).average().orElse(0);
    return new Spread(mean, Math.sqrt(variance));
  }

  /**
   * The score in deviations from the mean. One deviation below it for a candidate without the score
   * (a record that is not embedded yet): it is no better than the others, and may be no worse.
   */
  double standard(OptionalDouble score) {
    if (deviation < NONE) {
      return 0;
    }
    return score.isPresent() ? Math.max(LEAST, (score.getAsDouble() - mean) / deviation) : -1;
  }
}
