package dev.retinue.learning;

import dev.retinue.error.SetupException;
import dev.retinue.file.WholeFile;
import dev.retinue.journal.Journal;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.Payload;
import dev.retinue.json.RecordedForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the agents of a runtime have learned: a view of the lessons in its journal, taken in the
 * journal's order, so that whoever reads the same journal knows the same. With a home it is kept in
 * a file there, with the position up to which it contains the journal. Thread-safe.
 */
public final class Learning {
  private static final Logger LOG = LoggerFactory.getLogger(Learning.class);

  private final Journal journal;
  private final @Nullable Path file;

  /** Shared while a lesson is on its way from the journal into here; alone, nothing is. */
  private final ReentrantReadWriteLock under = new ReentrantReadWriteLock();

  private final ReentrantLock writing = new ReentrantLock();
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock; keys are agent/policy.
  private final Map<String, BanditState> committed;
  private final TreeMap<Long, Entry> recent = new TreeMap<>();
  private final Map<String, BanditState> states;
  private final Map<String, Open> open = new HashMap<>();
  private boolean written = true;
  // Of the last lesson, not of the journal: that one is known to be as safe as the journal is.
  private JournalPosition last;

  private record Entry(String key, Experience experience) {}

  /** Choices of which nothing was learned yet, nor ever will be where a run was cancelled. */
  private record Open(long choices, long explored) {
    static final Open NONE = new Open(0, 0);
  }

  /** What the file holds. */
  private record Kept(String position, Map<String, BanditState> policies) {
    Kept {
      policies = new TreeMap<>(policies);
    }
  }

  private Learning(Journal journal, @Nullable Path file, Kept kept) {
    this.journal = journal;
    this.file = file;
    this.committed = new HashMap<>(kept.policies());
    this.states = new HashMap<>(kept.policies());
    this.last = JournalPosition.parse(kept.position());
  }

  /**
   * Opens what was learned: from the file, and from all of the journal that came after it.
   *
   * @param file made when something is learned; null to keep nothing
   * @throws SetupException if the file cannot be read
   */
  public static Learning open(@Nullable Path file, Journal journal) {
    Kept kept = new Kept(JournalPosition.NONE.toString(), Map.of());
    if (file != null && Files.exists(file)) {
      try {
        kept = RecordedForm.read(Files.readString(file), Kept.class);
      } catch (IOException | IllegalArgumentException e) {
        throw new SetupException(
            file.toString(),
            "what was learned before cannot be read from "
                + file
                + ": "
                + e.getMessage()
                + "; move the file away to learn anew",
            e);
      }
    }
    Learning learning = new Learning(journal, file, kept);
    if (!journal.runs().isEmpty()) {
      journal.scan(learning.last, learning::read);
    }
    return learning;
  }

  private void read(JournalPosition position, JournalRecord record) {
    if (record instanceof JournalRecord.Learned learned) {
      add(position, new Entry(learned.policy(), learned.experience().as(Experience.class)));
    }
  }

  /** Writes a lesson of a run into the journal. */
  @FunctionalInterface
  public interface Recorder {
    /** Appends {@link JournalRecord.Learned}. */
    JournalPosition record(String policy, Payload experience);
  }

  /** What one agent has learned. */
  public Lessons of(String agent, Recorder recorder) {
    return new OfAgent(agent + "/", recorder);
  }

  /** The same for looking only: what is learned is refused. */
  public Lessons readOnly(String agent) {
    return of(
        agent,
        (policy, experience) -> {
          throw new IllegalStateException("whoever only looks learns nothing");
        });
  }

  private final class OfAgent implements Lessons {
    private final String prefix;
    private final Recorder recorder;

    OfAgent(String prefix, Recorder recorder) {
      this.prefix = prefix;
      this.recorder = recorder;
    }

    @Override
    public BanditState known(String policy) {
      lock.lock();
      try {
        return counted(prefix + policy);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public Pick choose(String policy, Function<BanditState, Pick> choice) {
      String key = prefix + policy;
      lock.lock();
      try {
        Pick pick = choice.apply(counted(key));
        move(key, 1, pick.explores());
        return pick;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void learn(String policy, Experience experience) {
      String key = prefix + policy;
      under.readLock().lock();
      try {
        JournalPosition position = recorder.record(key, Payload.of(experience));
        lock.lock();
        try {
          move(key, -1, experience.explored());
          add(position, new Entry(key, experience));
        } finally {
          lock.unlock();
        }
      } finally {
        under.readLock().unlock();
      }
    }
  }

  private BanditState counted(String key) {
    Open pending = open.getOrDefault(key, Open.NONE);
    return states.getOrDefault(key, BanditState.EMPTY).after(pending.choices(), pending.explored());
  }

  private void move(String key, int by, boolean explores) {
    Open now = open.getOrDefault(key, Open.NONE);
    open.put(key, new Open(now.choices() + by, now.explored() + (explores ? by : 0)));
  }

  private void add(JournalPosition position, Entry entry) {
    boolean inOrder = recent.isEmpty() || position.offset() > recent.lastKey();
    recent.put(position.offset(), entry);
    last = last.covers(position) ? last : position;
    String key = entry.key();
    if (inOrder) {
      states.put(key, entry.experience().addedTo(states.getOrDefault(key, BanditState.EMPTY)));
    } else {
      // Another lesson came after it into the journal, and before it here.
      BanditState again = committed.getOrDefault(key, BanditState.EMPTY);
      for (Entry each : recent.values()) {
        again = each.key().equals(key) ? each.experience().addedTo(again) : again;
      }
      states.put(key, again);
    }
  }

  /**
   * Makes durable all that was learned so far, before the journal lets go of it. What cannot be
   * written is said in the log, and tried again with the next.
   */
  public void commit() {
    lock.lock();
    try {
      if (recent.isEmpty() && written) {
        return;
      }
    } finally {
      lock.unlock();
    }
    writing.lock();
    try {
      write(contained());
    } finally {
      writing.unlock();
    }
  }

  private @Nullable Kept contained() {
    under.writeLock().lock();
    lock.lock();
    try {
      if (recent.isEmpty() && written) {
        return null; // Somebody else has written it meanwhile.
      }
      recent.clear();
      committed.clear();
      committed.putAll(states);
      written = false;
      return new Kept(last.toString(), committed);
    } finally {
      lock.unlock();
      under.writeLock().unlock();
    }
  }

  private void write(@Nullable Kept kept) {
    if (kept == null) {
      return;
    }
    boolean done = file == null;
    if (file != null) {
      try {
        WholeFile.write(file, journal.durable(), out -> out.write(RecordedForm.write(kept)));
        done = true;
      } catch (IOException e) {
        LOG.atWarn()
            .addKeyValue("file", file)
            .setCause(e)
            .log("what was learned could not be kept: the next process may not know of it");
      }
    }
    lock.lock();
    try {
      written = done;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets all that an agent has learned, here and in the file. */
  public void forget(String agent) {
    String prefix = agent + "/";
    lock.lock();
    try {
      for (Map<String, ?> map : List.of(committed, states, open)) {
        map.keySet().removeIf(key -> key.startsWith(prefix));
      }
      recent.values().removeIf(entry -> entry.key().startsWith(prefix));
      written = file == null || !Files.exists(file);
    } finally {
      lock.unlock();
    }
    commit();
  }
}
