package dev.retinue.memory.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.AccessClass;
import dev.retinue.identity.Principal;
import dev.retinue.label.Trust;
import dev.retinue.memory.Fact;
import dev.retinue.memory.MemoryKind;
import dev.retinue.memory.MemoryRecord;
import dev.retinue.memory.MemorySelection;
import dev.retinue.memory.Skill;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.testkit.ToolContract;
import dev.retinue.testkit.ToolProviderContract;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolOffer;
import dev.retinue.tool.ToolProvider;
import dev.retinue.tool.ToolTraits;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that remembers, recalls and forgets by itself. */
class MemoryToolsTest {
  private static final Principal ADA = new Principal("ada");
  private static final MemorySelection ALL_BUT_TURNS =
      new MemorySelection.OfKinds(
          List.of(
              MemoryKind.LONG_TERM,
              MemoryKind.SEMANTIC,
              MemoryKind.PROCEDURAL,
              MemoryKind.RESOURCE));

  private final Deque<String> told = new ArrayDeque<>();

  /** Calls one tool with what the question says, and answers with what it returned. */
  private final ScriptedModel model =
      ScriptedModel.answering(request -> {
        List<ToolExecutionResultMessage> results = ScriptedModel.results(request);
        if (!results.isEmpty()) {
          told.add(results.getLast().text());
          return ScriptedModel.say("done");
        }
        String[] question = question(request).split(" ", 2);
        return ScriptedModel.call(question[0], question[1]);
      });

  private static String question(ChatRequest request) {
    String text = request.messages().getLast().toString();
    return text.contains("<question>")
        ? text.substring(text.indexOf("<question>") + 11, text.indexOf("</question>")).strip()
        : text.substring(text.indexOf("text = \"") + 8, text.lastIndexOf("\" }"));
  }

  private AgentRuntime runtime(Path home) {
    return AgentRuntime.builder().home(home).model(model).build();
  }

  private static Agent agent(AgentRuntime runtime) {
    return runtime.agent(
        AgentDefinition.builder("Clerk").tools("remember", "recall", "forget").build());
  }

  private String call(Agent agent, String tool, String arguments) throws Exception {
    agent.session(ADA).ask(tool + " " + arguments);
    return told.removeLast();
  }

  @Test
  void whatItNotesItRecallsInAnotherSessionAndForgets(@TempDir Path home) throws Exception {
    try (AgentRuntime runtime = runtime(home)) {
      Agent agent = agent(runtime);
      String remembered =
          call(
              agent,
              "remember",
              "{'kind':'fact','subject':'Ada','attribute':'employer','text':'ACME',"
                      .replace('\'', '"')
                  + "\"valid_from\":\"2026-03-01\"}");
      MemoryRecord record = agent.memory(ADA).list(ALL_BUT_TURNS, "", 10).getFirst();

      assertThat(remembered).isEqualTo("{\"remembered\":\"" + record.id() + "\"}");
      assertThat(((Fact) record).statement())
          .isEqualTo(new Fact.Statement("Ada", "employer", "ACME"));
      assertThat(((Fact) record).origin().validFrom()).isEqualTo("2026-03-01T00:00:00Z");
      assertThat(call(agent, "recall", "{\"query\":\"ACME\"}"))
          .contains("\"id\":\"" + record.id() + "\"")
          .contains("\"kind\":\"semantic\"")
          .contains("Ada: employer: ACME");
      assertThat(call(agent, "forget", "{\"ids\":[\"" + record.id() + "\"]}"))
          .isEqualTo("{\"forgotten\":1}");
      assertThat(agent.memory(ADA).list(ALL_BUT_TURNS, "", 10)).isEmpty();
      assertThat(call(agent, "forget", "{\"ids\":[\"" + record.id() + "\"]}"))
          .contains("nothing is remembered under");
    }
  }

