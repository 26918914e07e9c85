package dev.retinue.testkit;

import dev.retinue.definition.ModelDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectException;
import dev.retinue.effect.StandIn;
import dev.retinue.identity.Address;
import dev.retinue.identity.RunScope;
import dev.retinue.model.ModelReply;
import dev.retinue.model.ModelRequest;
import dev.retinue.model.Models;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.Cassette.Mode;
import dev.retinue.testkit.TapeFile.RecordedRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records the effects of runs into a file, or replays them from it; see {@link Cassette}, which
 * gives one to a JUnit test. Without JUnit: {@link #open}, {@link #on}, {@link #end}. Thread-safe.
 *
 * <p>Recorded are the effects of reasoners; what tools do inside is part of their results, and a
 * delegated run is part of the delegation. A person's answers are not recorded: the test gives
 * them. Run and session ids, the working directory and what {@link #replacing} names stand in the
 * file as placeholders; secrets stand nowhere.
 */
public final class Tape {
  private final Path file;
  private final boolean recording;
  private final Redaction redaction = new Redaction();
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private final Map<String, RecordedRun> runs = new LinkedHashMap<>();
  private final List<RecordedRun> unclaimed;
  private final Set<TapeEntry> used = Collections.newSetFromMap(new IdentityHashMap<>());
  private @Nullable AssertionError divergence;

  private Tape(Path file, boolean recording, List<RecordedRun> recorded) {
    this.file = file;
    this.recording = recording;
    this.unclaimed = recorded;
    redaction.placeholder(Path.of("").toAbsolutePath().toString(), "{dir}");
  }

  /**
   * Opens a file, to replay it or to record it anew.
   *
   * @throws IllegalStateException if there is no file and none may be recorded
   * @throws IllegalArgumentException if the file is no cassette, with the line
   */
  public static Tape open(Path file, Mode mode) {
    boolean there = Files.exists(file);
    boolean closed = isSet(System.getenv("CI"));
    boolean recording =
        switch (mode) {
          case RECORD -> true;
          case REPLAY -> false;
          case AUTO -> !there && !closed;
        };
    if (!recording && !there) {
      throw new IllegalStateException(
          "there is no cassette "
              + file
              + (mode == Mode.AUTO ? ", and nothing is recorded where CI is set" : "")
              + "; run the test once with -Dretinue.cassette=record and commit the file");
    }
    try {
      return new Tape(file, recording, recording ? List.of() : TapeFile.read(file));
    } catch (IOException e) {
      throw new UncheckedIOException("the cassette " + file + " cannot be read", e);
    }
  }

  private static boolean isSet(@Nullable String variable) {
    return variable != null && !variable.isBlank() && !variable.equalsIgnoreCase("false");
  }

  /** Whether it records; it replays otherwise. */
  public boolean isRecording() {
    return recording;
  }

  /**
   * Puts the tape on a runtime. In a replay no model is opened or called, so that no key is needed.
   *
   * @return the same builder
   */
  public AgentRuntime.Builder on(AgentRuntime.Builder builder) {
    builder.standIn(new Hook());
    return recording ? builder : builder.models(new NoModels());
  }

  /**
   * Writes a value that differs from one run of the test to the next, such as a temporary folder,
   * as {@code {name}}.
   */
  public Tape replacing(String value, String name) {
    redaction.placeholder(value, "{" + name + "}");
    return this;
  }

  /**
   * Keeps a value out of the file. Those given to {@code builder().secret(..)} are known already.
   */
  public Tape concealing(String secret) {
    redaction.conceal(secret);
    return this;
  }

  /**
   * Ends a recording by writing the file, a replay by checking that all of it was asked for.
   *
   * @throws AssertionError at the first divergence: file and line, what is recorded and what was
   *     asked
   */
  public void end() {
    lock.lock();
    try {
      if (recording) {
        TapeFile.write(file, List.copyOf(runs.values()), redaction);
        return;
      }
      if (divergence == null) {
        missing().ifPresent(message -> divergence = new AssertionError(message));
      }
      if (divergence != null) {
        throw divergence;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the cassette " + file + " cannot be written", e);
    } finally {
      lock.unlock();
    }
  }

  private Optional<String> missing() {
    for (RecordedRun run : runs.values()) {
      for (TapeEntry entry : run.entries().values()) {
        if (!used.contains(entry)) {
          return Optional.of(
              where(entry)
                  + ": the run ended without asking for what is recorded at "
                  + entry.address()
                  + ":\n  recorded: "
                  + entry.effect()
                  + " "
                  + TapeRequest.words(entry.request()));
        }
      }
    }
    return unclaimed.stream()
        .findFirst()
        .map(run ->
            file
                + ":"
                + run.line()
                + ": a run of agent '"
                + run.agent()
                + "' is recorded and was not started");
  }

  /** Where the first run left what is recorded, if one did. */
  public Optional<AssertionError> divergence() {
    lock.lock();
    try {
      return Optional.ofNullable(divergence);
    } finally {
      lock.unlock();
    }
  }

  private String where(TapeEntry entry) {
    return file + ":" + entry.line();
  }

  /** What is between the runtime and the world. */
  private final class Hook implements StandIn {
    @Override
    public void conceal(Collection<String> secrets) {
      secrets.forEach(redaction::conceal);
    }

    @Override
    public Object perform(
        RunScope scope, Address address, Effect<?> effect, Supplier<Object> world) {
      if (effect instanceof Effect.AskHuman) {
        return world.get();
      }
      return recording ? record(scope, address, effect, world) : replay(scope, address, effect);
    }
  }

  // --- recording

  private Object record(RunScope scope, Address address, Effect<?> effect, Supplier<Object> world) {
    RecordedRun run = recordedRun(scope);
    if (run == null || !address.isTop()) {
      return world.get();
    }
    try {
      Object result = world.get();
      note(run, TapeEntry.result(scope, address, effect, result, redaction));
      return result;
    } catch (EffectException e) {
      note(run, TapeEntry.failure(scope, address, effect, e, redaction));
      throw e;
    }
  }

  /** Where the run is recorded; null for a delegated one, which is part of the delegation. */
  private @Nullable RecordedRun recordedRun(RunScope scope) {
    lock.lock();
    try {
      if (isDelegated(scope)) {
        return null;
      }
      return runs.computeIfAbsent(
          scope.run(), id -> new RecordedRun(scope.agent(), 0, new HashMap<>()));
    } finally {
      lock.unlock();
    }
  }

  private boolean isDelegated(RunScope scope) {
    return runs.keySet().stream().anyMatch(id -> scope.run().startsWith(id + "-"));
  }

  private void note(RecordedRun run, TapeEntry entry) {
    lock.lock();
    try {
      run.entries().put(entry.address(), entry);
    } finally {
      lock.unlock();
    }
  }

  // --- replaying

  private Object replay(RunScope scope, Address address, Effect<?> effect) {
    lock.lock();
    try {
      Map<String, Object> request = TapeRequest.of(scope, effect, redaction);
      RecordedRun run = runs.get(scope.run());
      if (run == null) {
        run = claim(scope, address, effect, request);
      }
      TapeEntry entry = run.entries().get(address);
      if (entry == null) {
        throw diverged(
            scope,
            address,
            file
                + ":"
                + run.line()
                + ": nothing is recorded at "
                + address
                + ", where the run now asks:\n  now:      "
                + effect.getClass().getSimpleName()
                + " "
                + TapeRequest.words(request));
      }
      Optional<String> difference = TapeRequest.difference(entry, effect, request);
      if (difference.isPresent()) {
        throw diverged(
            scope,
            address,
            where(entry)
                + ": the run asks something else at "
                + address
                + ":\n"
                + difference.get());
      }
      used.add(entry);
      return entry.answer(scope, effect, redaction);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The recorded run that this one is: the first of its agent that asks the same, or else the
   * first.
   */
  private RecordedRun claim(
      RunScope scope, Address address, Effect<?> effect, Map<String, Object> request) {
    RecordedRun first = null;
    RecordedRun same = null;
    for (RecordedRun run : unclaimed) {
      if (run.agent().equals(scope.agent())) {
        first = first == null ? run : first;
        TapeEntry entry = run.entries().get(address);
        if (same == null
            && entry != null
            && TapeRequest.difference(entry, effect, request).isEmpty()) {
          same = run;
        }
      }
    }
    RecordedRun claimed = same == null ? first : same;
    if (claimed == null) {
      throw diverged(
          scope,
          address,
          file
              + ": no further run of agent '"
              + scope.agent()
              + "' is recorded, and one was started");
    }
    unclaimed.remove(claimed);
    runs.put(scope.run(), claimed);
    return claimed;
  }

  private EffectException diverged(RunScope scope, Address address, String message) {
    if (divergence == null) {
      divergence =
          new AssertionError(
              message
                  + "\nRecord again with -Dretinue.cassette=record if this is as it should be.");
    }
    return new EffectException(
        scope.run(),
        address,
        "CASSETTE",
        Objects.requireNonNull(divergence.getMessage()),
        divergence);
  }

  /** In a replay every model is said to be there, and none is called. */
  private static final class NoModels implements Models {
    @Override
    public List<String> problems(List<ModelDefinition> chain) {
      return List.of();
    }

    @Override
    public ModelReply call(List<ModelDefinition> chain, ModelRequest request, Call call) {
      throw new IllegalStateException("a cassette answers for all models");
    }
  }
}
