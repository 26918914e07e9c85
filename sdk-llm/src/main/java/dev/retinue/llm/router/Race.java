package dev.retinue.llm.router;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelException;
import dev.retinue.model.ModelException.Kind;
import dev.retinue.model.Models;
import dev.retinue.model.Routing.Routed;
import dev.retinue.model.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One attempt, or several that run together. The first that answers wins; the first that tells a
 * piece of its answer leads, and the others are given up. Confined to the calling thread, except
 * for what runners tell.
 */
final class Race {
  /** How it ended: with an answer, or with the failures of all. */
  sealed interface Result {
    record Answered(Routed routed) implements Result {}

    record Failed(List<Loss> losses) implements Result {}
  }

  /**
   * @param called whether the model was called, or only about to be
   */
  record Loss(Target target, ModelException why, boolean called) {}

  private final Settings settings;
  private final boolean streams;
  private final boolean here;
  private final List<Runner> runners = new ArrayList<>(1);
  private final List<Loss> losses = new ArrayList<>(1);
  private final BlockingQueue<Runner> news;
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock.
  private @Nullable Runner leader;

  /**
   * @param here whether the only attempt runs on the calling thread
   */
  Race(Settings settings, boolean streams, boolean here) {
    this.settings = settings;
    this.streams = streams;
    this.here = here;
    this.news = new LinkedBlockingQueue<>();
  }

  boolean streams() {
    return streams;
  }

  void begin(
      LanguageModel model,
      Target target,
      ChatRequest request,
      long prompt,
      Models.Attempt attempt,
      Duration limit) {
    Runner runner = new Runner(model, target, request, prompt, attempt, this);
    runners.add(runner);
    if (!here) {
      runner.startOnItsOwn(limit, news::add);
    }
  }

  /** A runner's piece: told if it leads, and only until it is settled. */
  void tell(Runner runner, Runnable piece) {
    lock.lock();
    try {
      if (leader == null && !runner.settled) {
        leader = runner;
        news.add(runner);
      }
      if (leader == runner && !runner.settled) {
        piece.run();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether any piece of an answer was told. */
  boolean told() {
    lock.lock();
    try {
      return leader != null;
    } finally {
      lock.unlock();
    }
  }

  /** Whether anything came within the time: a piece of an answer, or the end of an attempt. */
  boolean hasNews(Duration time) throws InterruptedException {
    Runner first = news.poll(time.toNanos(), TimeUnit.NANOSECONDS);
    if (first != null) {
      news.add(first);
    }
    return first != null;
  }

  /**
   * Waits for the end; what has not ended by then has failed.
   *
   * @throws InterruptedException if the calling thread is interrupted; {@link #cancel} is due
   */
  Result await(Duration longest) throws InterruptedException {
    if (here) {
      runners.getFirst().run(longest);
      return after(runners.getFirst());
    }
    long start = System.nanoTime();
    while (losses.size() < runners.size()) {
      long left = longest.toNanos() - (System.nanoTime() - start);
      Runner next = news.poll(Math.max(0, left), TimeUnit.NANOSECONDS);
      if (next == null) {
        runners.stream().filter(late -> !late.settled).forEach(this::tooLate);
      } else if (!next.settled && after(next) instanceof Result.Answered answered) {
        return answered;
      }
    }
    return new Result.Failed(losses);
  }

  private Result after(Runner news) throws InterruptedException {
    switch (news.end()) {
      case null -> giveUpAllBut(news);
      case Runner.End.Answer answer -> {
        giveUpAllBut(news);
        return won(news, answer);
      }
      case Runner.End.Failure failure -> {
        settle(news);
        lost(news, failure.why());
        news.attempt.failed(failure.why().getMessage());
      }
      case Runner.End.Withheld withheld -> withheld(news);
      case Runner.End.Interrupted interrupted -> {
        if (here) {
          throw new InterruptedException();
        }
        tooLate(news);
      }
      case Runner.End.Broken broken -> throw rethrown(broken.error());
    }
    return new Result.Failed(losses);
  }

  private static RuntimeException rethrown(Throwable error) {
    if (error instanceof Error fatal) {
      throw fatal;
    }
    return (RuntimeException) error;
  }

  private Result won(Runner winner, Runner.End.Answer answer) {
    settle(winner);
    Tokens tokens = winner.model.traits().used().apply(answer.response().tokenUsage());
    winner.target.gate().charge(tokens.total() - winner.prompt);
    winner.target.answered(answer.nanos(), winner.firstToken(), tokens);
    winner.attempt.succeeded(tokens);
    return new Result.Answered(new Routed(winner.model.id(), answer.response(), tokens));
  }

  private void withheld(Runner runner) {
    settle(runner);
    ModelException failure =
        new ModelException(
            Kind.UNAVAILABLE,
            runner.model.id(),
            runner.model.id() + " was not called: other calls found it failing meanwhile",
            runner.target.lastFailure());
    losses.add(new Loss(runner.target, failure, false));
    runner.attempt.failed(failure.getMessage());
  }

  private void tooLate(Runner late) {
    settle(late);
    ModelException failure =
        new ModelException(
            Kind.TIMEOUT,
            late.model.id(),
            late.model.id() + " did not answer in time, and was given up",
            null);
    lost(late, failure);
    late.attempt.abandoned(failure.getMessage());
    late.stop();
  }

  private void lost(Runner loser, ModelException why) {
    loser.target.failed(why, settings.reaction(why.kind()));
    losses.add(new Loss(loser.target, why, true));
  }

  private void giveUpAllBut(Runner one) {
    for (Runner other : runners) {
      if (other != one && !other.settled) {
        settle(other);
        other.target.abandoned();
        other.attempt.abandoned(one.model.id() + " was faster");
        other.stop();
        losses.add(
            new Loss(
                other.target,
                new ModelException(
                    Kind.TIMEOUT, other.model.id(), other.model.id() + " was slower", null),
                true));
      }
    }
  }

  /** Gives up all that is under way; whoever began the attempts settles them. */
  void cancel() {
    for (Runner each : runners) {
      if (!each.settled) {
        settle(each);
        each.target.abandoned();
        each.stop();
      }
    }
  }

  private void settle(Runner runner) {
    lock.lock();
    try {
      runner.settled = true;
    } finally {
      lock.unlock();
    }
    runner.target.gate().leave();
  }
}
