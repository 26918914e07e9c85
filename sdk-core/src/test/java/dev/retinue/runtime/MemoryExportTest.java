package dev.retinue.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.identity.Principal;
import dev.retinue.journal.StoreLocation;
import dev.retinue.json.RecordedForm;
import dev.retinue.label.Label;
import dev.retinue.memory.Context;
import dev.retinue.memory.Fact;
import dev.retinue.memory.Memory;
import dev.retinue.memory.MemoryException;
import dev.retinue.memory.MemoryProvider;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.MemorySelection;
import dev.retinue.memory.Note;
import dev.retinue.memory.Resource;
import dev.retinue.memory.Skill;
import dev.retinue.memory.Turn;
import dev.retinue.testkit.HeapMemory;
import dev.retinue.testkit.ScriptedModel;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent remembers leaves it as JSON Lines, and comes into another. */
class MemoryExportTest {
  private static final Principal ADA = new Principal("ada");
  private static final Principal BOB = new Principal("bob");
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00.000001Z");
  private static final String HEADER =
      "{\"format\":\"retinue-memory\",\"version\":1,\"agent\":\"clerk\",\"principal\":\"ada\"}\n";
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

  @TempDir Path folder;
  private final List<AgentRuntime> runtimes = new ArrayList<>();
  private final Agent agent = agent();

  private Agent agent() {
    AgentRuntime runtime =
        AgentRuntime.builder()
            .inMemory()
            .model(ScriptedModel.answering(request -> ScriptedModel.say("fine")))
            .memory(HEAP)
            .build();
    runtimes.add(runtime);
    return runtime.agent(AgentDefinition.builder("Clerk").build());
  }

  @AfterEach
  void close() {
    runtimes.forEach(AgentRuntime::close);
  }

  private static Context context(Principal principal) {
    return new Context("s", principal, AT);
  }

  private static Note note(String id, Principal principal, String text) {
    return new Note(id, context(principal), text, List.of(), Label.NONE);
  }

  private static List<MemoryRecord> oneOfEachSort() {
    Label untrusted = Label.UNTRUSTED_PRIVATE;
    return List.of(
        new Turn(
            "a",
            new Context("s", ADA, AT, "Zoë"),
            "Grüße 🐦\u2028\u0000 \"quoted\"\r\n",
            List.of(new Turn.ToolUse("look", "{\"at\":\"鳥\"}", "a\tb")),
            ""),
        new Note("b", context(ADA), "Ada likes 鳥", List.of("a"), untrusted),
        new Fact(
            "c",
            context(ADA),
            new Fact.Statement("Ada", "employer", "ACME"),
            new Fact.Origin(AT.minusSeconds(60), AT.plusSeconds(60), List.of("a", "b")),
            Label.NONE),
        new Skill(
            "d",
            context(ADA),
            new Skill.Practice("tea", List.of("make tea"), "boil"),
            List.of("a"),
            Label.NONE),
        new Resource(
            "e",
            context(ADA),
            new Resource.Holding("plan", "/plan.txt", "the plan"),
            List.of(),
            untrusted));
  }

  @Nested
  class RoundTrips {
    @Test
    void everySortComesBackAsItWasAndLeavesAsTheSameBytes() throws Exception {
      agent.memory(ADA).remember(oneOfEachSort());
      assertThat(agent.memory(ADA).exportTo(folder.resolve("first"))).isEqualTo(5);

      Agent fresh = agent();
      assertThat(fresh.memory(ADA).importFrom(folder.resolve("first"))).isEqualTo(5);
      fresh.memory(ADA).exportTo(folder.resolve("second"));

      assertThat(fresh.memory(ADA).list(new MemorySelection.All(), "", 10))
          .isEqualTo(oneOfEachSort());
      assertThat(folder.resolve("second")).hasSameBinaryContentAs(folder.resolve("first"));
      assertThat(Files.readString(folder.resolve("first")).lines()).hasSize(6);
    }

    @Test
    void importingTwiceAddsNothingAndJournalsNothing() throws Exception {
      agent.memory(ADA).remember(oneOfEachSort());
      agent.memory(ADA).exportTo(folder.resolve("file"));
      int runs = agent.history().size();

      assertThat(agent.memory(ADA).importFrom(folder.resolve("file"))).isZero();
      assertThat(agent.memory(ADA).list(new MemorySelection.All(), "", 10)).hasSize(5);
      assertThat(agent.history()).hasSize(runs);
    }

