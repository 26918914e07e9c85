package dev.retinue.tools.general;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.ToolResult;
import dev.retinue.json.Json;
import dev.retinue.json.SchemaCheck;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.testkit.SettableClock;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolOffer;
import dev.retinue.tool.ToolProvider;
import dev.retinue.tool.VaryingTool;
import dev.retinue.tools.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GeneralToolsTest {
  @TempDir Path temp;

  static List<Tool> tools() {
    return new GeneralTools()
        .tools().stream().map(offer -> ((ToolOffer.Available) offer).tool()).toList();
  }

  @Test
  void theyAreFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(ToolProvider.class))
        .filteredOn(provider -> provider.name().equals("sdk-tools general"))
        .singleElement()
        .satisfies(provider ->
            assertThat(provider.tools())
                .extracting(ToolOffer::name)
                .containsExactly(
                    "calculator",
                    "datetime",
                    "file_read",
                    "file_write",
                    "file_edit",
                    "file_search",
                    "file_list",
                    "file_move"));
  }

  @ParameterizedTest
  @MethodSource("tools")
  void theyOnlyReadAndMayRunAgainOrSayThatTheyWrite(Tool tool) {
    boolean writes = tool.traits().access().contains(AccessClass.WRITE);

    assertThat(writes)
        .isEqualTo(Set.of("file_write", "file_edit", "file_move").contains(tool.name()));
    assertThat(tool.traits().effectClass() == EffectClass.PURE).isEqualTo(!writes);
    assertThat(tool.traits().concurrent()).isEqualTo(!writes);
  }

  @Test
  void withAHashItCanBeToldWhatWasDone() {
    for (Tool tool : tools()) {
      if (tool instanceof VaryingTool varying) {
        ObjectNode arguments = (ObjectNode) Json.tree("{}");
        assertThat(varying.traits(arguments).effectClass()).isEqualTo(EffectClass.UNSAFE);
        arguments.put("ifSha", "0".repeat(64));
        assertThat(varying.traits(arguments).effectClass()).isEqualTo(EffectClass.IDEMPOTENT);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tools")
  void theirDescriptionsAreShortAndTheirExamplesWork(Tool tool) throws IOException {
    Files.createDirectories(temp.resolve("notes"));
    Files.createDirectories(temp.resolve("reports"));
    Files.writeString(temp.resolve("notes/plan.md"), "# Plan");
    String description = tool.specification().description();
    String example = description.substring(description.indexOf("Example: ") + 9);

    assertThat(description.length()).isBetween(100, 600);
    assertThat(example).startsWith("{");
    assertThat(SchemaCheck.check(example, tool.specification().parameters()))
        .isInstanceOf(SchemaCheck.Checked.Fits.class);
    assertThat(Caller.in(temp, tool).callJson(example)).isInstanceOf(ToolResult.Ok.class);
  }

  @ParameterizedTest
  @MethodSource("tools")
  void everyParameterIsDescribedAndUnknownFieldsAreNamed(Tool tool) {
    assertThat(tool.specification().parameters().properties().values())
        .allSatisfy(parameter -> assertThat(parameter.description()).isNotBlank());
    assertThat(SchemaCheck.check("{\"pth\":1}", tool.specification().parameters()))
        .isInstanceOfSatisfying(
            SchemaCheck.Checked.Wrong.class,
            wrong -> assertThat(wrong.problems()).contains("unknown field 'pth'"));
  }

  @Test
  void anAgentUsesThem() throws Exception {
    ScriptedModel model =
        ScriptedModel.turn(
            AiMessage.from(
                request("1", "calculator", "{\"expression\":\"17.5% of 1240\"}"),
                request("2", "datetime", "{\"op\":\"now\",\"zone\":\"Europe/Berlin\"}"),
                request("3", "file_read", "{\"path\":\"notes.txt\"}"),
                request("4", "file_list", "{}"),
                request("5", "file_read", "{\"path\":\"../agent.yaml\"}"),
                request("6", "calculator", "{\"expresion\":\"1\"}")),
            AiMessage.from("done"));
    try (AgentRuntime runtime =
        AgentRuntime.builder()
            .home(temp)
            .model(model)
            .clock(SettableClock.at("2026-03-03T12:00:00Z"))
            .build()) {
      Agent agent =
          runtime.agent(
              AgentDefinition.builder("Analyst")
                  .tools("calculator", "datetime", "file_read", "file_list")
                  .build());
      Path files = Files.createDirectories(temp.resolve("agents/analyst/files"));
      Files.writeString(files.resolve("notes.txt"), "Buy milk");

      assertThat(agent.ask("Use all of them").text()).isEqualTo("done");
    }

    assertThat(model.requests().getLast().messages())
        .filteredOn(ToolExecutionResultMessage.class::isInstance)
        .extracting(message -> ((ToolExecutionResultMessage) message).text())
        .satisfiesExactly(
            sum -> assertThat(sum).contains("{\"value\":\"217\",\"exact\":true}"),
            now -> assertThat(now).contains("2026-03-03T13:00:00+01:00"),
            text -> assertThat(text).contains("\"text\":\"Buy milk\""),
            list -> assertThat(list).contains("\"path\":\"notes.txt\",\"kind\":\"file\""),
            escape -> assertThat(escape).contains("ERROR PATH_ESCAPE: '../agent.yaml' is outside"),
            unknown ->
                assertThat(unknown)
                    .contains("unknown field 'expresion'; did you mean 'expression'?"));
  }

  private static ToolExecutionRequest request(String id, String tool, String arguments) {
    return ToolExecutionRequest.builder().id(id).name(tool).arguments(arguments).build();
  }
}
