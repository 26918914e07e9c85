package dev.retinue.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.error.SetupException;
import dev.retinue.identity.Address;
import dev.retinue.identity.Principal;
import dev.retinue.identity.RunScope;
import dev.retinue.journal.HeapJournal;
import dev.retinue.journal.Journal;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.Payload;
import dev.retinue.journal.file.FileJournal;
import dev.retinue.journal.file.Sync;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** L6: what was learned is a view of the journal. */
class LearningTest {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
  private static final ThompsonSampling BANDIT = new ThompsonSampling(.9, .5);
  @TempDir Path home;

  private Path file() {
    return home.resolve("learning.json");
  }

  private static void start(Journal journal, String run) {
    journal.append(
        new JournalRecord.RunStarted(
            new RunScope(run, "agent", "s", Principal.SHARED, ""),
            "hash",
            Payload.recorded("{}"),
            AT));
  }

  private static void end(Journal journal, String run) {
    journal.append(new JournalRecord.RunEnded(run, Payload.recorded("{}"), AT));
    journal.release(run);
  }

  private static Lessons lessons(Learning learning, Journal journal, String run) {
    return learning.of(
        "agent",
        (policy, experience) ->
            journal.append(
                new JournalRecord.Learned(run, Address.of(0, 0), policy, experience, AT)));
  }

  private static void round(Lessons lessons, String arm, double reward) {
    Pick pick =
        lessons.choose("tools", state -> BANDIT.choose(state, List.of("a", "b"), List.of(), 5));
    lessons.learn(
        "tools", new Experience(BANDIT, pick.explores(), List.of(Lesson.of(arm, reward))));
  }

  @Test
  void l6WhoReadsTheSameJournalKnowsTheSame() {
    Journal journal = new HeapJournal();
    start(journal, "r");
    Learning first = Learning.open(null, journal);
    for (int i = 0; i < 20; i++) {
      round(lessons(first, journal, "r"), i % 3 == 0 ? "a" : "b", i % 2);
    }

    BanditState known = lessons(first, journal, "r").known("tools");
    assertThat(known.choices()).isEqualTo(20);
    assertThat(Learning.open(null, journal).readOnly("agent").known("tools")).isEqualTo(known);
    assertThat(Learning.open(null, journal).readOnly("other").known("tools"))
        .isEqualTo(BanditState.EMPTY);
  }

  @Test
  void l6AKilledProcessForgetsNothingThatWasRecorded() {
    BanditState known;
    // Neither the journal nor what was learned is closed or committed after the last round.
    FileJournal killed = FileJournal.open(home.resolve("journal"), Sync.PROCESS);
    start(killed, "ended");
    Learning before = Learning.open(file(), killed);
    round(lessons(before, killed, "ended"), "a", 1);
    before.commit();
    end(killed, "ended");
    start(killed, "running");
    round(lessons(before, killed, "running"), "b", .25);
    round(lessons(before, killed, "running"), "a", 1);
    known = before.readOnly("agent").known("tools");
    killed.close();

    try (FileJournal journal = FileJournal.open(home.resolve("journal"), Sync.PROCESS)) {
      Learning after = Learning.open(file(), journal);

      assertThat(after.readOnly("agent").known("tools")).isEqualTo(known);
      assertThat(known.arms()).containsOnlyKeys("a", "b");
      after.commit();
      assertThat(Learning.open(file(), journal).readOnly("agent").known("tools"))
          .as("committed, it is not counted twice")
          .isEqualTo(known);
    }
  }

  @Test
  void whatManyLearnAtOnceIsInTheOrderOfTheJournal() throws Exception {
    Journal journal = new HeapJournal();
    start(journal, "r");
    Learning learning = Learning.open(file(), journal);
    List<Callable<Void>> rounds = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String arm = i % 2 == 0 ? "a" : "b";
      double reward = i % 5 / 5.0;
      rounds.add(() -> {
        round(lessons(learning, journal, "r"), arm, reward);
        if (reward == 0) {
          learning.commit();
        }
        return null;
      });
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> round : threads.invokeAll(rounds)) {
        round.get();
      }
    }

    BanditState known = learning.readOnly("agent").known("tools");
    assertThat(known.choices()).isEqualTo(400);
    assertThat(Learning.open(null, journal).readOnly("agent").known("tools")).isEqualTo(known);
    assertThat(Learning.open(file(), journal).readOnly("agent").known("tools")).isEqualTo(known);
  }

  @Test
  void choicesThatAreUnderWayCountWhenAnotherIsMade() {
    Journal journal = new HeapJournal();
    Lessons lessons = Learning.open(null, journal).readOnly("agent");

    lessons.choose("tools", state -> new Pick("a", true, List.of()));

    assertThat(lessons.known("tools").choices()).isEqualTo(1);
    assertThat(lessons.known("tools").explored()).isEqualTo(1);
  }

  @Test
  void whatAnErasedAgentLearnedIsInNoFile() throws Exception {
    Journal journal = new HeapJournal();
    start(journal, "r");
    Learning learning = Learning.open(file(), journal);
    round(lessons(learning, journal, "r"), "a", 1);
    learning.commit();
    assertThat(Files.readString(file())).contains("agent/tools");

    learning.forget("agent");

    assertThat(Files.readString(file())).doesNotContain("agent/tools");
    assertThat(learning.readOnly("agent").known("tools")).isEqualTo(BanditState.EMPTY);
  }

  @Test
  void aFileThatIsNoneOfItsIsSaid() throws Exception {
    Files.writeString(file(), "nonsense");

    assertThatThrownBy(() -> Learning.open(file(), new HeapJournal()))
        .isInstanceOf(SetupException.class)
        .hasMessageStartingWith("what was learned before cannot be read from " + file())
        .hasMessageEndingWith("; move the file away to learn anew");
  }
}
