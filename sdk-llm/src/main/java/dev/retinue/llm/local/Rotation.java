package dev.retinue.llm.local;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How positions turn queries and keys.
 *
 * @param theta the base of the wavelengths
 * @param headSize numbers a head has
 * @param scaling how the wavelengths are stretched
 * @see <a href="https://arxiv.org/abs/2104.09864">Su et al., RoFormer</a>
 */
record Rotation(double theta, int headSize, Scaling scaling) {
  private static final double USUAL_THETA = 10_000;

  /** Stretches wavelengths, so that a model reaches further than it was first trained for. */
  sealed interface Scaling {
    record None() implements Scaling {}

    record Linear(double factor) implements Scaling {}

    /**
     * Llama 3.1's: long wavelengths are stretched, short ones are left, those between are blended.
     *
     * @param low turns within {@code positions} below which a wavelength is long
     * @param high turns above which it is short
     */
    record Llama3(double factor, double low, double high, double positions) implements Scaling {}
  }

  /**
   * Reads it from a {@code config.json}.
   *
   * @throws IllegalArgumentException if the scaling is of a kind not known here
   */
  static Rotation of(JsonNode config, int headSize) {
    // Newer configurations keep both under rope_parameters.
    JsonNode rope =
        config.path(config.hasNonNull("rope_parameters") ? "rope_parameters" : "rope_scaling");
    double theta =
        config.path("rope_theta").asDouble(rope.path("rope_theta").asDouble(USUAL_THETA));
    String kind = rope.path("rope_type").asText(rope.path("type").asText("default"));
    double factor = rope.path("factor").asDouble();
    Scaling scaling =
        switch (kind) {
          case "default" -> new Scaling.None();
          case "linear" -> new Scaling.Linear(factor);
          case "llama3" ->
              new Scaling.Llama3(
                  factor,
                  rope.path("low_freq_factor").asDouble(),
                  rope.path("high_freq_factor").asDouble(),
                  rope.path("original_max_position_embeddings").asDouble());
          default ->
              throw new IllegalArgumentException(
                  "rope_scaling '" + kind + "' is not known; linear and llama3 are");
        };
    if (!(scaling instanceof Scaling.None) && !(factor > 0)) {
      throw new IllegalArgumentException("rope_scaling's factor must be positive, got " + factor);
    }
    return new Rotation(theta, headSize, scaling);
  }

  /** Writes cosine and sine of each position and frequency, the positions one after another. */
  void fill(float[][] table, int positions) {
    int half = headSize / 2;
    for (int i = 0; i < half; i++) {
      double frequency = stretched(Math.pow(theta, -2.0 * i / headSize));
      for (int position = 0; position < positions; position++) {
        float[] turn = table[position * half + i];
        turn[0] = (float) Math.cos(position * frequency);
        turn[1] = (float) Math.sin(position * frequency);
      }
    }
  }

  private double stretched(double frequency) {
    return switch (scaling) {
      case Scaling.None none -> frequency;
      case Scaling.Linear linear -> frequency / linear.factor();
      case Scaling.Llama3 blend -> {
        double turns = blend.positions() * frequency / (2 * Math.PI);
        double share = (turns - blend.low()) / (blend.high() - blend.low());
        double kept = Math.max(0, Math.min(1, share));
        yield frequency * (kept + (1 - kept) / blend.factor());
      }
    };
  }
}
