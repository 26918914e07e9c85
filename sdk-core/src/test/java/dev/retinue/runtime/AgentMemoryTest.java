package dev.retinue.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.identity.Principal;
import dev.retinue.journal.StoreLocation;
import dev.retinue.label.Label;
import dev.retinue.memory.Context;
import dev.retinue.memory.Memory;
import dev.retinue.memory.MemoryException;
import dev.retinue.memory.MemoryProvider;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.MemorySelection;
import dev.retinue.memory.Note;
import dev.retinue.testkit.HeapMemory;
import dev.retinue.testkit.ScriptedModel;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a host does with an agent's memory. */
class AgentMemoryTest {
  private static final Principal ADA = new Principal("ada");
  private static final Principal BOB = new Principal("bob");
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

  private final ScriptedModel model = ScriptedModel.answering(request -> ScriptedModel.say("fine"));
  private final AgentRuntime runtime =
      AgentRuntime.builder().inMemory().model(model).memory(HEAP).build();
  private final Agent agent = runtime.agent(AgentDefinition.builder("Clerk").build());

  @AfterEach
  void close() {
    runtime.close();
  }

  private static Note note(String id, Principal principal, String text) {
    return new Note(
        id,
        new Context("s", principal, Instant.parse("2026-03-01T10:00:00Z")),
        text,
        List.of(),
        Label.NONE);
  }

  @Test
  void whatItIsToldIsInThePromptWhereItBearsOnTheTask() throws Exception {
    agent.memory(ADA).remember(note("n-1", ADA, "The harbour crane is red"));

    agent.session(ADA).ask("Which colour is the harbour crane?");
    assertThat(model.requests().getLast().messages().getLast().toString())
        .contains("<memory at=\"2026-03-01T10:00:00Z\">")
        .contains("The harbour crane is red");

    agent.session(BOB).ask("Which colour is the harbour crane?");
    assertThat(model.requests().getLast().messages().getLast().toString()).doesNotContain("red");
  }

  @Test
  void itListsAndForgetsWhatOnePrincipalMaySee() throws Exception {
    Note shared = note("n-3", Principal.SHARED, "The harbour is closed on Sundays");
    agent.memory(ADA).remember(List.of(note("n-1", ADA, "red"), shared));
    agent.memory(BOB).remember(note("n-2", BOB, "blue"));

    assertThat(agent.memory(BOB).list(new MemorySelection.All(), "", 10))
        .extracting(MemoryRecord::id)
        .containsExactly("n-2", "n-3");
    assertThat(agent.memory(BOB).forget(new MemorySelection.Ids(List.of("n-1", "n-2")))).isOne();
    assertThat(agent.memory(ADA).list(new MemorySelection.All(), "", 10))
        .extracting(MemoryRecord::id)
        .containsExactly("n-1", "n-3");
    assertThat(agent.memory().recall("harbour").relevant())
        .singleElement()
        .satisfies(found -> assertThat(found.record()).isEqualTo(shared));
  }

  @Test
  void whatIsChangedIsARunOfTheSystem() throws Exception {
    agent.memory(ADA).remember(note("n-1", ADA, "red"));

    assertThat(agent.history())
        .singleElement()
        .satisfies(run -> assertThat(run.input()).contains("n-1"));
  }

  @Test
  void whatLooksLikeASecretIsNeitherKeptNorJournaled() throws Exception {
    String token = "ghp_" + "a1B2".repeat(9);
    agent.memory(ADA).remember(note("n-1", ADA, "The deploy token is " + token));

    assertThat(agent.memory(ADA).list(new MemorySelection.All(), "", 10))
        .singleElement()
        .satisfies(record ->
            assertThat(record.text()).isEqualTo("The deploy token is [secret: GitHub token]"));
    assertThat(agent.history())
        .allSatisfy(run -> assertThat(run.input()).doesNotContain(token).contains("n-1"));
  }

  @Test
  void aRecordOfSomebodyElseIsRefused() {
    assertThatThrownBy(() -> agent.memory(ADA).remember(note("n-1", BOB, "blue")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "record n-1 is of 'bob', and this memory is of 'ada'; take agent.memory(..) of its"
                + " principal");
  }

  @Test
  void anAgentWithoutMemorySaysSo() {
    Agent forgetful =
        runtime.agent(AgentDefinition.builder("Sieve").memory(MemoryDefinition.Type.NONE).build());

    assertThatThrownBy(() -> forgetful.memory(ADA).remember(note("n-1", ADA, "red")))
        .isInstanceOf(MemoryException.class)
        .hasMessageContaining("agent 'sieve' has no memory; set memory.type in its definition");
  }
}
