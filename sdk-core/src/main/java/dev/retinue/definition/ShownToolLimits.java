package dev.retinue.definition;

/**
 * How many of its tools an agent's model is shown at a time. When all fit, all are shown; otherwise
 * those that suit the task best, and the tool {@code find_tool} for the rest.
 *
 * @param most the most tools, at least 1
 * @param tokens the most tokens of their descriptions and parameters, estimated, at least 1
 */
public record ShownToolLimits(
    @Property(value = "The most tools that the model is shown at a time", fallback = "20") int most,
    @Property(
            value = "The most tokens of the descriptions of tools that the model is shown",
            fallback = "8000")
        int tokens) {
  public ShownToolLimits {
    if (most < 1) {
      throw new IllegalArgumentException("most must be at least 1, got " + most);
    }
    if (tokens < 1) {
      throw new IllegalArgumentException("tokens must be at least 1, got " + tokens);
    }
  }

  /** 20 tools, 8,000 tokens. */
  public static final ShownToolLimits STANDARD = new ShownToolLimits(20, 8_000);
}
