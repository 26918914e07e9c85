package dev.retinue.model;

import dev.langchain4j.data.message.ChatMessage;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a run so far. Immutable: {@link #plus} gives a longer conversation that shares
 * what they have in common, in constant time, so that a run of a thousand steps copies its history
 * never. Thread-safe.
 *
 * <p>{@link #fingerprint} identifies the messages: each is hashed once, over the fingerprint of
 * those before it.
 */
public final class Conversation {
  private static final Conversation EMPTY = new Conversation(new Log(8), 0, 0);

  private final Log log;
  private final int size;
  private final long characters;

  private Conversation(Log log, int size, long characters) {
    this.log = log;
    this.size = size;
    this.characters = characters;
  }

  public static Conversation of(List<? extends ChatMessage> messages) {
    Log log = new Log(Math.max(8, messages.size() + 4));
    long characters = 0;
    for (ChatMessage message : messages) {
      log.add(message);
      characters += Length.of(message);
    }
    return messages.isEmpty() ? EMPTY : new Conversation(log, messages.size(), characters);
  }

  public static Conversation of(ChatMessage... messages) {
    return of(Arrays.asList(messages));
  }

  /** This conversation and one more message. */
  public Conversation plus(ChatMessage message) {
    return log.append(this, message);
  }

  /** This conversation and more messages. */
  public Conversation plus(List<? extends ChatMessage> messages) {
    Conversation longer = this;
    for (ChatMessage message : messages) {
      longer = longer.plus(message);
    }
    return longer;
  }

  public int size() {
    return size;
  }

  /**
   * How long the messages are, in characters, counted as they were added. What is not text counts
   * as a few thousand.
   */
  public long characters() {
    return characters;
  }

  /** The messages in order; an unmodifiable view. */
  public List<ChatMessage> messages() {
    return new View(log.messages, size);
  }

  /**
   * Identifies the sequence of messages: SHA-256 over each message and the fingerprint before it,
   * in hex.
   */
  public String fingerprint() {
    return log.fingerprint(size).toString();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Conversation that
        && size == that.size
        && messages().equals(that.messages());
  }

  @Override
  public int hashCode() {
    return messages().hashCode();
  }

  @Override
  public String toString() {
    return messages().toString();
  }

  /**
   * Messages that several conversations share as prefixes. Places once filled are never written
   * again.
   */
  private static final class Log {
    private final ReentrantLock lock = new ReentrantLock();
    private volatile ChatMessage[] messages;
    private @Nullable Fingerprint[] fingerprints;
    private int count;

    Log(int capacity) {
      messages = new ChatMessage[capacity];
      fingerprints = new Fingerprint[capacity];
    }

    void add(ChatMessage message) {
      if (count == messages.length) {
        messages = Arrays.copyOf(messages, count * 2);
        fingerprints = Arrays.copyOf(fingerprints, count * 2);
      }
      messages[count++] = message;
    }

    Conversation append(Conversation tip, ChatMessage message) {
      lock.lock();
      try {
        if (tip.size == count && this != EMPTY.log) {
          add(message);
          return new Conversation(this, count, tip.characters + Length.of(message));
        }
      } finally {
        lock.unlock();
      }
      // Somebody else already went on from here: this branch gets a log of its own.
      Log branch = new Log(tip.size + 8);
      for (int i = 0; i < tip.size; i++) {
        branch.add(messages[i]);
      }
      branch.add(message);
      return new Conversation(branch, tip.size + 1, tip.characters + Length.of(message));
    }

    Fingerprint fingerprint(int size) {
      lock.lock();
      try {
        int known = size;
        while (known > 0 && fingerprints[known - 1] == null) {
          known--;
        }
        Fingerprint last =
            known == 0 ? Fingerprint.EMPTY : Objects.requireNonNull(fingerprints[known - 1]);
        for (int i = known; i < size; i++) {
          last = last.plus(messages[i]);
          fingerprints[i] = last;
        }
        return last;
      } finally {
        lock.unlock();
      }
    }
  }

  private static final class View extends AbstractList<ChatMessage> implements RandomAccess {
    private final ChatMessage[] messages;
    private final int size;

    View(ChatMessage[] messages, int size) {
      this.messages = messages;
      this.size = size;
    }

    @Override
    public ChatMessage get(int index) {
      return messages[Objects.checkIndex(index, size)];
    }

    @Override
    public int size() {
      return size;
    }
  }
}