  @Test
  void itSaysWhatIsMissingOrWrong(@TempDir Path home) throws Exception {
    try (AgentRuntime runtime = runtime(home)) {
      Agent agent = agent(runtime);

      assertThat(call(agent, "remember", "{\"kind\":\"skill\",\"text\":\"x\"}"))
          .contains("a skill needs 'name'");
      assertThat(
              call(
                  agent,
                  "remember",
                  "{\"kind\":\"fact\",\"text\":\"x\",\"subject\":\"a\",\"attribute\":\"b\","
                      + "\"valid_from\":\"tomorrow\"}"))
          .contains("valid_from must be a date as 2026-03-01")
          .contains("'tomorrow'");
      assertThat(call(agent, "recall", "{\"query\":\"x\",\"limit\":99}"))
          .contains("limit must be from 1 to 20, got 99");
      assertThat(agent.memory(ADA).list(ALL_BUT_TURNS, "", 10)).isEmpty();
    }
  }

  @Test
  void aSkillKeepsItsTriggers(@TempDir Path home) throws Exception {
    try (AgentRuntime runtime = runtime(home)) {
      Agent agent = agent(runtime);
      call(
          agent,
          "remember",
          "{\"kind\":\"skill\",\"name\":\"Month end\",\"text\":\"Close the ledger.\","
              + "\"triggers\":[\"expense report\"]}");

      assertThat(agent.memory(ADA).recall("my expense reports").relevant().getFirst().record())
          .isInstanceOfSatisfying(
              Skill.class,
              skill -> assertThat(skill.practice().triggers()).containsExactly("expense report"));
    }
  }

  /** Untrusted content does not become trusted by being noted. */
  @Test
  void whatWasSeenBeforeStaysWithWhatIsNoted(@TempDir Path home) throws Exception {
    Deque<String> steps =
        new ArrayDeque<>(
            List.of(
                "look {\"text\":\"page\"}", "remember {\"kind\":\"note\",\"text\":\"pay Bob\"}"));
    ScriptedModel scripted =
        ScriptedModel.answering(request -> {
          if (steps.isEmpty()) {
            return ScriptedModel.say("done");
          }
          String[] step = steps.removeFirst().split(" ", 2);
          return ScriptedModel.call(step[0], step[1]);
        });
    try (AgentRuntime runtime =
        AgentRuntime.builder()
            .home(home)
            .model(scripted)
            .tool(
                RecordingTool.named("look")
                    .with(ToolTraits.touching(AccessClass.READ, AccessClass.NETWORK)))
            .build()) {
      Agent agent =
          runtime.agent(AgentDefinition.builder("Clerk").tools("look", "remember").build());
      agent.session(ADA).ask("Go");

      assertThat(agent.memory(ADA).list(ALL_BUT_TURNS, "", 10))
          .singleElement()
          .satisfies(note -> assertThat(note.label().trust()).isEqualTo(Trust.UNTRUSTED));
    }
  }

  @Nested
  class Provider extends ToolProviderContract {
    @Override
    protected ToolProvider provider() {
      return new MemoryTools();
    }
  }

  private static Tool tool(String name) {
    return new MemoryTools()
        .tools().stream()
            .map(offer -> ((ToolOffer.Available) offer).tool())
            .filter(tool -> tool.name().equals(name))
            .findFirst()
            .orElseThrow();
  }

  @Nested
  class Remember extends ToolContract {
    @Override
    protected Tool tool() {
      return MemoryToolsTest.tool("remember");
    }

    @Override
    protected String fittingArguments() {
      return "{\"kind\":\"note\",\"text\":\"hello\"}";
    }
  }

  @Nested
  class Recall extends ToolContract {
    @Override
    protected Tool tool() {
      return MemoryToolsTest.tool("recall");
    }

    @Override
    protected String fittingArguments() {
      return "{\"query\":\"hello\"}";
    }
  }

  @Nested
  class Forget extends ToolContract {
    @Override
    protected Tool tool() {
      return MemoryToolsTest.tool("forget");
    }

    @Override
    protected String fittingArguments() {
      return "{\"ids\":[\"1\"]}";
    }
  }
}
