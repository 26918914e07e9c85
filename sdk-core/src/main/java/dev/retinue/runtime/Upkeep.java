package dev.retinue.runtime;

import dev.retinue.consolidation.Consolidation;
import dev.retinue.definition.MemoryUpkeep;
import dev.retinue.identity.Principal;
import dev.retinue.run.internal.RunEngine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consolidates memories in the background: those into which something new came, when nobody has
 * used them for a while or at the latest after some time; and those in which a lifetime ends. One
 * thread for all agents, while there is something to wait for; it does one review after another and
 * rests between them, so that it takes a small part of one processor at most. What is waited for is
 * known on the heap alone: after a restart it begins with what is new from then on. Thread-safe.
 */
final class Upkeep {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  /** So many times as long as a consolidation took, the thread does nothing. */
  private static final int REST = 19;

  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  private final RunEngine engine;
  private final Supplier<String> ids;
  private final Clock clock;
  private final Map<Part, Due> due = new ConcurrentHashMap<>();

  /** When it looks next, as {@link System#nanoTime} counts. */
  private final AtomicLong nextLook = new AtomicLong(Long.MAX_VALUE);

  private final ScheduledThreadPoolExecutor working;

  /** What of an agent's memory is one principal's. */
  private record Part(AgentStores stores, Principal principal) {}

  /**
   * @param at when it is to be consolidated at the latest
   * @param fresh whether something new came, so that it is when nobody uses it as well
   */
  private record Due(Instant at, boolean fresh) {}

  Upkeep(RunEngine engine, Supplier<String> ids, Clock clock) {
    this.engine = engine;
    this.ids = ids;
    this.clock = clock;
    working =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("retinue-upkeep").daemon(true).factory());
    working.setKeepAliveTime(2, TimeUnit.SECONDS);
    working.allowCoreThreadTimeOut(true);
    working.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Something new came. Waits for nothing. */
  void changed(AgentStores stores, Principal principal) {
    MemoryUpkeep settings = stores.definition().memory().consolidation();
    if (!settings.background()) {
      return;
    }
    Part part = new Part(stores, principal);
    Due known = due.get(part);
    if (known == null || !known.fresh()) {
      due.put(part, new Due(clock.instant().plus(settings.every()), true));
      look(shorter(settings.idle(), settings.every()));
    }
  }

  /** The agent is gone. */
  void forget(AgentStores stores) {
    due.keySet().removeIf(part -> part.stores().equals(stores));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  /** Looks after this time, if it does not before. */
  private void look(Duration wait) {
    long at = System.nanoTime() + wait.toNanos();
    if (nextLook.getAndAccumulate(at, Math::min) <= at) {
      return;
    }
    try {
      var unused = working.schedule(this::consolidateOne, wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.atDebug().log("the runtime is closing; its memories stay as they are");
    }
  }

  private void consolidateOne() {
    nextLook.set(Long.MAX_VALUE);
    Map.Entry<Part, Due> first = null;
    Duration next = LONGEST_WAIT;
    for (Map.Entry<Part, Due> each : due.entrySet()) {
      Duration left = left(each.getKey(), each.getValue());
      if (first == null || left.compareTo(next) < 0) {
        first = each;
        next = left;
      }
    }
    if (first != null && !next.isPositive() && due.remove(first.getKey(), first.getValue())) {
      long begin = System.nanoTime();
      consolidate(first.getKey());
      next = Duration.ofNanos(REST * (System.nanoTime() - begin));
    }
    if (!due.isEmpty()) {
      look(shorter(next, LONGEST_WAIT));
    }
  }

  private Duration left(Part part, Due when) {
    Duration left = Duration.between(clock.instant(), when.at());
    if (!when.fresh()) {
      return left;
    }
    Duration idle = Duration.ofNanos(System.nanoTime() - part.stores().memoryUsedAt());
    Duration rest = part.stores().definition().memory().consolidation().idle().minus(idle);
    return shorter(rest, left);
  }

  private void consolidate(Part part) {
    String agent = part.stores().definition().id();
    try {
      ConsolidationReport report =
          new AgentMemory(part.stores(), engine, ids, part.principal()).consolidate();
      Consolidation done = report.done();
      if (report.changed()) {
        LOG.atInfo()
            .addKeyValue("agent", agent)
            .addKeyValue("run", report.run())
            .log("memory consolidated: {}", done);
      }
      Instant at = done.more() ? clock.instant() : done.due();
      if (at != null) {
        due.putIfAbsent(part, new Due(at, false));
      }
    } catch (InterruptedException e) {
      LOG.atDebug().addKeyValue("agent", agent).log("the runtime is closing");
    } catch (RuntimeException e) { // Also of a host's own memory.
      LOG.atWarn()
          .addKeyValue("agent", agent)
          .setCause(e)
          .log("a memory was not consolidated; that is tried again when something new came");
    }
  }

  /** Waits for the consolidation that is under way, and begins no other. */
  void close() throws InterruptedException {
    working.shutdown();
    working.awaitTermination(30, TimeUnit.SECONDS);
  }
}