    @Test
    void anExportHoldsWhatIsThePrincipalsAlone() throws Exception {
      agent.memory(ADA).remember(List.of(note("a", ADA, "hers"), note("b", Principal.SHARED, "x")));
      agent.memory(BOB).remember(note("c", BOB, "his"));

      agent.memory(ADA).exportTo(folder.resolve("ada"));
      agent.memory().exportTo(folder.resolve("shared"));

      assertThat(Files.readString(folder.resolve("ada"))).contains("hers").doesNotContain("\"b\"");
      assertThat(Files.readString(folder.resolve("shared")))
          .contains("\"b\"")
          .doesNotContain("hers", "his");
    }

    @Test
    void manyPagesAndBatchesLoseNothing() throws Exception {
      StringBuilder lines = new StringBuilder(HEADER);
      for (int i = 0; i < 20_000; i++) {
        lines
            .append(RecordedForm.write(note("n-%05d".formatted(i), ADA, "note " + i)))
            .append('\n');
      }
      Files.writeString(folder.resolve("large"), lines);

      assertThat(agent.memory(ADA).importFrom(folder.resolve("large"))).isEqualTo(20_000);
      assertThat(agent.memory(ADA).exportTo(folder.resolve("again"))).isEqualTo(20_000);
      assertThat(folder.resolve("again")).hasSameBinaryContentAs(folder.resolve("large"));
    }
  }

  @Nested
  class WhatIsRefused {
    private void refuses(String line, String why) {
      String good = RecordedForm.write(note("n", ADA, "red"));
      assertThatThrownBy(
              () -> agent.memory(ADA).importFrom(new StringReader(HEADER + good + "\n" + line)))
          .isInstanceOf(MemoryException.class)
          .hasMessageStartingWith("line 3 cannot be imported into the memory of agent 'clerk': ")
          .hasMessageContaining(why)
          .hasMessageEndingWith(
              "; the 1 records before it were imported; correct the line and import again, which"
                  + " keeps none of them twice");
    }

    @Test
    void aMalformedLineIsNamedAndThoseBeforeItAreKept() throws Exception {
      String context =
          "\"context\":{\"session\":\"s\",\"principal\":{\"name\":\"ada\"},"
              + "\"at\":\"2026-03-01T10:00:00Z\"}";
      refuses("{\"is\":\"Note\",", "it is not JSON: ");
      refuses("[]", "it is not a JSON object");
      refuses("{\"is\":\"Rumour\",\"id\":\"x\"}", "Rumour");
      refuses("{\"is\":\"Note\",\"id\":\"x\",\"text\":\"t\",\"sources\":[]}", "its context is");
      refuses(
          "{\"is\":\"Turn\",\"id\":\"x\"," + context + ",\"tools\":[],\"answer\":\"a\"}",
          "its user is missing");
      refuses("{\"is\":\"Note\"," + context.replace("03-01T", "13-41T") + "}", "13-41T10:00:00Z");
      String good = RecordedForm.write(note("x", ADA, "red"));
      refuses(good + good, "something follows its JSON object");

      assertThat(agent.memory(ADA).list(new MemorySelection.All(), "", 10))
          .extracting(MemoryRecord::id)
          .containsExactly("n");
    }

    @Test
    void aRecordOfSomebodyElse() {
      refuses(
          RecordedForm.write(note("x", BOB, "blue")),
          "record x is of 'bob', and this memory is of 'ada'; take agent.memory(..) of its"
              + " principal");
    }

    @Test
    void whatIsNoExportOrOfALaterRelease() {
      assertThatThrownBy(() -> agent.memory(ADA).importFrom(new StringReader("")))
          .isInstanceOf(MemoryException.class)
          .hasMessageStartingWith(
              "line 1 cannot be imported into the memory of agent 'clerk': it is not the first"
                  + " line of an export: it is not a JSON object");
      assertThatThrownBy(() ->
              agent
                  .memory(ADA)
                  .importFrom(new StringReader(HEADER.replace("version\":1", "version\":2"))))
          .hasMessageContaining(
              "its format is 'retinue-memory' of version 2, and this release reads"
                  + " 'retinue-memory' of version 1");
    }
  }
}
