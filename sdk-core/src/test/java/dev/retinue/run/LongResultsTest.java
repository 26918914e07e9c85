package dev.retinue.run;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.calls;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.retinue.effect.ToolResult;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.tool.ToolTraits;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a model is told of a result that is longer than its tool's limit. */
class LongResultsTest {
  /** Ten lines of 100 characters with their ends. */
  private static final String LINES =
      IntStream.range(0, 10)
          .mapToObj(i -> (i + "x".repeat(98) + "\n"))
          .collect(Collectors.joining());

  private static RecordingTool giving(String text) {
    return RecordingTool.named("look")
        .with(ToolTraits.READS.withResultLimit(250))
        .doing((arguments, context) -> new ToolResult.Ok(text));
  }

  private static AiMessage readOn(String cursor) {
    return call("read_result", "{\"cursor\":\"" + cursor + "\"}");
  }

  @Test
  void itIsToldInPagesThatEndWithALine() throws Exception {
    RecordingTool look = giving("y".repeat(230) + "\n" + LINES);
    try (Scene scene =
        Scene.script(call("look", "{}"), readOn("1:231"), readOn("1:431"), say("Done"))
            .with(look)) {
      scene.ask();

      assertThat(scene.told())
          .containsExactly(
              "y".repeat(230)
                  + "\n\n\n[characters 0 to 231 of 1231; go on with read_result and the cursor '1:231']",
              LINES.substring(0, 250)
                  + "\n\n[characters 231 to 481 of 1231; go on with read_result and the cursor '1:481']",
              LINES.substring(200, 450)
                  + "\n\n[characters 431 to 681 of 1231; go on with read_result and the cursor '1:681']");
      assertThat(look.calls()).hasSize(1);
    }
  }

  @Test
  void theLastPageHasNoCursor() throws Exception {
    try (Scene scene =
        Scene.script(call("look", "{}"), readOn("1:900"), say("Done")).with(giving(LINES))) {
      scene.ask();

      assertThat(scene.told().getLast()).isEqualTo(LINES.substring(900));
    }
  }

  @Test
  void aCharacterIsNotCutInTwo() throws Exception {
    String text = "a".repeat(249) + "\uD83D\uDE00" + "b".repeat(200);
    try (Scene scene =
        Scene.script(call("look", "{}"), readOn("1:249"), say("Done")).with(giving(text))) {
      scene.ask();

      assertThat(scene.told().getFirst())
          .startsWith("a".repeat(249) + "\n\n[characters 0 to 249 of 451;");
      assertThat(scene.told().getLast()).isEqualTo("\uD83D\uDE00" + "b".repeat(200));
    }
  }

  @Test
  void theReaderIsShownOnceThereIsSomethingToRead() throws Exception {
    try (Scene scene = Scene.script(call("look", "{}"), say("Done")).with(giving(LINES))) {
      scene.ask();

      assertThat(scene.requests())
          .extracting(request ->
              request.toolSpecifications().stream().map(ToolSpecification::name).toList())
          .containsExactly(List.of("look"), List.of("look", "read_result"));
    }
  }

  @Test
  void aWrongCursorIsToldWhichThereIs() throws Exception {
    try (Scene scene =
        Scene.script(
                call("look", "{}"),
                calls(
                    "read_result", "{\"cursor\":\"2:0\"}", "read_result", "{\"cursor\":\"next\"}"),
                call("read_result", "{}"),
                say("Done"))
            .with(giving(LINES))) {
      scene.ask();

      assertThat(scene.told().subList(1, 4))
          .containsExactly(
              "ERROR UNKNOWN_CURSOR: there is nothing at the cursor '2:0'; use one that stands at the end of a part, such as '1:250'",
              "ERROR UNKNOWN_CURSOR: there is nothing at the cursor 'next'; use one that stands at the end of a part, such as '1:250'",
              "ERROR MALFORMED_ARGUMENTS: tool 'read_result': field 'cursor' is missing");
    }
  }

  @Test
  void aToolOfTheAgentByThisNameIsItsOwn() throws Exception {
    RecordingTool own =
        RecordingTool.named("read_result")
            .doing((arguments, context) -> new ToolResult.Ok("its own"));
    try (Scene scene =
        Scene.script(calls("look", "{}", "read_result", "{}"), say("Done"))
            .with(giving(LINES), own)) {
      scene.ask();

      assertThat(scene.told())
          .containsExactly(
              LINES.substring(0, 250) + "\n\n[the first 250 of 1000 characters]", "its own");
    }
  }
}
