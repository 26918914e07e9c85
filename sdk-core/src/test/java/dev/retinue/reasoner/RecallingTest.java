package dev.retinue.reasoner;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.data.message.UserMessage;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.identity.Principal;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.StoreLocation;
import dev.retinue.label.Label;
import dev.retinue.memory.Context;
import dev.retinue.memory.Memory;
import dev.retinue.memory.MemoryProvider;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.Note;
import dev.retinue.memory.Skill;
import dev.retinue.memory.Turn;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.HeapMemory;
import dev.retinue.testkit.ScriptedModel;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a run is reminded of, and when. */
class RecallingTest {
  private static final Context LONG_AGO =
      new Context("sunday", Principal.SHARED, Instant.parse("2026-01-04T10:00:00Z"));
  private static final Note CUSTOMER =
      new Note("n1", LONG_AGO, "Petrel pays in advance", List.of(), Label.NONE);
  private static final Turn OFFER =
      new Turn("t1", LONG_AGO, "Who wants the boat?", List.of(), "Nobody yet.");
  private static final Skill SKILL =
      new Skill(
          "s1",
          LONG_AGO,
          new Skill.Practice("boat", List.of("boat"), "Boats are sold with papers."),
          List.of(),
          Label.NONE);

  /** A tool of the host's. */
  static final class Register {
    @Tool("Finds the buyer")
    String buyer(String of) {
      return "Petrel pays in";
    }
  }

  /** The messages of the user in each call of the model. */
  private static List<List<String>> asked(MemoryDefinition.Type type) throws InterruptedException {
    List<MemoryRecord> kept = List.of(CUSTOMER, OFFER, SKILL);
    MemoryProvider remembering =
        new MemoryProvider() {
          @Override
          public String name() {
            return "heap";
          }

          @Override
          public Memory open(AgentDefinition agent, StoreLocation location) {
            return new HeapMemory(kept, JournalPosition.NONE);
          }
        };
    ScriptedModel model =
        ScriptedModel.turn(
            call("buyer", "{\"of\":\"a\"}"), call("buyer", "{\"of\":\"b\"}"), say("Petrel."));
    try (AgentRuntime runtime =
        AgentRuntime.builder()
            .inMemory()
            .model(model)
            .memory(remembering)
            .tools(new Register())
            .build()) {
      runtime
          .agent(AgentDefinition.builder("Clerk").tools("buyer").memory(type).build())
          .ask("Boat?");
    }
    return model.requests().stream()
        .map(request ->
            request.messages().stream()
                .filter(UserMessage.class::isInstance)
                .map(message -> ((UserMessage) message).singleText())
                .toList())
        .toList();
  }

  @Test
  void anAdvancedMemoryBringsBackWhatTheResultOfAToolCallsToMindAndBringsItOnce()
      throws InterruptedException {
    List<List<String>> asked = asked(MemoryDefinition.Type.ADVANCED);

    assertThat(asked.getFirst())
        .singleElement()
        .asString()
        .contains("Who wants the boat?", "Boats are sold with papers.")
        .doesNotContain("in advance");
    assertThat(asked.get(1))
        .hasSize(2)
        .last()
        .asString()
        .contains("Petrel pays in advance")
        .doesNotContain("Who wants the boat?")
        .endsWith("<question>\nBoat?\n</question>");
    assertThat(asked.get(2)).isEqualTo(asked.get(1));
  }

  @Test
  void aSimpleMemoryBringsBackWhatWasSaidWhenTheRunBegins() throws InterruptedException {
    List<List<String>> asked = asked(MemoryDefinition.Type.SIMPLE);

    assertThat(asked.getFirst())
        .singleElement()
        .asString()
        .contains("Who wants the boat?")
        .doesNotContain("Boats are sold with papers.");
    assertThat(asked.get(2)).isEqualTo(asked.getFirst());
  }

  @Test
  void anAutomaticOneBringsBackAllKindsWhenTheRunBegins() throws InterruptedException {
    List<List<String>> asked = asked(MemoryDefinition.Type.AUTO);

    assertThat(asked.getFirst())
        .singleElement()
        .asString()
        .contains("Who wants the boat?", "Boats are sold with papers.");
    assertThat(asked.get(2)).isEqualTo(asked.getFirst());
  }

  @Test
  void noneBringsBackNothing() throws InterruptedException {
    assertThat(asked(MemoryDefinition.Type.NONE))
        .allSatisfy(each -> assertThat(each).containsExactly("Boat?"));
  }
}
