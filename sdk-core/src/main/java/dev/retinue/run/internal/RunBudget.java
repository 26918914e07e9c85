package dev.retinue.run.internal;

import dev.retinue.budget.Budget;
import dev.retinue.budget.Cost;
import dev.retinue.budget.LimitedBudget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a run draws on: a budget of its own, those of the runs that delegated it, and those that it
 * shares with others (of agents, tenants and the host). What is reserved is reserved in each or in
 * none. Thread-safe.
 *
 * <p>A run that a model has answered may close: its own budget allows one more model call, and with
 * each call it keeps what a closing turn would take from the others, so that they are not overspent
 * either. Whoever cannot get both a call and its closing turn closes instead.
 */
final class RunBudget {
  private final ReentrantLock lock = new ReentrantLock();
  private final LimitedBudget own;
  private final List<Budget> shared;
  // Guarded by lock.
  private List<LimitedBudget> delegating = List.of();
  private List<Budget> above;
  private Cost kept = Cost.NOTHING;
  private List<Budget> keptIn = List.of();
  private boolean answered;
  private boolean closed;

  /** What was reserved, and where. */
  record Reservation(Cost own, Cost above, List<Budget> in) {}

  /** Reserved, or why not. Closed. */
  sealed interface Reply {
    record Reserved(Reservation reservation) implements Reply {}

    record Refused(String reason) implements Reply {}
  }

  RunBudget(LimitedBudget own, List<Budget> shared) {
    this.own = own;
    this.shared = shared;
    this.above = shared;
  }

  /** The run was delegated by this one: from here on it draws on its budgets as well. */
  void joins(RunBudget parent) {
    List<LimitedBudget> runs = new ArrayList<>();
    runs.add(parent.own);
    List<Budget> sharedWithParent;
    parent.lock.lock();
    try {
      runs.addAll(parent.delegating);
      sharedWithParent = parent.shared;
    } finally {
      parent.lock.unlock();
    }
    Cost before;
    lock.lock();
    try {
      if (!delegating.isEmpty()) {
        return;
      }
      before = own.spent();
      delegating = runs;
      List<Budget> all = new ArrayList<>(runs);
      all.addAll(shared);
      sharedWithParent.stream().filter(each -> !all.contains(each)).forEach(all::add);
      above = List.copyOf(all);
    } finally {
      lock.unlock();
    }
    // What it had spent before its parent was there again; the parent's others counted it.
    runs.forEach(each -> each.settle(Cost.NOTHING, before));
  }

  /** Reserves for a call that is not a reasoner's own call of a model. */
  Reply reserve(Cost needed, Cost held) {
    return reserve(needed, held, false);
  }

  /**
   * Reserves for a reasoner's call of a model, and keeps back what a closing turn after it would
   * take.
   */
  Reply reserveAnswer(Cost needed, Cost held) {
    return reserve(needed, held, true);
  }

  private Reply reserve(Cost needed, Cost held, boolean keeps) {
    lock.lock();
    try {
      Optional<String> refusal = own.reserve(needed, held);
      if (refusal.isPresent()) {
        return new Reply.Refused(refusal.get());
      }
      if (above.isEmpty()) {
        return new Reply.Reserved(new Reservation(held, held, List.of()));
      }
      String reason = keeps ? reserveAndKeep(needed, held) : reserveIn(above, needed, held);
      if (reason == null) {
        return new Reply.Reserved(new Reservation(held, held, above));
      }
      own.settle(held, Cost.NOTHING);
      return new Reply.Refused(reason);
    } finally {
      lock.unlock();
    }
  }

  private @Nullable String reserveAndKeep(Cost needed, Cost held) {
    if (!answered) {
      // The first answer may be the last one as well, and has nothing before it to close with.
      return reserveIn(above, needed, held);
    }
    boolean keepsAlready = keptIn.equals(above);
    Cost more = keepsAlready ? held.beyond(kept) : held;
    String reason = reserveIn(above, keepsAlready ? needed : needed.plus(needed), held.plus(more));
    if (reason == null) {
      kept = keepsAlready ? kept.plus(more) : more;
      keptIn = above;
    }
    return reason;
  }

