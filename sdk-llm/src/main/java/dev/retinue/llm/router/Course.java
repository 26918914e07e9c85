package dev.retinue.llm.router;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelException;
import dev.retinue.model.ModelException.Kind;
import dev.retinue.model.Models;
import dev.retinue.model.Routing.Routed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way through a chain: whom to ask next, when, and when to give up. The least tried
 * model comes first, of those the first in the chain. Confined to the calling thread.
 */
final class Course {
  private static final Duration LONGEST = Duration.ofDays(365);

  private final Routes routes;
  private final Settings settings;
  private final ChatRequest request;
  private final Models.Call call;
  private final boolean bounded;
  private final List<Leg> legs;
  private final long start = System.nanoTime();
  private final Duration limit;
  private int transientFailures;
  private @Nullable ModelException last;
  private @Nullable Target running;

  /** A model of the chain, in this call. Times are nanoseconds since the call began. */
  private static final class Leg {
    final LanguageModel model;
    final Target target;
    int failures;
    long pausedUntil;
    boolean out;

    Leg(LanguageModel model, Target target) {
      this.model = model;
      this.target = target;
    }
  }

  Course(
      Routes routes,
      List<LanguageModel> chain,
      ChatRequest request,
      Models.Call call,
      boolean bounded) {
    this.routes = routes;
    this.settings = routes.settings();
    this.request = request;
    this.call = call;
    this.bounded = bounded;
    this.legs = new ArrayList<>(chain.size());
    for (LanguageModel model : chain) {
      legs.add(new Leg(model, routes.target(model.id())));
    }
    this.limit = least(call.timeout(), LONGEST);
  }

