package dev.retinue.run.internal;

import dev.retinue.effect.Effect.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The agents' mailboxes, made on the first message. They last as long as the runtime. Thread-safe.
 */
final class Mail {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Deque<Message>> boxes = new HashMap<>();
  private final Set<String> delivered = new HashSet<>();
  private final Consumer<String> arrival;

  /**
   * @param arrival told the agent whose mailbox got a message
   */
  Mail(Consumer<String> arrival) {
    this.arrival = arrival;
  }

  /** Delivers once for each key. */
  void deliver(String to, String key, Message message) {
    lock.lock();
    try {
      if (!delivered.add(key)) {
        return;
      }
      boxes.computeIfAbsent(to, agent -> new ArrayDeque<>()).add(message);
    } finally {
      lock.unlock();
    }
    arrival.accept(to);
  }

  Optional<Message> take(String agent) {
    lock.lock();
    try {
      Deque<Message> box = boxes.get(agent);
      return box == null ? Optional.empty() : Optional.ofNullable(box.poll());
    } finally {
      lock.unlock();
    }
  }

  boolean isEmpty(String agent) {
    lock.lock();
    try {
      Deque<Message> box = boxes.get(agent);
      return box == null || box.isEmpty();
    } finally {
      lock.unlock();
    }
  }
}
