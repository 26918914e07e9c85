package dev.retinue.memory.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.MemoryCapacities;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.error.RetinueException;
import dev.retinue.identity.Principal;
import dev.retinue.journal.HeapJournal;
import dev.retinue.journal.Journal;
import dev.retinue.label.Label;
import dev.retinue.memory.Context;
import dev.retinue.memory.MemoryException;
import dev.retinue.memory.MemoryKind;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.MemorySelection;
import dev.retinue.memory.Note;
import dev.retinue.memory.Turn;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentMemory;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.runtime.ForgettingReceipt;
import dev.retinue.testkit.FolderSearch;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.testkit.SettableClock;
import dev.retinue.testkit.StoppingJournal;
import dev.retinue.testkit.StoppingJournal.When;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A consolidation survives restarts, crashes and damage, and forgetting reaches what it keeps. */
class ConsolidationOnDiskTest {
  private static final Principal ADA = new Principal("ada");
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
  private static final AgentDefinition SCRIBE =
      AgentDefinition.builder("Scribe")
          .memory(
              new MemoryDefinition(MemoryDefinition.Type.ADVANCED, false)
                  .with(new MemoryCapacities(20, 2, 100, 2, 100, 100, 100)))
          .build();

  @TempDir Path home;
  private final SettableClock clock = SettableClock.at("2026-03-01T10:00:00Z");

  private AgentRuntime runtime(Path folder, @Nullable Journal journal) {
    AgentRuntime.Builder builder =
        AgentRuntime.builder()
            .home(folder)
            .clock(clock)
            .model(ScriptedModel.answering(request -> ScriptedModel.say("I see.")));
    return (journal == null ? builder : builder.journal(journal)).build();
  }

  private static Turn turn(int minute, String user) {
    Context context = new Context("s", ADA, LONG_AGO.plus(Duration.ofMinutes(minute)));
    return new Turn("t-" + minute, context, user, List.of(), "I see.");
  }

  private static Note note(String id, String text) {
    return new Note(id, new Context("s", ADA, LONG_AGO), text, List.of(), Label.NONE);
  }

  private static List<MemoryRecord> all(AgentMemory memory) throws InterruptedException {
    return memory.list(new MemorySelection.All(), "", 1_000);
  }

  private static Map<MemoryKind, List<String>> kinds(AgentMemory memory)
      throws InterruptedException {
    Map<MemoryKind, List<String>> kinds = new EnumMap<>(MemoryKind.class);
    for (MemoryKind kind : MemoryKind.values()) {
      kinds.put(
          kind,
          memory.list(new MemorySelection.OfKinds(List.of(kind)), "", 1_000).stream()
              .map(MemoryRecord::id)
              .toList());
    }
    return kinds;
  }

  /** Something of everything that a consolidation may do. */
  private void live(AgentMemory memory) throws InterruptedException {
    memory.remember(
        List.of(
            turn(1, "I live in Lisbon."),
            turn(2, "Remember that the deadline of Project Heron is on 12 May."),
            turn(3, "Quimby came by."),
            turn(4, "The heron nests in the reeds."),
            note("n-1", "Grace likes tea"),
            note("n-2", "Grace likes the tea")));
    clock.advance(Duration.ofDays(2));
  }

  private static List<String> texts(AgentMemory memory) throws InterruptedException {
    return all(memory).stream().map(MemoryRecord::text).toList();
  }

  @Test
  void whatItChangedIsThereAfterARestartAndCanStillBeUndone() throws Exception {
    Map<MemoryKind, List<String>> kinds;
    List<MemoryRecord> before;
    String run;
    try (AgentRuntime runtime = runtime(home, null)) {
      AgentMemory memory = runtime.agent(SCRIBE).memory(ADA);
      live(memory);
      before = all(memory);
      run = memory.consolidate().run();
      kinds = kinds(memory);
      assertThat(kinds.get(MemoryKind.LONG_TERM)).contains("t-2").hasSize(2);
      assertThat(kinds.get(MemoryKind.EPISODIC)).hasSize(3);
      assertThat(kinds.get(MemoryKind.SEMANTIC)).hasSize(1);
    }
    try (AgentRuntime runtime = runtime(home, null)) {
      AgentMemory memory = runtime.agent(SCRIBE).memory(ADA);
      assertThat(kinds(memory)).isEqualTo(kinds);

      memory.undo(run);

      assertThat(all(memory)).isEqualTo(before);
    }
  }