  private static Duration least(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private long now() {
    return System.nanoTime() - start;
  }

  private Duration remaining() {
    return Duration.ofNanos(Math.max(0, limit.toNanos() - now()));
  }

  Routed run() throws InterruptedException {
    routes.retries().earn();
    while (true) {
      Race race = race();
      int before = transientFailures;
      boolean ended = false;
      try {
        begin(next(), race, model -> Optional.of(call.begin(model)));
        Race.Result result = raced(race);
        ended = true;
        switch (result) {
          case Race.Result.Answered answered -> {
            return answered.routed();
          }
          case Race.Result.Failed failed -> failed.losses().forEach(this::note);
        }
      } finally {
        if (!ended) {
          race.cancel();
        }
      }
      if (!mayGoOn(race, transientFailures > before)) {
        throw failure();
      }
    }
  }

  private boolean mayGoOn(Race race, boolean again) {
    return (call.withdraws() || !race.told())
        && transientFailures < Math.max(settings.attempts, legs.size())
        && !remaining().isZero()
        && (!again || routes.retries().spend());
  }

  /** An attempt that its caller's interrupt ends in time runs on the calling thread. */
  private Race race() {
    boolean here =
        settings.hedgeAfter == null
            && bounded
            && (legs.size() == 1 || settings.attemptTimeout.compareTo(remaining()) >= 0);
    return new Race(settings, call.streams(), here);
  }

  private Race.Result raced(Race race) throws InterruptedException {
    Duration longest = least(settings.attemptTimeout, remaining());
    Duration hedge = settings.hedgeAfter;
    if (hedge == null || hedge.compareTo(longest) >= 0) {
      return race.await(longest);
    }
    if (!race.hasNews(hedge)) {
      hedge(race);
    }
    return race.await(longest.minus(hedge));
  }

  /** Asks another model too, if one can be asked now and the budgets allow it. */
  private void hedge(Race race) throws InterruptedException {
    for (Leg leg : legs) {
      if (leg.target != running && isReady(leg)) {
        if (routes.retries().spend() && admits(leg, Duration.ZERO)) {
          begin(leg, race, call::beginIfAllowed);
        }
        return;
      }
    }
  }

  /** Begins an attempt, if there is one. */
  private void begin(Leg leg, Race race, Function<String, Optional<Models.Attempt>> attempts) {
    boolean begun = false;
    try {
      ChatRequest fitted = routes.fitted(leg.model, request);
      Optional<Models.Attempt> attempt = attempts.apply(leg.model.id());
      if (attempt.isPresent()) {
        running = leg.target;
        race.begin(
            leg.model,
            leg.target,
            fitted,
            prompt(leg),
            attempt.get(),
            least(settings.attemptTimeout, remaining()));
        begun = true;
      }
    } finally {
      if (!begun) {
        leg.target.gate().leave();
        leg.target.abandoned();
      }
    }
  }

  private long prompt(Leg leg) {
    return leg.target.gate().limitsTokens()
        ? leg.model.traits().promptTokens().applyAsLong(request)
        : 0;
  }

  /** What a failure means for the rest of this call. */
  private void note(Race.Loss loss) {
    if (!loss.called()) {
      legs.stream().filter(leg -> leg.target == loss.target()).forEach(this::pause);
      return;
    }
    ModelException failure = loss.why();
    Reaction reaction = settings.reaction(failure.kind());
    for (Leg leg : legs) {
      if (leg.target == loss.target()) {
        leg.failures++;
        pause(leg);
        leg.out |= !reaction.again();
      } else {
        leg.out |= !reaction.onward();
      }
    }
    if (reaction.again()) {
      transientFailures++;
    }
    if (last != null && last != failure) {
      failure.addSuppressed(last);
    }
    last = failure;
  }

  private void pause(Leg leg) {
    leg.pausedUntil =
        now()
            + settings
                .backoff
                .after(Math.max(1, leg.failures), settings.random.nextDouble())
                .toNanos();
  }

  private boolean isReady(Leg leg) {
    return !leg.out && leg.pausedUntil <= now() && leg.target.restNanos() == 0;
  }

  /** The model to ask now; waits for one if need be, and if it is worth it. */
  private Leg next() throws InterruptedException {
    while (true) {
      Leg ready = ready();
      if (ready != null) {
        return ready;
      }
      long wait = Long.MAX_VALUE;
      for (Leg leg : legs) {
        if (!leg.out) {
          wait = Math.min(wait, Math.max(leg.pausedUntil - now(), leg.target.restNanos()));
        }
      }
      if (wait > settings.patience.toNanos() || wait >= remaining().toNanos()) {
        throw failure();
      }
      Thread.sleep(Duration.ofNanos(Math.max(wait, 100_000)));
    }
  }

  private @Nullable Leg ready() throws InterruptedException {
    Leg full = null;
    for (int failures = 0; failures <= transientFailures; failures++) {
      for (Leg leg : legs) {
        if (leg.failures == failures && isReady(leg)) {
          if (admits(leg, Duration.ZERO)) {
            return leg;
          }
          full = full == null && leg.pausedUntil <= now() ? leg : full;
        }
      }
    }
    if (full == null) {
      return null;
    }
    Duration patience = least(settings.patience, remaining());
    if (admits(full, patience)) {
      return full;
    }
    throw new ModelException(
        Kind.RATE_LIMIT,
        full.model.id(),
        full.model.id()
            + " was not called: its quota leaves no room within "
            + patience
            + "; raise the quota or name another model",
        last);
  }

  private boolean admits(Leg leg, Duration patience) throws InterruptedException {
    if (!leg.target.gate().enter(prompt(leg), patience)) {
      return false;
    }
    if (leg.target.permits()) {
      return true;
    }
    leg.target.gate().leave();
    pause(leg); // another call is trying it
    return false;
  }

  /** The last failure of this call; of one that could ask nobody, why the first model rests. */
  private ModelException failure() {
    if (last != null) {
      return last;
    }
    Target first = legs.getFirst().target;
    Duration rest = Duration.ofNanos(first.restNanos());
    ModelException before = first.lastFailure();
    return new ModelException(
        before == null ? Kind.UNAVAILABLE : before.kind(),
        first.id(),
        "no model of the chain can be called now; "
            + first.id()
            + " rests for "
            + rest
            + (before == null ? "" : " after: " + before.getMessage()),
        rest,
        before);
  }
}
