package dev.retinue.budget;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Counts against limits over one period. Confined: guarded by the budget that owns it. Every call
 * of a model and of a tool passes here twice, so that the resources are written out rather than
 * walked through.
 */
final class Meter {
  private final Gauge modelCalls;
  private final Gauge toolCalls;
  private final Gauge tokens;
  private final Gauge money;
  private final Gauge time;
  private final boolean limited;

  /** One resource. */
  private static final class Gauge {
    final Resource resource;
    final long limit;
    final boolean limited;
    long spent;
    long held;

    Gauge(Resource resource, long limit) {
      this.resource = resource;
      this.limit = limit;
      this.limited = limit != Long.MAX_VALUE;
    }

    /** Whether so much more is too much; nothing is, of what is not drawn on. */
    boolean refuses(long need, boolean drawn) {
      if (!limited || !drawn) {
        return false;
      }
      long left = limit - spent - held;
      return left <= 0 || need > left;
    }

    void spend(long amount) {
      long sum = spent + amount;
      spent = sum < 0 ? Long.MAX_VALUE : sum;
    }

    long spentAndHeld() {
      return spent + held;
    }
  }

  Meter(Cost limits) {
    modelCalls = new Gauge(Resource.MODEL_CALLS, limits.modelCalls());
    toolCalls = new Gauge(Resource.TOOL_CALLS, limits.toolCalls());
    tokens = new Gauge(Resource.TOKENS, limits.tokens());
    money = new Gauge(Resource.MONEY, limits.money().picodollars());
    time = new Gauge(Resource.TIME, limits.time().toNanos());
    limited = !limits.equals(Cost.UNLIMITED);
  }

  /** What does not allow it, in words; null if everything does. */
  @Nullable String refusal(String name, String period, Cost needed, Cost wanted) {
    if (!limited) {
      return null;
    }
    // A model call draws on tokens even if nobody can tell how many, and every call on time.
    boolean calls = wanted.modelCalls() > 0 || wanted.toolCalls() > 0;
    if (modelCalls.refuses(needed.modelCalls(), wanted.modelCalls() > 0)) {
      return words(name, period, modelCalls, needed.modelCalls());
    }
    if (toolCalls.refuses(needed.toolCalls(), wanted.toolCalls() > 0)) {
      return words(name, period, toolCalls, needed.toolCalls());
    }
    if (tokens.refuses(needed.tokens(), wanted.tokens() > 0 || wanted.modelCalls() > 0)) {
      return words(name, period, tokens, needed.tokens());
    }
    if (money.refuses(needed.money().picodollars(), wanted.money().picodollars() > 0)) {
      return words(name, period, money, needed.money().picodollars());
    }
    if (time.refuses(nanos(needed), calls)) {
      return words(name, period, time, nanos(needed));
    }
    return null;
  }

  private static String words(String name, String period, Gauge of, long need) {
    Resource resource = of.resource;
    boolean calls = resource == Resource.MODEL_CALLS || resource == Resource.TOOL_CALLS;
    String used =
        !calls
            ? resource == Resource.TOKENS ? String.valueOf(of.spent) : resource.text(of.spent)
            : of.spent < of.limit ? String.valueOf(of.spent) : of.limit == 1 ? "it" : "them";
    return name
        + " may "
        + resource.may
        + " "
        + resource.text(of.limit)
        + period
        + " and has "
        + resource.has
        + " "
        + used
        + (of.held > 0 ? ", with " + resource.text(of.held) + " reserved by calls in progress" : "")
        + (!calls && of.spentAndHeld() < of.limit
            ? "; the next call needs about " + resource.text(need)
            : "");
  }

  private static long nanos(Cost cost) {
    return cost.time().isZero() ? 0 : cost.time().toNanos();
  }

  void hold(Cost cost) {
    modelCalls.held += cost.modelCalls();
    toolCalls.held += cost.toolCalls();
    tokens.held += cost.tokens();
    money.held += cost.money().picodollars();
    time.held += nanos(cost);
  }

  void release(Cost cost) {
    modelCalls.held -= cost.modelCalls();
    toolCalls.held -= cost.toolCalls();
    tokens.held -= cost.tokens();
    money.held -= cost.money().picodollars();
    time.held -= nanos(cost);
  }

  void spend(Cost cost) {
    modelCalls.spend(cost.modelCalls());
    toolCalls.spend(cost.toolCalls());
    tokens.spend(cost.tokens());
    money.spend(cost.money().picodollars());
    time.spend(nanos(cost));
  }

  /** A new period begins; what calls in progress hold goes on into it. */
  void begin() {
    modelCalls.spent = 0;
    toolCalls.spent = 0;
    tokens.spent = 0;
    money.spent = 0;
    time.spent = 0;
  }

  boolean limitsMoney() {
    return money.limited;
  }

  Cost spentAndHeld() {
    return new Cost(
        modelCalls.spentAndHeld(),
        toolCalls.spentAndHeld(),
        tokens.spentAndHeld(),
        new Money(money.spentAndHeld()),
        Duration.ofNanos(time.spentAndHeld()));
  }
}
