package dev.retinue.run.internal;

import dev.retinue.effect.Effect.Message;
import dev.retinue.identity.RunScope;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.JournaledRun;
import dev.retinue.journal.Payload;
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
 * The agents' mailboxes. In the journal a message is a run of its own, of the receiver: it starts
 * when the message is sent, and ends when it was taken. It is kept as long as the run that sent it,
 * so that a message whose sending is repeated after a crash arrives once. Thread-safe.
 */
final class Mail {
  /** What stands for the reasoner of a message. */
  static final String TYPE = "system:mail";

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Deque<Message>> boxes = new HashMap<>();
  private final Set<String> known = new HashSet<>();
  private final RunEngine engine;
  private final Consumer<String> arrival;

  /**
   * @param arrival told the agent whose mailbox got a message
   */
  Mail(RunEngine engine, Consumer<String> arrival) {
    this.engine = engine;
    this.arrival = arrival;
  }

  /** Delivers, once for each message id. */
  void deliver(String to, Message message, RunScope sender) {
    lock.lock();
    try {
      if (known.contains(message.id()) || !engine.journal().read(message.id()).isEmpty()) {
        return;
      }
      engine.append(
          new JournalRecord.RunStarted(
              new RunScope(message.id(), to, "mail", sender.principal(), ""),
              "",
              Payload.of(
                  new RunRequest(
                      TYPE,
                      Payload.of(message).text(),
                      null,
                      sender.run(),
                      false,
                      message.label())),
              engine.now()));
      put(to, message);
    } finally {
      lock.unlock();
    }
    arrival.accept(to);
  }

  private void put(String to, Message message) {
    known.add(message.id());
    boxes.computeIfAbsent(to, agent -> new ArrayDeque<>()).add(message);
  }

  /** Puts back what an earlier process had not taken. */
  void restore(JournaledRun run, RunRequest request) {
    String agent = run.start().scope().agent();
    lock.lock();
    try {
      if (run.ended()) {
        releaseIfSenderIs(run.start().run(), request);
      } else if (!known.contains(run.start().run())) {
        put(agent, Payload.recorded(request.input()).as(Message.class));
      }
    } finally {
      lock.unlock();
    }
    arrival.accept(agent);
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

  /** It was taken, and that is recorded; a replay says so again. */
  void taken(String agent, Message message) {
    lock.lock();
    try {
      Deque<Message> box = boxes.get(agent);
      if (box != null) {
        box.removeIf(waiting -> waiting.id().equals(message.id()));
      }
      for (JournalRecord record : engine.journal().read(message.id())) {
        if (record instanceof JournalRecord.RunEnded) {
          return;
        }
        if (record instanceof JournalRecord.RunStarted start) {
          engine.append(
              new JournalRecord.RunEnded(
                  message.id(), Payload.recorded("\"taken\""), engine.now()));
          releaseIfSenderIs(message.id(), start.request().as(RunRequest.class));
          return;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void releaseIfSenderIs(String id, RunRequest request) {
    if (request.parent() == null || engine.journal().read(request.parent()).isEmpty()) {
      release(id);
    }
  }

  /** The run that sent it is released: so is the message, if it was taken. */
  void senderReleased(String id) {
    lock.lock();
    try {
      boolean taken =
          engine.journal().read(id).stream().anyMatch(JournalRecord.RunEnded.class::isInstance);
      if (taken) {
        release(id);
      }
    } finally {
      lock.unlock();
    }
  }

  private void release(String id) {
    known.remove(id);
    engine.journal().release(id);
  }

  /** Drops the mailbox of an agent that is erased. */
  void forget(String agent) {
    lock.lock();
    try {
      Deque<Message> box = boxes.remove(agent);
      if (box != null) {
        box.forEach(message -> known.remove(message.id()));
      }
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
