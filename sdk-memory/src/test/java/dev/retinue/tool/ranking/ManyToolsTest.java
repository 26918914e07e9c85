package dev.retinue.tool.ranking;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.health.Health;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** An agent of many tools, with what the class path brings. */
class ManyToolsTest {
  private static final List<RecordingTool> TOOLS =
      IntStream.range(0, 40)
          .mapToObj(i ->
              RecordingTool.named(
                  i == 37 ? "weather_forecast" : i == 38 ? "image_resize" : "thing_" + i))
          .toList();

  private static List<String> names(ChatRequest request) {
    return request.toolSpecifications().stream().map(ToolSpecification::name).toList();
  }

  @Test
  void itsModelSeesWhatSuitsTheTaskAndFindsTheRest() throws Exception {
    ScriptedModel model =
        ScriptedModel.turn(
            call("find_tool", "{\"need\":\"make a photo smaller\"}"),
            call("image_resize", "{}"),
            say("Done"));
    AgentRuntime.Builder builder = AgentRuntime.builder().model(model);
    TOOLS.forEach(builder::tool);
    try (AgentRuntime runtime = builder.build()) {
      assertThat(runtime.health().parts())
          .extracting(Health::component, Health::reason)
          .contains(Tuple.tuple("tool selection", "ranking"));

      runtime
          .agent(
              AgentDefinition.builder("Actor")
                  .tools(TOOLS.stream().map(RecordingTool::name).toArray(String[]::new))
                  .build())
          .ask("What will the weather be?");
    }

    assertThat(names(model.requests().get(0)))
        .hasSize(21)
        .contains("weather_forecast", "find_tool")
        .doesNotContain("image_resize");
    assertThat(names(model.requests().get(1))).contains("image_resize", "find_tool");
  }
}
