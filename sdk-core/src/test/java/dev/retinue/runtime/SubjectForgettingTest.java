package dev.retinue.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.identity.Principal;
import dev.retinue.journal.StoreLocation;
import dev.retinue.label.Label;
import dev.retinue.memory.Context;
import dev.retinue.memory.Fact;
import dev.retinue.memory.Memory;
import dev.retinue.memory.MemoryProvider;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.MemorySelection;
import dev.retinue.memory.Note;
import dev.retinue.memory.Turn;
import dev.retinue.run.Run;
import dev.retinue.testkit.FolderSearch;
import dev.retinue.testkit.HeapMemory;
import dev.retinue.testkit.ScriptedModel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A subject is forgotten in every byte of the home, and the receipt says what went. */
class SubjectForgettingTest {
  private static final Principal ADA = new Principal("ada");
  private static final Principal BOB = new Principal("bob");
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
  private static final MemoryProvider HEAP =
      new MemoryProvider() {
        @Override
        public String name() {
          return "heap";
        }

        @Override
        public Memory open(AgentDefinition agent, StoreLocation location) {
          return new HeapMemory();
        }
      };

  @TempDir Path home;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CompletableFuture<String> mayAnswer = new CompletableFuture<>();

  private AgentRuntime runtime() {
    return AgentRuntime.builder()
        .home(home)
        .model(
            ScriptedModel.answering(request -> {
              if (request.toString().contains("slowly")) {
                asked.countDown();
                return ScriptedModel.say(mayAnswer.join());
              }
              return ScriptedModel.say("I wrote to Zoë Quimby.");
            }))
        .memory(HEAP)
        .build();
  }

  private static Agent agent(AgentRuntime runtime) {
    return runtime.agent(AgentDefinition.builder("Clerk").build());
  }

  private static Context context(Principal principal) {
    return new Context("s", principal, AT);
  }

  private static Note note(String id, Principal principal, String text, String... sources) {
    return new Note(id, context(principal), text, List.of(sources), Label.NONE);
  }

  private static List<String> ids(AgentMemory memory) throws InterruptedException {
    return memory.list(new MemorySelection.All(), "", 100).stream().map(MemoryRecord::id).toList();
  }

  private static List<MemoryRecord> notesOnQuimby() {
    return List.of(
        note("said", ADA, "Dinner with QUIMBY on Monday"),
        note("derived", ADA, "Dinner on Monday", "said"),
        note("derived-again", ADA, "Busy on Monday", "derived"),
        new Fact(
            "fact",
            context(ADA),
            new Fact.Statement("Quimby", "employer", "ACME"),
            new Fact.Origin(AT, null, List.of()),
            Label.NONE),
        new Turn(
            "tool",
            context(ADA),
            "Look",
            List.of(new Turn.ToolUse("find", "{\"of\":\"a\\nQuimby\"}", "nothing")),
            "Done"),
        new Turn("spoken", new Context("s", ADA, AT, "Quimby"), "Hi", List.of(), "Hello"));
  }

  @Test
  void noByteOfTheHomeMentionsItAfterwards() throws Exception {
    String run;
    try (AgentRuntime runtime = runtime()) {
      Agent clerk = agent(runtime);
      clerk.memory(ADA).remember(notesOnQuimby());
      clerk.memory(ADA).remember(note("other", ADA, "Quimbyson is Ada's friend"));
      clerk.memory(BOB).remember(note("bobs", BOB, "The crane is red"));
      Run asking = clerk.session(ADA).start("Write to zoë  quimby");
      asking.await();
      run = asking.id();

      ForgettingReceipt receipt = clerk.memory(ADA).forgetSubject("quimby");

      assertThat(receipt.isComplete()).isTrue();
      assertThat(receipt.records().get("Note")).containsExactly("derived", "derived-again", "said");
      assertThat(receipt.records().get("Fact")).containsExactly("fact");
      assertThat(receipt.records().get("Turn")).hasSize(3).contains("tool", "spoken");
      assertThat(receipt.runs()).hasSize(3).contains(run);
      assertThat(receipt.toString()).doesNotContainIgnoringCase("quimby");
      assertThat(ids(clerk.memory(ADA))).containsExactly("other");
      assertThat(clerk.history()).extracting(kept -> kept.run()).hasSize(2).doesNotContain(run);
    }
    try (AgentRuntime runtime = runtime()) {
      Agent clerk = agent(runtime);
      assertThat(ids(clerk.memory(ADA))).doesNotContain("said", "derived", "fact", "tool");
      assertThat(clerk.memory(ADA).forgetSubject("Quimby"))
          .isEqualTo(new ForgettingReceipt(Map.of(), List.of(), Map.of()));
    }
    assertThat(FolderSearch.filesWith(home, "Quimby ")).isEmpty();
    assertThat(FolderSearch.filesWith(home, "Quimby.")).isEmpty();
    assertThat(FolderSearch.filesWith(home, "Quimby\"")).isEmpty();
    assertThat(FolderSearch.filesWith(home, "QUIMBY")).isEmpty();
    assertThat(FolderSearch.filesWith(home, "quimby")).isEmpty();
    assertThat(FolderSearch.filesWith(home, run)).isEmpty();
    assertThat(FolderSearch.filesWith(home, "Quimbyson")).isNotEmpty();
  }

  @Test
  void whatIsStillRunningIsSaidToBeLeft() throws Exception {
    try (AgentRuntime runtime = runtime()) {
      Agent clerk = agent(runtime);
      Run asking = clerk.session(ADA).start("Write slowly to Quimby");
      asked.await();

      ForgettingReceipt receipt = clerk.memory(ADA).forgetSubject("Quimby");

      assertThat(receipt.isComplete()).isFalse();
      assertThat(receipt.left())
          .containsOnlyKeys(asking.id())
          .containsValue("it has not ended; forget again when it has");
      assertThat(receipt.runs()).isEmpty();
      mayAnswer.complete("Quimby has it");
      asking.await();

      assertThat(clerk.memory(ADA).forgetSubject("Quimby").runs()).contains(asking.id());
    }
    assertThat(FolderSearch.filesWith(home, "Quimby")).isEmpty();
  }

  @Test
  void whatIsSharedAndWhatIsOfOthersStays() throws Exception {
    try (AgentRuntime runtime = runtime()) {
      Agent clerk = agent(runtime);
      clerk.memory(BOB).remember(note("bobs", BOB, "Quimby owes me"));
      clerk.memory().remember(note("all", Principal.SHARED, "Quimby is the mayor"));

      ForgettingReceipt receipt = clerk.memory(ADA).forgetSubject("Quimby");

      assertThat(receipt.records()).isEmpty();
      assertThat(receipt.runs()).isEmpty();
      assertThat(receipt.left())
          .hasSize(1)
          .containsEntry("all", "it is shared; the memory of Principal.SHARED forgets it");
      assertThat(ids(clerk.memory(BOB))).containsExactly("all", "bobs");
      assertThat(clerk.memory().forgetSubject("Quimby").records().get("Note"))
          .containsExactly("all");
    }
  }

  @Test
  void aNameOfTheRecordedFormIsNoMention() throws Exception {
    try (AgentRuntime runtime = runtime()) {
      AgentMemory memory = agent(runtime).memory(ADA);
      memory.remember(note("n", ADA, "The crane is red"));

      for (String name : List.of("Ada", "Note", "text", "trusted")) {
        assertThat(memory.forgetSubject(name).records()).isEmpty();
      }
      assertThatThrownBy(() -> memory.forgetSubject(" - "))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a subject must have a letter or a digit, got ' - '");
    }
  }
}
