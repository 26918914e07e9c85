package dev.retinue.model;

/**
 * Tokens of one or several model calls; 0 where the provider does not tell.
 *
 * @param input tokens of the prompts, cached ones included
 * @param output tokens generated
 * @param cached tokens of the prompts that the provider had cached
 */
public record Tokens(long input, long output, long cached) {
  public static final Tokens NONE = new Tokens(0, 0, 0);

  public Tokens plus(Tokens other) {
    return new Tokens(input + other.input, output + other.output, cached + other.cached);
  }

  public long total() {
    return input + output;
  }
}
