package dev.retinue.run;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.calls;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.ShownToolLimits;
import dev.retinue.journal.HeapJournal;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.tool.ToolSelector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of an agent's many tools the model is shown, and how it finds the others. */
class ShownToolsTest {
  private static final ToolSelector BY_NAME =
      (task, tools, limit) ->
          tools.stream()
              .map(ToolSpecification::name)
              .sorted((a, b) -> Boolean.compare(task.contains(b), task.contains(a)))
              .limit(limit)
              .toList();

  private static RecordingTool[] tools(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> RecordingTool.named("tool_" + (char) ('a' + i)))
        .toArray(RecordingTool[]::new);
  }

  private static Scene scene(ShownToolLimits limits, ScriptedModel model) {
    return Scene.model(model)
        .with(tools(6))
        .limits(of -> of.withShownTools(limits))
        .built(builder -> builder.toolSelector(BY_NAME));
  }

  private static List<String> names(ChatRequest request) {
    return request.toolSpecifications().stream().map(ToolSpecification::name).toList();
  }

  @Test
  void whenAllFitAllAreShownAndNothingIsChosen() throws Exception {
    AtomicInteger chosen = new AtomicInteger();
    try (Scene scene =
        Scene.script(say("Done"))
            .with(tools(6))
            .built(builder ->
                builder.toolSelector((task, tools, limit) -> {
                  chosen.incrementAndGet();
                  return List.of();
                }))) {
      scene.ask();

      assertThat(names(scene.requests().getFirst())).hasSize(6).doesNotContain("find_tool");
      assertThat(chosen).hasValue(0);
    }
  }

  @Test
  void noMoreAreShownThanTheLimitAndTheFinder() throws Exception {
    try (Scene scene = scene(new ShownToolLimits(2, 8_000), ScriptedModel.turn(say("Done")))) {
      scene.agent().ask("Use tool_d");

      assertThat(names(scene.requests().getFirst()))
          .containsExactly("tool_a", "tool_d", "find_tool");
    }
  }

  @Nested
  class ABudgetOfTokens {
    private final RecordingTool huge =
        RecordingTool.named("tool_huge")
            .with(JsonObjectSchema.builder().addStringProperty("text", "x".repeat(40_000)).build());

    @Test
    void leavesOutWhatIsTooLongAndShowsWhatComesAfterIt() throws Exception {
      try (Scene scene =
          scene(new ShownToolLimits(20, 500), ScriptedModel.turn(say("Done"))).with(huge)) {
        scene.agent().ask("Use tool_b and tool_huge");

        assertThat(names(scene.requests().getFirst()))
            .contains("tool_b", "find_tool")
            .doesNotContain("tool_huge");
      }
    }

    @Test
    void showsTheFirstHoweverLongItIs() throws Exception {
      try (Scene scene =
          scene(new ShownToolLimits(20, 500), ScriptedModel.turn(say("Done"))).with(huge)) {
        scene.agent().ask("Use tool_huge");

        assertThat(names(scene.requests().getFirst())).containsExactly("tool_huge", "find_tool");
      }
    }
  }

  @Nested
  class TheModelLooksForATool {
    @Test
    void whatItFoundIsToldAndShownFromTheNextStepOn() throws Exception {
      try (Scene scene =
          scene(
              new ShownToolLimits(2, 8_000),
              ScriptedModel.turn(
                  call("find_tool", "{\"need\":\"tool_f and tool_e\"}"),
                  call("tool_f", "{}"),
                  say("Done")))) {
        Outcome outcome = scene.agent().ask("Go");

        assertThat(outcome).isInstanceOf(Outcome.Answered.class);
        assertThat(names(scene.requests().get(0))).containsExactly("tool_a", "tool_b", "find_tool");
        assertThat(names(scene.requests().get(1))).containsExactly("tool_e", "tool_f", "find_tool");
        assertThat(scene.told())
            .first()
            .asString()
            .contains("tool_f: Records that it was called")
            .contains("tool_e: ");
      }
    }

    @Test
    void whatWasCalledStaysWhateverIsFoundLater() throws Exception {
      try (Scene scene =
          scene(
              new ShownToolLimits(2, 8_000),
              ScriptedModel.turn(
                  call("tool_a", "{}"),
                  call("find_tool", "{\"need\":\"tool_f and tool_e\"}"),
                  say("Done")))) {
        scene.agent().ask("Go");

        assertThat(names(scene.requests().get(2)))
            .containsExactly("tool_a", "tool_e", "tool_f", "find_tool");
      }
    }

    @Test
    void itMayCallOthersInTheSameStep() throws Exception {
      try (Scene scene =
          scene(
              new ShownToolLimits(2, 8_000),
              ScriptedModel.turn(
                  calls(
                      "tool_a", "{\"text\":\"1\"}",
                      "find_tool", "{\"need\":\"tool_f\"}",
                      "tool_b", "{\"text\":\"2\"}"),
                  say("Done")))) {
        scene.agent().ask("Go");

        assertThat(scene.told()).hasSize(3);
        assertThat(scene.told().get(0)).isEqualTo("tool_a:1");
        assertThat(scene.told().get(1)).startsWith("From now on you see these too:");
        assertThat(scene.told().get(2)).isEqualTo("tool_b:2");
      }
    }

    @Test
    void itNeverFindsWhatTheAgentMayNotUse() throws Exception {
      try (Scene scene =
          scene(
                  new ShownToolLimits(2, 8_000),
                  ScriptedModel.turn(call("find_tool", "{\"need\":\"forbidden\"}"), say("Done")))
              .built(builder ->
                  builder
                      .tool(RecordingTool.named("forbidden"))
                      .toolSelector((task, tools, limit) -> List.of("forbidden", "tool_c")))) {
        scene.agent().ask("Go");

        assertThat(names(scene.requests().get(1))).containsExactly("tool_c", "find_tool");
        assertThat(scene.told().getFirst()).doesNotContain("forbidden");
      }
    }

    @Test
    void aWrongCallIsToldWhatIsWrong() throws Exception {
      try (Scene scene =
          scene(
              new ShownToolLimits(2, 8_000),
              ScriptedModel.turn(call("find_tool", "{\"query\":\"tool_f\"}"), say("Done")))) {
        scene.agent().ask("Go");

        assertThat(scene.told().getFirst()).contains("tool 'find_tool': ").contains("need");
      }
    }

    @Test
    void whenThereAreNoOthersItIsToldSo() throws Exception {
      try (Scene scene =
          scene(
                  new ShownToolLimits(2, 8_000),
                  ScriptedModel.turn(call("find_tool", "{\"need\":\"anything\"}"), say("Done")))
              .built(builder -> builder.toolSelector((task, tools, limit) -> List.of()))) {
        scene.agent().ask("Go");

        assertThat(scene.told())
            .containsExactly("There are no other tools: those that you see are all you have.");
      }
    }

    @Test
    void anAgentsOwnToolOfThatNameIsItsOwn() throws Exception {
      try (Scene scene =
          scene(
                  new ShownToolLimits(2, 8_000),
                  ScriptedModel.turn(call("find_tool", "{\"text\":\"it\"}"), say("Done")))
              .with(RecordingTool.named("find_tool"))) {
        scene.agent().ask("find_tool");

        assertThat(names(scene.requests().getFirst())).containsExactly("tool_a", "find_tool");
        assertThat(scene.told()).containsExactly("find_tool:it");
      }
    }
  }

  @Nested
  class TheProcessEndsAmidARun {
    @TempDir Path home;
    private final HeapJournal journal = new HeapJournal();
    private final List<List<String>> shown = new ArrayList<>();

    private AgentRuntime process(ToolSelector selector) {
      AgentRuntime.Builder builder =
          AgentRuntime.builder()
              .home(home)
              .journal(journal)
              .toolSelector(selector)
              .model(
                  ScriptedModel.answering(request -> {
                    shown.add(names(request));
                    return switch ((request.messages().size() - 1) / 2) {
                      case 0 -> call("find_tool", "{\"need\":\"tool_f\"}");
                      case 1 -> call("ask", "{}");
                      default -> say("Done");
                    };
                  }))
              .tool(Scene.asking());
      for (RecordingTool tool : tools(6)) {
        builder.tool(tool);
      }
      return builder.build();
    }

    private AgentDefinition definition() {
      List<String> names = new ArrayList<>(List.of("ask"));
      for (RecordingTool tool : tools(6)) {
        names.add(tool.name());
      }
      return AgentDefinition.builder("Actor")
          .tools(names.toArray(String[]::new))
          .limits(
              dev.retinue.definition.Limits.STANDARD.withShownTools(new ShownToolLimits(3, 8_000)))
          .build();
    }

    @Test
    void theNextShowsTheSameThoughItWouldChooseOthers() throws Exception {
      try (AgentRuntime first = process(BY_NAME)) {
        first.agent(definition()).start("Use tool_c");
        Eventually.pending(first, 1);
      }
      List<String> before = shown.getLast();
      try (AgentRuntime next = process((task, tools, limit) -> List.of("tool_e"))) {
        var agent = next.agent(definition());
        next.answer(Eventually.pending(next, 1).getFirst(), "Well");
        assertThat(agent.runs()).allSatisfy(run -> run.await());
      }

      assertThat(shown).hasSize(3);
      assertThat(before).contains("tool_f", "find_tool").doesNotContain("tool_e");
      assertThat(shown.getLast()).containsExactlyInAnyOrderElementsOf(withAsk(before));
    }

    /** What was called since is shown as well, if it was not before. */
    private List<String> withAsk(List<String> before) {
      List<String> with = new ArrayList<>(before);
      if (!with.contains("ask")) {
        with.add("ask");
      }
      return with;
    }
  }
}