  /**
   * Reserves for the closing turn: beyond the limits of the run itself, from what was kept back of
   * the others.
   */
  Reply reserveClosing(Cost needed, Cost held) {
    lock.lock();
    try {
      if (!answered || closed) {
        return new Reply.Refused(
            closed ? "the run has had its closing turn" : "no model has answered the run yet");
      }
      if (!kept.equals(Cost.NOTHING)) {
        Reservation reservation = new Reservation(Cost.NOTHING, kept, keptIn);
        kept = Cost.NOTHING;
        keptIn = List.of();
        return new Reply.Reserved(reservation);
      }
      String reason = reserveIn(above, needed, held);
      return reason == null
          ? new Reply.Reserved(new Reservation(Cost.NOTHING, held, above))
          : new Reply.Refused(reason);
    } finally {
      lock.unlock();
    }
  }

  /** In all of them or in none. */
  private static @Nullable String reserveIn(List<Budget> budgets, Cost needed, Cost held) {
    for (int i = 0; i < budgets.size(); i++) {
      Optional<String> refusal = budgets.get(i).reserve(needed, held);
      if (refusal.isPresent()) {
        budgets.subList(0, i).forEach(each -> each.settle(held, Cost.NOTHING));
        return refusal.get();
      }
    }
    return null;
  }

  void settle(Reservation reservation, Cost actual) {
    own.settle(reservation.own(), actual);
    for (Budget each : reservation.in()) {
      each.settle(reservation.above(), actual);
    }
  }

  /** A model has answered: there is something to close with. */
  void answered() {
    lock.lock();
    try {
      answered = true;
    } finally {
      lock.unlock();
    }
  }

  /** The closing turn was had. */
  void closed() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  /** Counts what an earlier process spent, everywhere. */
  void recall(Cost actual, Instant at) {
    own.settle(Cost.NOTHING, actual);
    for (Budget each : aboveNow()) {
      if (each instanceof LimitedBudget limited) {
        limited.recall(actual, at);
      } else {
        each.settle(Cost.NOTHING, actual);
      }
    }
  }

  /**
   * Counts what a delegated run spent in an earlier process; the budgets it shares have counted it.
   */
  void recallDelegated(Cost actual) {
    own.settle(Cost.NOTHING, actual);
    List<LimitedBudget> runs;
    lock.lock();
    try {
      runs = delegating;
    } finally {
      lock.unlock();
    }
    runs.forEach(each -> each.settle(Cost.NOTHING, actual));
  }

  /**
   * Counts active time of the run itself with those that it shares with others; nobody reserves it,
   * and runs count it otherwise.
   */
  void spendTime(Cost time) {
    for (Budget each : others()) {
      each.settle(Cost.NOTHING, time);
    }
  }

  /** Whether there is any budget that others share. */
  boolean isShared() {
    return !others().isEmpty();
  }

  /** The budgets that are no run's. */
  private List<Budget> others() {
    lock.lock();
    try {
      return above.subList(delegating.size(), above.size());
    } finally {
      lock.unlock();
    }
  }

  /** Gives back what was kept for a closing turn: the run leaves its thread. */
  void rest() {
    lock.lock();
    try {
      keptIn.forEach(each -> each.settle(kept, Cost.NOTHING));
      kept = Cost.NOTHING;
      keptIn = List.of();
    } finally {
      lock.unlock();
    }
  }

  boolean limitsMoney() {
    if (own.limitsMoney()) {
      return true;
    }
    for (Budget each : aboveNow()) {
      if (each.limitsMoney()) {
        return true;
      }
    }
    return false;
  }

  /** What the run and those that it delegated have spent. */
  Cost spent() {
    return own.spent();
  }

  private List<Budget> aboveNow() {
    lock.lock();
    try {
      return above;
    } finally {
      lock.unlock();
    }
  }
}
