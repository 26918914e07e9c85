package dev.retinue.memory.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.collection.CollectionException;
import dev.retinue.collection.CollectionException.Problem;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.health.Health;
import dev.retinue.history.Retention;
import dev.retinue.identity.Principal;
import dev.retinue.journal.StoreLocation;
import dev.retinue.label.Label;
import dev.retinue.memory.Context;
import dev.retinue.memory.DamagedMemoryException;
import dev.retinue.memory.Memory;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.MemorySelection;
import dev.retinue.memory.Note;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.testkit.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk, a copy or a person that spoiled the files of an agent's memory. */
class DamagedMemoryTest {
  private static final Principal ADA = new Principal("ada");
  private static final AgentDefinition SCRIBE = AgentDefinition.builder("Scribe").build();

  private static final Retention NONE_KEPT = Retention.lastRuns(0);

  @TempDir Path home;

  private final SettableClock clock = SettableClock.at("2026-03-01T10:00:00Z");
  private Retention retention = Retention.IN_FILES;

  private AgentRuntime runtime() {
    return AgentRuntime.builder()
        .home(home)
        .clock(clock)
        .history(retention)
        .model(ScriptedModel.answering(request -> ScriptedModel.say("Noted.")))
        .build();
  }

  private Path agentFolder() {
    return home.resolve("agents").resolve("scribe");
  }

  private Path memoryFolder() {
    return agentFolder().resolve("memory");
  }

  private List<Path> damagedFolders() throws IOException {
    return list(agentFolder(), file -> file.getFileName().toString().contains("damaged"));
  }

