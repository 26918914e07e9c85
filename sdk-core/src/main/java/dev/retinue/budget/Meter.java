package dev.retinue.budget;

import org.jspecify.annotations.Nullable;

/**
 * Counts against limits over one period. Confined: guarded by the budget that owns it. Every call
 * of a model and of a tool passes here twice, so that the resources are written out rather than
 * walked through.
 */
final class Meter {
  private final Cost limits;
  private Cost spent = Cost.NOTHING;
  private Cost held = Cost.NOTHING;

  Meter(Cost limits) {
    this.limits = limits.equals(Cost.UNLIMITED) ? Cost.UNLIMITED : limits;
  }

  /** What does not allow it, in words; null if everything does. */
  @SuppressWarnings("ReferenceEquality") // The constructor made it the same.
  @Nullable String refusal(String name, String period, Cost needed, Cost wanted) {
    if (limits == Cost.UNLIMITED) {
      return null;
    }
    Resource refusing = refusing(needed, wanted);
    return refusing == null ? null : words(name, period, refusing, refusing.of(needed));
  }

  private @Nullable Resource refusing(Cost needed, Cost wanted) {
    // A model call draws on tokens even if nobody can tell how many, and every call on time.
    boolean model = wanted.modelCalls() > 0;
    boolean tool = wanted.toolCalls() > 0;
    if (model && refuses(Resource.MODEL_CALLS, needed)) {
      return Resource.MODEL_CALLS;
    }
    if (tool && refuses(Resource.TOOL_CALLS, needed)) {
      return Resource.TOOL_CALLS;
    }
    if ((model || wanted.tokens() > 0) && refuses(Resource.TOKENS, needed)) {
      return Resource.TOKENS;
    }
    if (wanted.money().picodollars() > 0 && refuses(Resource.MONEY, needed)) {
      return Resource.MONEY;
    }
    return (model || tool) && refuses(Resource.TIME, needed) ? Resource.TIME : null;
  }

  /** Whether so much more is too much; nothing is, of what has no limit. */
  private boolean refuses(Resource resource, Cost needed) {
    long limit = resource.of(limits);
    if (limit == Long.MAX_VALUE) {
      return false;
    }
    long left = limit - resource.of(spent) - resource.of(held);
    return left <= 0 || resource.of(needed) > left;
  }

  private String words(String name, String period, Resource resource, long need) {
    long most = resource.of(limits);
    long gone = resource.of(spent);
    long reserved = resource.of(held);
    boolean calls = resource == Resource.MODEL_CALLS || resource == Resource.TOOL_CALLS;
    String used =
        !calls
            ? resource == Resource.TOKENS ? String.valueOf(gone) : resource.text(gone)
            : gone < most ? String.valueOf(gone) : most == 1 ? "it" : "them";
    return name
        + " may "
        + resource.may
        + " "
        + resource.text(most)
        + period
        + " and has "
        + resource.has
        + " "
        + used
        + (reserved > 0
            ? ", with " + resource.text(reserved) + " reserved by calls in progress"
            : "")
        + (!calls && gone + reserved < most
            ? "; the next call needs about " + resource.text(need)
            : "");
  }

  void hold(Cost cost) {
    held = held.plus(cost);
  }

  void release(Cost cost) {
    held = held.beyond(cost);
  }

  void spend(Cost cost) {
    spent = spent.plus(cost);
  }

  /** A new period begins; what calls in progress hold goes on into it. */
  void begin() {
    spent = Cost.NOTHING;
  }

  boolean limitsMoney() {
    return Resource.MONEY.of(limits) != Long.MAX_VALUE;
  }

  Cost spentAndHeld() {
    return spent.plus(held);
  }
}
