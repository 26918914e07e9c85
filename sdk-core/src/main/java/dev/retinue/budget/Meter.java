package dev.retinue.budget;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Counts against limits over one period. Confined: guarded by the budget that owns it. */
final class Meter {
  private final Gauge modelCalls;
  private final Gauge toolCalls;
  private final Gauge tokens;
  private final Gauge money;
  private final Gauge time;
  private final Gauge[] all;

  /** One resource. */
  private static final class Gauge {
    final Resource resource;
    final long limit;
    long spent;
    long held;

    Gauge(Resource resource, Cost limits) {
      this.resource = resource;
      this.limit = resource.of(limits);
    }

    boolean isLimited() {
      return limit != Long.MAX_VALUE;
    }

    boolean refuses(Cost needed, Cost wanted) {
      if (!isLimited() || !resource.drawnOnBy(needed, wanted)) {
        return false;
      }
      long left = limit - spent - held;
      return left <= 0 || resource.of(needed) > left;
    }

    long spentAndHeld() {
      return spent + held;
    }
  }

  Meter(Cost limits) {
    modelCalls = new Gauge(Resource.MODEL_CALLS, limits);
    toolCalls = new Gauge(Resource.TOOL_CALLS, limits);
    tokens = new Gauge(Resource.TOKENS, limits);
    money = new Gauge(Resource.MONEY, limits);
    time = new Gauge(Resource.TIME, limits);
    all = new Gauge[] {modelCalls, toolCalls, tokens, money, time};
  }

  /** What does not allow it, in words; null if everything does. */
  @Nullable String refusal(String name, String period, Cost needed, Cost wanted) {
    for (Gauge each : all) {
      if (each.refuses(needed, wanted)) {
        return words(name, period, each, needed);
      }
    }
    return null;
  }

  private static String words(String name, String period, Gauge of, Cost needed) {
    Resource resource = of.resource;
    boolean calls = of.resource == Resource.MODEL_CALLS || of.resource == Resource.TOOL_CALLS;
    String used =
        !calls
            ? of.resource == Resource.TOKENS ? String.valueOf(of.spent) : resource.text(of.spent)
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
        + (!calls && of.spent + of.held < of.limit
            ? "; the next call needs about " + resource.text(resource.of(needed))
            : "");
  }

  void hold(Cost cost) {
    for (Gauge each : all) {
      each.held += each.resource.of(cost);
    }
  }

  void release(Cost cost) {
    for (Gauge each : all) {
      each.held -= each.resource.of(cost);
    }
  }

  void spend(Cost cost) {
    for (Gauge each : all) {
      long sum = each.spent + each.resource.of(cost);
      each.spent = sum < 0 ? Long.MAX_VALUE : sum;
    }
  }

  /** A new period begins; what calls in progress hold goes on into it. */
  void begin() {
    for (Gauge each : all) {
      each.spent = 0;
    }
  }

  boolean limitsMoney() {
    return money.isLimited();
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
