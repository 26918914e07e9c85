package dev.retinue.run.internal;

import dev.retinue.run.RunEvent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of a run, kept for whoever comes late; of a run that waits unheard, only that it began
 * and what it waits for. Thread-safe.
 */
final class EventLog {
  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Condition grown;
  private List<RunEvent> events = new ArrayList<>();
  private List<Subscription> subscriptions = List.of();
  private boolean heard;

  void add(RunEvent event) {
    List<Subscription> subscribed;
    lock.lock();
    try {
      events.add(event);
      if (grown != null) {
        grown.signalAll();
      }
      subscribed = subscriptions;
    } finally {
      lock.unlock();
    }
    for (int i = 0; i < subscribed.size(); i++) {
      subscribed.get(i).deliver();
    }
  }

  /** The run waits: if nobody ever listened, what it did so far is left to its history. */
  void rest() {
    lock.lock();
    try {
      if (!heard) {
        List<RunEvent> kept = new ArrayList<>(events);
        kept.removeIf(
            event -> !(event instanceof RunEvent.Started || event instanceof RunEvent.Waiting));
        events = new ArrayList<>(kept);
      }
    } finally {
      lock.unlock();
    }
  }

  private void hear() {
    lock.lock();
    try {
      heard = true;
    } finally {
      lock.unlock();
    }
  }

  /** The event at this place, when it is there; null if not and {@code block} is false. */
  private @Nullable RunEvent at(int index, boolean block) {
    lock.lock();
    try {
      while (index >= events.size()) {
        if (!block) {
          return null;
        }
        if (grown == null) {
          grown = lock.newCondition();
        }
        grown.await();
      }
      return events.get(index);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for the run's next event");
    } finally {
      lock.unlock();
    }
  }

  Iterable<RunEvent> blocking() {
    return () -> {
      hear();
      return new Iterator<>() {
        private int next;
        private boolean ended;

        @Override
        public boolean hasNext() {
          return !ended;
        }

        @Override
        public RunEvent next() {
          if (ended) {
            throw new NoSuchElementException("the run has ended");
          }
          RunEvent event = java.util.Objects.requireNonNull(at(next++, true));
          ended = event instanceof RunEvent.Ended;
          return event;
        }
      };
    };
  }

  Flow.Publisher<RunEvent> publisher() {
    return subscriber -> {
      hear();
      Subscription subscription = new Subscription(subscriber);
      lock.lock();
      try {
        List<Subscription> more = new ArrayList<>(subscriptions);
        more.add(subscription);
        subscriptions = more;
      } finally {
        lock.unlock();
      }
      subscriber.onSubscribe(subscription);
      subscription.deliver();
    };
  }

  /** Delivers in order on whichever thread adds events or asks for more, one at a time. */
  private final class Subscription implements Flow.Subscription {
    private final Flow.Subscriber<? super RunEvent> subscriber;
    private final ReentrantLock state = new ReentrantLock();
    private long demand;
    private int next;
    private boolean delivering;
    private boolean done;

    Subscription(Flow.Subscriber<? super RunEvent> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void request(long n) {
      if (n <= 0) {
        finish();
        subscriber.onError(
            new IllegalArgumentException("requested " + n + " events; ask for at least 1"));
        return;
      }
      state.lock();
      try {
        demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
      } finally {
        state.unlock();
      }
      deliver();
    }

    @Override
    public void cancel() {
      finish();
    }

    private void finish() {
      state.lock();
      try {
        done = true;
      } finally {
        state.unlock();
      }
      lock.lock();
      try {
        List<Subscription> fewer = new ArrayList<>(subscriptions);
        fewer.remove(this);
        subscriptions = fewer;
      } finally {
        lock.unlock();
      }
    }

    void deliver() {
      for (RunEvent event = take(); event != null; event = take()) {
        try {
          subscriber.onNext(event);
          if (event instanceof RunEvent.Ended) {
            finish();
            subscriber.onComplete();
          }
        } catch (RuntimeException e) {
          // A host's subscriber must not decide how a run ends; by the specification it is done.
          LOG.atWarn().addKeyValue("run", event.run()).setCause(e).log("a subscriber failed");
          finish();
        } finally {
          release();
        }
      }
    }

    private @Nullable RunEvent take() {
      state.lock();
      try {
        if (done || delivering || demand == 0) {
          return null;
        }
        RunEvent event = at(next, false);
        if (event != null) {
          next++;
          demand--;
          delivering = true;
        }
        return event;
      } finally {
        state.unlock();
      }
    }

    private void release() {
      state.lock();
      try {
        delivering = false;
      } finally {
        state.unlock();
      }
    }
  }
}
