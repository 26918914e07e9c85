package dev.retinue.run.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.budget.Allowance;
import dev.retinue.budget.Cost;
import dev.retinue.budget.LimitedBudget;
import dev.retinue.error.SetupException;
import dev.retinue.testkit.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpendingLogTest {
  private static final Cost SPENT = new Cost(2, 1, 30);

  @TempDir Path folder;
  private final SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");
  private Path file = Path.of("");

  @BeforeEach
  void inTheFolder() {
    file = folder.resolve("spending.log");
  }

  private SpendingLog open(String... inFlight) {
    return SpendingLog.open(file, Set.of(inFlight), clock);
  }

  private void add(SpendingLog log, String run, String... accounts) {
    log.add(run, List.of(accounts), clock.instant(), SPENT);
  }

  private Cost spentOn(String account, SpendingLog log) {
    LimitedBudget budget = LimitedBudget.of(account, Allowance.inAll(Cost.UNLIMITED), clock);
    log.recall(account, budget);
    return budget.spent();
  }

  @Test
  void theNextProcessKnowsWhatEndedRunsSpent() throws IOException {
    try (SpendingLog log = open()) {
      add(log, "a", "tenant:acme", SpendingLog.HOST);
      add(log, "b", SpendingLog.HOST);
      add(log, "goes-on", SpendingLog.HOST);
    }
    try (SpendingLog log = open("goes-on")) {
      assertThat(spentOn(SpendingLog.HOST, log)).isEqualTo(SPENT.plus(SPENT));
      assertThat(spentOn("tenant:acme", log)).isEqualTo(SPENT);
      assertThat(spentOn("tenant:other", log)).isEqualTo(Cost.NOTHING);
    }
  }

  @Test
  void aRunThatEndsWithAnInterruptIsKeptAndThoseAfterItAre() throws IOException {
    try (SpendingLog log = open()) {
      add(log, "a", SpendingLog.HOST);
      Thread.currentThread().interrupt();
      add(log, "b", SpendingLog.HOST);
      assertThat(Thread.interrupted()).isTrue();
      add(log, "c", SpendingLog.HOST);
    }
    try (SpendingLog log = open()) {
      assertThat(spentOn(SpendingLog.HOST, log)).isEqualTo(SPENT.plus(SPENT).plus(SPENT));
    }
  }

  @Test
  void aLineThatWasCutIsNotCountedAndHarmsNoOther() throws IOException {
    try (SpendingLog log = open()) {
      add(log, "a", "tenant:Größe");
    }
    byte[] whole = Files.readAllBytes(file);
    for (int size = 1; size < whole.length - 1; size++) {
      Files.write(file, whole);
      Files.write(file, Arrays.copyOf(whole, size), StandardOpenOption.APPEND);
      try (SpendingLog log = open()) {
        add(log, "b", "tenant:Größe");
      }
      try (SpendingLog log = open()) {
        assertThat(spentOn("tenant:Größe", log)).as("cut at %s", size).isEqualTo(SPENT.plus(SPENT));
      }
    }
  }

  @Nested
  class AnErasedAgent {
    @Test
    void isForgottenAndWhatItSpentStaysCountedToTheOthers() throws IOException {
      try (SpendingLog log = open()) {
        add(log, "earlier", "agent:spy", SpendingLog.HOST);
      }
      try (SpendingLog log = open()) {
        add(log, "mission", "agent:spy", "tenant:acme", SpendingLog.HOST);
        add(log, "unlimited", "tenant:acme");
        add(log, "other", "agent:clerk", SpendingLog.HOST);

        log.erase("spy", Set.of("mission", "unlimited"));

        assertThat(file).content().doesNotContain("spy", "mission", "unlimited").contains("clerk");
        assertThat(spentOn("agent:spy", log)).isEqualTo(Cost.NOTHING);
        add(log, "later", "agent:clerk");
      }
      try (SpendingLog log = open()) {
        assertThat(spentOn("agent:spy", log)).isEqualTo(Cost.NOTHING);
        assertThat(spentOn("agent:clerk", log)).isEqualTo(SPENT.plus(SPENT));
        assertThat(spentOn("tenant:acme", log)).isEqualTo(SPENT.plus(SPENT));
        assertThat(spentOn(SpendingLog.HOST, log)).isEqualTo(SPENT.plus(SPENT).plus(SPENT));
      }
    }

    @Test
    void isErasedAgainAfterACrashThatLeftHalfOfTheNewFile() throws IOException {
      try (SpendingLog log = open()) {
        add(log, "mission", "agent:spy", SpendingLog.HOST);
      }
      Files.writeString(folder.resolve("spending.log.new"), "{\"is\":\"Li");
      try (SpendingLog log = open()) {
        assertThat(spentOn("agent:spy", log)).isEqualTo(SPENT);
        log.erase("spy", Set.of());

        assertThat(file).content().doesNotContain("spy");
        assertThat(folder).isDirectoryNotContaining("glob:**.new");
        assertThat(spentOn(SpendingLog.HOST, log)).isEqualTo(SPENT);
      }
    }

    @Test
    void isSaidWhereItCannotBeErasedAndTheFileIsAsItWas() throws IOException {
      try (SpendingLog log = open()) {
        add(log, "mission", "agent:spy");
        String before = Files.readString(file);
        Files.createDirectories(folder.resolve("spending.log.new/in-the-way"));

        assertThatThrownBy(() -> log.erase("spy", Set.of()))
            .isInstanceOf(SetupException.class)
            .hasMessageStartingWith(
                "what agent 'spy' spent cannot be erased from " + file + ": java.io")
            .hasMessageEndingWith("; erase again");
        assertThat(file).hasContent(before);
      }
    }
  }
}