  @Test
  void whatIsTakenFromTheJournalAfterACrashIsAsOldAsItWas(@TempDir Path copy) throws Exception {
    HeapJournal journal = new HeapJournal();
    try (AgentRuntime dying = runtime(home, journal)) {
      live(dying.agent(SCRIBE).memory(ADA));
      try (AgentRuntime next = runtime(copy, journal)) { // Whose index has nothing of it.
        AgentMemory memory = next.agent(SCRIBE).memory(ADA);

        memory.consolidate();

        assertThat(kinds(memory).get(MemoryKind.SHORT_TERM)).isEmpty();
        assertThat(kinds(memory).get(MemoryKind.EPISODIC)).containsExactly("t-1", "t-3", "t-4");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(When.class)
  void stoppedAtAnyRecordItIsDoneWhollyOrNotAtAll(When when, @TempDir Path copies)
      throws Exception {
    HeapJournal all = new HeapJournal();
    StoppingJournal counting = StoppingJournal.never(all);
    int before;
    int after;
    List<MemoryRecord> untouched;
    List<MemoryRecord> done;
    Map<MemoryKind, List<String>> kinds;
    try (AgentRuntime runtime = runtime(home, counting)) {
      AgentMemory memory = runtime.agent(SCRIBE).memory(ADA);
      live(memory);
      untouched = all(memory);
      before = counting.appends();
      memory.consolidate();
      after = counting.appends();
      done = all(memory);
      kinds = kinds(memory);
    }
    assertThat(after - before).isGreaterThanOrEqualTo(4);
    for (int append = before + 1; append <= after; append++) {
      clock.set(Instant.parse("2026-03-01T10:00:00Z"));
      Path first = copies.resolve("first-" + append);
      Path second = copies.resolve("second-" + append);
      HeapJournal journal = new HeapJournal();
      try (AgentRuntime dying = runtime(first, StoppingJournal.at(append, when, journal))) {
        AgentMemory memory = dying.agent(SCRIBE).memory(ADA);
        live(memory);
        assertThatThrownBy(memory::consolidate).isInstanceOf(RetinueException.class);
        copy(first, second); // As the process leaves it that dies here.
      }
      try (AgentRuntime next = runtime(second, journal)) {
        Agent agent = next.agent(SCRIBE);
        for (var run : agent.runs()) {
          run.await();
        }
        AgentMemory memory = agent.memory(ADA);
        if (append == before + 1 && when == When.BEFORE_WRITING) {
          assertThat(all(memory)).isEqualTo(untouched);
          memory.consolidate();
        }
        assertThat(all(memory)).as("stopped at append %s", append).isEqualTo(done);
        assertThat(kinds(memory)).isEqualTo(kinds);
      }
    }
  }

  /** A file may be replaced while it is copied: then once more. */
  private static void copy(Path from, Path to) throws IOException {
    for (boolean whole = false; !whole; ) {
      try {
        copyOnce(from, to);
        whole = true;
      } catch (NoSuchFileException | UncheckedIOException e) { // One went in the midst of it.
        for (Path file : files(to)) {
          Files.delete(file);
        }
      }
    }
  }

  private static void copyOnce(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else if (!file.getFileName().toString().endsWith(".lock")) {
          Files.copy(file, copy);
        }
      }
    }
  }

  @Test
  void aDamagedMemoryIsRebuiltAsItWasConsolidated() throws Exception {
    Map<MemoryKind, List<String>> kinds;
    try (AgentRuntime runtime = runtime(home, null)) {
      AgentMemory memory = runtime.agent(SCRIBE).memory(ADA);
      live(memory);
      memory.consolidate();
      clock.advance(Duration.ofMinutes(1));
      memory.consolidate();
      kinds = kinds(memory);
    }
    try (AgentRuntime runtime = runtime(home, null)) {
      runtime.agent(SCRIBE); // What had ended is moved to the history.
    }
    for (Path file : files(home.resolve("agents/scribe/memory"))) {
      if (!file.getFileName().toString().equals("write.lock")) {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
      }
    }
    try (AgentRuntime runtime = runtime(home, null)) {
      assertThat(kinds(runtime.agent(SCRIBE).memory(ADA))).isEqualTo(kinds);
    }
  }

  @Test
  void aSubjectIsForgottenInWhatAConsolidationHadRemoved() throws Exception {
    String run;
    try (AgentRuntime runtime = runtime(home, null)) {
      AgentMemory memory = runtime.agent(SCRIBE).memory(ADA);
      live(memory);
      memory.remember(
          new Note(
              "n-3", new Context("s", ADA, LONG_AGO), "Tea at four", List.of("t-3"), Label.NONE));
      memory.consolidate();
      run = memory.consolidate().run();
      assertThat(texts(memory)).noneMatch(text -> text.contains("Quimby"));
      assertThat(FolderSearch.filesWith(home, "Quimby")).isNotEmpty();

      ForgettingReceipt receipt = memory.forgetSubject("Quimby");

      assertThat(receipt.isComplete()).isTrue();
      assertThat(receipt.runs()).contains(run);
      assertThat(receipt.records().get("Note")).as("what was made of it").containsExactly("n-3");
      assertThat(texts(memory)).doesNotContain("Tea at four").contains("ada: home: Lisbon");
      assertThatThrownBy(() -> memory.undo(run))
          .isInstanceOf(MemoryException.class)
          .hasMessageContaining("no such run of it is kept");
    }
    assertThat(FolderSearch.filesWith(home, "Quimby")).isEmpty();
  }

  private static List<Path> files(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(Files::isRegularFile).forEach(found::add);
    }
    return found;
  }
}
