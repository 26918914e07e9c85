package dev.retinue.llm.router;

/**
 * How much may be asked with one key. Models that share a key share a quota.
 *
 * @param requestsPerMinute attempts, in any minute; {@link #NO_LIMIT} for no such limit
 * @param tokensPerMinute tokens of prompts and answers, in any minute: the prompt's estimate is
 *     taken before, the rest is charged to those who come later
 * @param concurrent attempts under way at once
 */
public record Quota(int requestsPerMinute, int tokensPerMinute, int concurrent) {
  public static final int NO_LIMIT = Integer.MAX_VALUE;
  public static final Quota UNLIMITED = new Quota(NO_LIMIT, NO_LIMIT, NO_LIMIT);

  public Quota {
    if (requestsPerMinute < 1 || tokensPerMinute < 1 || concurrent < 1) {
      throw new IllegalArgumentException(
          "a quota's limits must be positive, got "
              + requestsPerMinute
              + " requests, "
              + tokensPerMinute
              + " tokens, "
              + concurrent
              + " at once");
    }
  }

  public Quota withRequestsPerMinute(int requests) {
    return new Quota(requests, tokensPerMinute, concurrent);
  }

  public Quota withTokensPerMinute(int tokens) {
    return new Quota(requestsPerMinute, tokens, concurrent);
  }

  public Quota withConcurrent(int attempts) {
    return new Quota(requestsPerMinute, tokensPerMinute, attempts);
  }
}
