package dev.retinue.run.internal;

import dev.retinue.budget.Budget;
import dev.retinue.budget.Cost;
import dev.retinue.budget.LimitedBudget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
  // Guarded by lock, which is not held while the shared budgets are asked: the host's own may
  // block, or call back.
  private List<LimitedBudget> delegating = List.of();
  private List<Budget> above;
  private Kept kept = Kept.NOTHING;
  private boolean answered;
  private boolean closed;

  /** What is held back for a closing turn, and where. */
  private record Kept(Cost cost, List<Budget> in) {
    static final Kept NOTHING = new Kept(Cost.NOTHING, List.of());

    /** The lists of a run are few and never equal but the same. */
    @SuppressWarnings("ReferenceEquality")
    boolean isIn(List<Budget> budgets) {
      return in == budgets;
    }

    void giveBack() {
      RunBudget.giveBack(in, cost);
    }
  }

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
    List<Budget> all = new ArrayList<>(runs);
    all.addAll(shared);
    sharedWithParent.stream().filter(each -> !all.contains(each)).forEach(all::add);
    Cost before;
    lock.lock();
    try {
      if (!delegating.isEmpty()) {
        return;
      }
      before = own.spent();
      delegating = runs;
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
    List<Budget> in;
    lock.lock(); // So that what is spent before this run joins another is told from what is after.
    try {
      Optional<String> refusal = own.reserve(needed, held);
      if (refusal.isPresent()) {
        return new Reply.Refused(refusal.get());
      }
      in = above;
    } finally {
      lock.unlock();
    }
    if (in.isEmpty()) {
      return new Reply.Reserved(new Reservation(held, held, in));
    }
    boolean reserved = false;
    try {
      String reason = keeps ? reserveAndKeep(in, needed, held) : reserveIn(in, needed, held);
      reserved = reason == null;
      return reserved
          ? new Reply.Reserved(new Reservation(held, held, in))
          : new Reply.Refused(Objects.requireNonNull(reason));
    } finally {
      if (!reserved) {
        own.settle(held, Cost.NOTHING);
      }
    }
  }

  private @Nullable String reserveAndKeep(List<Budget> in, Cost needed, Cost held) {
    Kept before;
    lock.lock();
    try {
      before = answered ? kept : null;
    } finally {
      lock.unlock();
    }
    if (before == null) {
      // The first answer may be the last one as well, and has nothing before it to close with.
      return reserveIn(in, needed, held);
    }
    boolean keepsAlready = before.isIn(in);
    Cost more = keepsAlready ? held.beyond(before.cost) : held;
    String reason = reserveIn(in, keepsAlready ? needed : needed.plus(needed), held.plus(more));
    if (reason == null && (!keepsAlready || !more.isNothing())) {
      keep(in, held, more).giveBack();
    }
    return reason;
  }

  /**
   * Keeps what was reserved for a closing turn, beside what another branch kept meanwhile.
   *
   * @return what is not needed for it any more
   */
  private Kept keep(List<Budget> in, Cost turn, Cost reserved) {
    lock.lock();
    try {
      Kept known = kept;
      if (!known.isIn(in)) {
        kept = new Kept(reserved, in);
        return known;
      }
      Cost more = turn.beyond(known.cost);
      kept = new Kept(known.cost.plus(more), in);
      return new Kept(reserved.beyond(more), in);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Reserves for the closing turn: beyond the limits of the run itself, from what was kept back of
   * the others.
   */
  Reply reserveClosing(Cost needed, Cost held) {
    List<Budget> in;
    lock.lock();
    try {
      if (!answered || closed) {
        return new Reply.Refused(
            closed ? "the run has had its closing turn" : "no model has answered the run yet");
      }
      if (!kept.cost.isNothing()) {
        Reservation reservation = new Reservation(Cost.NOTHING, kept.cost, kept.in);
        kept = Kept.NOTHING;
        return new Reply.Reserved(reservation);
      }
      in = above;
    } finally {
      lock.unlock();
    }
    String reason = reserveIn(in, needed, held);
    return reason == null
        ? new Reply.Reserved(new Reservation(Cost.NOTHING, held, in))
        : new Reply.Refused(reason);
  }

  /** In all of them or in none. */
  private static @Nullable String reserveIn(List<Budget> budgets, Cost needed, Cost held) {
    int reserved = 0;
    try {
      for (Budget each : budgets) {
        Optional<String> refusal = each.reserve(needed, held);
        if (refusal.isPresent()) {
          return refusal.get();
        }
        reserved++;
      }
      return null;
    } finally {
      if (reserved < budgets.size()) { // Refused, or the host's own threw.
        giveBack(budgets.subList(0, reserved), held);
      }
    }
  }

  private static void giveBack(List<Budget> budgets, Cost held) {
    for (Budget each : budgets) {
      each.settle(held, Cost.NOTHING);
    }
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
    Kept unused;
    lock.lock();
    try {
      unused = kept;
      kept = Kept.NOTHING;
    } finally {
      lock.unlock();
    }
    unused.giveBack();
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