  private static List<Path> list(Path folder, Predicate<Path> wanted) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(wanted).sorted().toList();
    }
  }

  private Note note(String id, String text) {
    return new Note(id, new Context("monday", ADA, clock.instant()), text, List.of(), Label.NONE);
  }

  private static List<String> texts(Agent agent) throws InterruptedException {
    return agent.memory(ADA).list(new MemorySelection.All(), "", 100).stream()
        .map(MemoryRecord::text)
        .toList();
  }

  /** Two notes, of which one is forgotten, a turn and a file; all of it at rest. */
  private void live() throws Exception {
    try (AgentRuntime runtime = runtime()) {
      Agent agent = runtime.agent(SCRIBE);
      agent.memory(ADA).remember(note("n1", "The heron nests in April."));
      clock.advance(Duration.ofMinutes(1));
      agent.memory(ADA).remember(note("n2", "The otter sleeps."));
      clock.advance(Duration.ofMinutes(1));
      agent.memory(ADA).forget(new MemorySelection.Ids(List.of("n2")));
      agent.session(ADA).ask("My name is Ada and I lead the Heron project.");
      Files.createDirectories(agentFolder().resolve("files"));
      Files.writeString(agentFolder().resolve("files").resolve("plan.txt"), "count herons");
    }
    rest();
  }

  /** Opened once more, what had ended is moved from the journal to the history. */
  private void rest() {
    try (AgentRuntime runtime = runtime()) {
      runtime.agent(SCRIBE);
    }
    assertThat(Files.isDirectory(agentFolder().resolve("history")))
        .isEqualTo(!retention.equals(NONE_KEPT));
  }

  enum Damage {
    A_SEGMENT_CUT_SHORT {
      @Override
      void to(Path folder) throws IOException {
        Path file = segment(folder);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
      }
    },
    A_BYTE_OF_A_SEGMENT {
      @Override
      void to(Path folder) throws IOException {
        Path file = segment(folder);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
    },
    A_SEGMENT_GONE {
      @Override
      void to(Path folder) throws IOException {
        Files.delete(segment(folder));
      }
    },
    THE_LIST_OF_SEGMENTS_GONE {
      @Override
      void to(Path folder) throws IOException {
        for (Path file : commits(folder)) {
          Files.delete(file);
        }
      }
    },
    GARBAGE_FOR_THE_LIST_OF_SEGMENTS {
      @Override
      void to(Path folder) throws IOException {
        for (Path file : commits(folder)) {
          Files.writeString(file, "this was never written by Lucene");
        }
      }
    },
    GARBAGE_FOR_EVERY_FILE {
      @Override
      void to(Path folder) throws IOException {
        Random random = new Random(7);
        for (Path file : list(folder, any -> true)) {
          byte[] bytes = new byte[500];
          random.nextBytes(bytes);
          Files.write(file, bytes);
        }
      }
    };

    abstract void to(Path folder) throws IOException;

    static Path segment(Path folder) throws IOException {
      return list(folder, file -> file.getFileName().toString().startsWith("_")).stream()
          .max(Comparator.comparingLong(file -> file.toFile().length()))
          .orElseThrow();
    }

    static List<Path> commits(Path folder) throws IOException {
      return list(folder, file -> file.getFileName().toString().startsWith("segments"));
    }
  }

  @Nested
  class OfAnAgent {
    @ParameterizedTest
    @EnumSource(Damage.class)
    void isMadeAnewFromTheHistory(Damage damage) throws Exception {
      live();
      damage.to(memoryFolder());
      List<Path> damaged = list(memoryFolder(), file -> true);
      clock.advance(Duration.ofDays(1));

      try (AgentRuntime runtime = runtime()) {
        Agent agent = runtime.agent(SCRIBE);
        assertThat(agent.session(ADA).ask("What is my name?").text()).isEqualTo("Noted.");

        assertThat(texts(agent))
            .containsExactlyInAnyOrder(
                "The heron nests in April.",
                "My name is Ada and I lead the Heron project.\nNoted.",
                "What is my name?\nNoted.");
        assertThat(agent.memory(ADA).recall("When does the heron nest?").relevant())
            .first()
            .satisfies(found -> assertThat(found.record().id()).isEqualTo("n1"));

        assertThat(damagedFolders())
            .containsExactly(agentFolder().resolve("memory.damaged-20260302T100200Z"));
        assertThat(list(damagedFolders().getFirst(), file -> true))
            .extracting(Path::getFileName)
            .containsExactlyElementsOf(damaged.stream().map(Path::getFileName).toList());

        assertThat(runtime.health().status()).isEqualTo(Health.Status.DEGRADED);
        assertThat(runtime.health().parts())
            .filteredOn(part -> part.component().equals("memory of scribe"))
            .singleElement()
            .satisfies(part ->
                assertThat(part.reason())
                    .startsWith(
                        "the memory was damaged and is now in "
                            + damagedFolders().getFirst()
                            + "; it was rebuilt from the ")
                    .contains(
                        "; turns before 2026-03-01T10:00:00Z could not be; put back a copy of "));
        assertThat(agentFolder().resolve("files").resolve("plan.txt")).hasContent("count herons");
      }
    }

    @Test
    void isWholeAgainWhenItIsOpenedTheNextTime() throws Exception {
      live();
      Damage.A_SEGMENT_GONE.to(memoryFolder());
      try (AgentRuntime runtime = runtime()) {
        texts(runtime.agent(SCRIBE));
      }

      try (AgentRuntime runtime = runtime()) {
        assertThat(texts(runtime.agent(SCRIBE))).hasSize(2);
        assertThat(runtime.health().status()).isEqualTo(Health.Status.UP);
        assertThat(damagedFolders()).hasSize(1);
      }
    }

    @Test
    void isFilledByTheNextOpeningIfTheFirstDiedOnTheWay() throws Exception {
      live();
      Damage.A_SEGMENT_GONE.to(memoryFolder());
      // What a crash leaves that comes after the move: the damaged folder, and none in its place.
      Files.move(memoryFolder(), agentFolder().resolve("memory.damaged-20260301T100500Z"));

      try (AgentRuntime runtime = runtime()) {
        assertThat(texts(runtime.agent(SCRIBE))).hasSize(2);
        assertThat(runtime.health().status()).isEqualTo(Health.Status.DEGRADED);
      }
    }

    @Test
    void isEmptyWhereNothingIsRecordedAndSaysSo() throws Exception {
      retention = NONE_KEPT;
      live();
      Damage.A_SEGMENT_CUT_SHORT.to(memoryFolder());

      try (AgentRuntime runtime = runtime()) {
        assertThat(texts(runtime.agent(SCRIBE))).isEmpty();
        assertThat(runtime.health().toString())
            .contains("no run of the agent is kept, so that nothing of it could be rebuilt");
      }
    }

    @Test
    void isLeftAloneWithFilesThatAreNoneOfIts() throws Exception {
      live();
      Files.writeString(memoryFolder().resolve("notes.txt"), "somebody put this here");

      try (AgentRuntime runtime = runtime()) {
        assertThat(texts(runtime.agent(SCRIBE))).hasSize(2);
        assertThat(runtime.health().status()).isEqualTo(Health.Status.UP);
        assertThat(damagedFolders()).isEmpty();
        assertThat(memoryFolder().resolve("notes.txt")).exists();
      }
    }

    @Test
    void isNotTakenForDamagedWhileAnotherHasItOpen() throws Exception {
      live();
      try (Memory other = open(memoryFolder());
          AgentRuntime runtime = runtime()) {
        Agent agent = runtime.agent(SCRIBE);

        assertThatThrownBy(() -> texts(agent))
            .isInstanceOf(CollectionException.class)
            .hasMessageContaining("is already open, in this process or another");
        assertThat(damagedFolders()).isEmpty();
        assertThat(other.list(new MemorySelection.All(), ADA, "", 10)).hasSize(2);
      }
    }
  }

  private static Memory open(Path folder) {
    return new LuceneMemoryProvider().open(SCRIBE, new StoreLocation(folder, null));
  }

  @Nested
  class AnyByte {
    @Test
    void thatChangesIsFoundWhenTheMemoryIsOpened() throws Exception {
      live();
      Path copy = home.resolve("copy");
      for (Path file : list(memoryFolder(), any -> !any.endsWith("write.lock"))) {
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 0; at < bytes.length; at += Math.max(1, bytes.length / 40)) {
          copy(memoryFolder(), copy);
          byte[] changed = bytes.clone();
          changed[at] ^= 0x10;
          Files.write(copy.resolve(file.getFileName()), changed);

          assertThatThrownBy(() -> open(copy).close())
              .as("byte %s of %s", at, file.getFileName())
              .isInstanceOfAny(DamagedMemoryException.class, CollectionException.class)
              .satisfies(DamagedMemoryTest::isDamageOrAnotherVersion);
        }
      }
    }

    private static void copy(Path from, Path to) throws IOException {
      Files.createDirectories(to);
      for (Path file : list(to, any -> true)) {
        Files.delete(file);
      }
      for (Path file : list(from, any -> true)) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static void isDamageOrAnotherVersion(Throwable thrown) {
    if (thrown instanceof CollectionException other) {
      assertThat(other.problem()).isEqualTo(Problem.OTHER_VERSION);
    }
  }
}
