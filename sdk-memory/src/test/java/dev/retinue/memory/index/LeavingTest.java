package dev.retinue.memory.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.identity.Principal;
import dev.retinue.label.Label;
import dev.retinue.memory.Context;
import dev.retinue.memory.Fact;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.MemorySelection;
import dev.retinue.memory.Note;
import dev.retinue.memory.Turn;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentMemory;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.FolderSearch;
import dev.retinue.testkit.ScriptedModel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records leave the index as a file, or for good. */
class LeavingTest {
  private static final Principal ADA = new Principal("ada");
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir Path folder;

  private static AgentRuntime runtime(Path home) {
    return AgentRuntime.builder()
        .home(home)
        .model(ScriptedModel.answering(request -> ScriptedModel.say("Quimby was told.")))
        .build();
  }

  private static Agent agent(AgentRuntime runtime) {
    return runtime.agent(AgentDefinition.builder("Clerk").build());
  }

  private static Note note(String id, String text) {
    return new Note(id, new Context("s", ADA, AT), text, List.of(), Label.UNTRUSTED);
  }

  private static Fact employer(String id, String value, Instant from) {
    return new Fact(
        id,
        new Context("s", ADA, from),
        new Fact.Statement("Ada", "employer", value),
        new Fact.Origin(from, null, List.of("n")),
        Label.NONE);
  }

  @Test
  void anExportOfAnImportIsTheSameBytes() throws Exception {
    Path first = folder.resolve("first.jsonl");
    Path second = folder.resolve("second.jsonl");
    try (AgentRuntime runtime = runtime(folder.resolve("one"))) {
      AgentMemory memory = agent(runtime).memory(ADA);
      memory.remember(
          List.of(
              note("n", "Grüße aus 鳥取"),
              employer("f1", "ACME", AT),
              employer("f2", "Initech", AT.plusSeconds(60))));
      assertThat(memory.exportTo(first)).isEqualTo(3);
    }
    try (AgentRuntime runtime = runtime(folder.resolve("two"))) {
      AgentMemory memory = agent(runtime).memory(ADA);
      assertThat(memory.importFrom(first)).isEqualTo(3);
      assertThat(memory.importFrom(first)).isZero();
      memory.exportTo(second);
    }
    assertThat(second).hasSameBinaryContentAs(first);
  }

  @Test
  void aForgottenSubjectIsNotFoundAndOutsideTheIndexInNoByte() throws Exception {
    try (AgentRuntime runtime = runtime(folder)) {
      Agent clerk = agent(runtime);
      clerk.memory(ADA).remember(List.of(note("n", "Dinner with Quimby"), note("o", "Red cranes")));
      clerk.session(ADA).ask("Tell Quimby");

      assertThat(clerk.memory(ADA).forgetSubject("quimby").isComplete()).isTrue();
    }
    try (AgentRuntime runtime = runtime(folder)) {
      AgentMemory memory = agent(runtime).memory(ADA);
      assertThat(memory.list(new MemorySelection.All(), "", 10))
          .extracting(MemoryRecord::id)
          .containsExactly("o");
      assertThat(memory.recall("dinner with Quimby").relevant())
          .extracting(found -> found.record().id())
          .doesNotContain("n");
    }
    // In the index deleted bytes go when its segments are merged.
    assertThat(FolderSearch.filesWith(folder, "Quimby"))
        .allMatch(file -> file.toString().contains("memory"));
  }

  @Test
  void ofAForgottenTurnNothingStaysWithOthersOfTheSameTime() throws Exception {
    try (AgentRuntime runtime = runtime(folder)) {
      AgentMemory memory = agent(runtime).memory(ADA);
      for (int i = 1; i <= 4; i++) {
        String said = i == 3 ? "Quimby came by." : "The herons are back, " + i;
        memory.remember(new Turn("t-" + i, new Context("s", ADA, AT), said, List.of(), ""));
      }

      assertThat(memory.forgetSubject("Quimby").isComplete()).isTrue();
    }
    assertThat(FolderSearch.filesWith(folder, "Quimby")).isEmpty();
  }
}
