package dev.retinue.llm.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.retinue.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolCallsTest {
  private static final String CALL = "{\"name\": \"weather\", \"arguments\": {\"city\": \"Köln\"}}";

  private static ToolCalls in(String text) {
    return ToolCalls.in(text, Set.of("weather", "time"), 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<tool_call>\n" + CALL + "\n</tool_call>",
        "<tool_call>" + CALL,
        "[TOOL_CALLS] [" + CALL + "]",
        "<|python_tag|>" + CALL,
        " " + CALL + "\n",
        "{\"name\": \"weather\", \"parameters\": {\"city\": \"Köln\"}}"
      })
  void eachModelsFormIsRead(String text) {
    ToolCalls calls = in(text);

    assertThat(calls.text()).isEmpty();
    assertThat(calls.requests())
        .containsExactly(
            ToolExecutionRequest.builder()
                .id("call00003")
                .name("weather")
                .arguments("{\"city\":\"Köln\"}")
                .build());
  }

  @Test
  void severalCallsHaveIdsOfTheirOwn() {
    ToolCalls calls =
        in("Let me see.\n<tool_call>" + CALL + "</tool_call>\n<tool_call>" + CALL + "</tool_call>");

    assertThat(calls.text()).isEqualTo("Let me see.");
    assertThat(calls.requests())
        .extracting(ToolExecutionRequest::id)
        .containsExactly("call00003", "call00004");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "It is 12 °C.",
        "{\"city\": \"Köln\"}",
        "{\"name\": \"rm\", \"arguments\": {}}",
        "{\"name\": \"weather\", \"arguments\": {\"city\"",
        "<tool_call>weather please</tool_call>"
      })
  void whatIsNoCallOfAnOfferedToolStaysText(String text) {
    assertThat(in(text)).isEqualTo(new ToolCalls(text, List.of()));
  }

  @Nested
  class WhileItIsWritten {
    private final List<String> pieces = new ArrayList<>();
    private final BytePairs words = BytePairs.of(Json.tree(TinyWords.tokenizer()));

    private Transcript written(String text) {
      Transcript transcript = new Transcript(words, List.of("STOP"), true, pieces::add);
      for (int token : words.encode(words.plain(text))) {
        transcript.add(token);
      }
      return transcript;
    }

    @Test
    void aCallIsToldToNobody() {
      written("Wait. <tool_call>" + CALL + "</tool_call>").end();

      assertThat(String.join("", pieces)).isEqualTo("Wait. ");
    }

    @Test
    void whatMayBecomeACallIsKeptBackUntilItIsNone() {
      Transcript transcript = written("a <to");
      assertThat(String.join("", pieces)).isEqualTo("a ");

      transcript.add('p');
      assertThat(String.join("", pieces)).isEqualTo("a <top");
    }

    @Test
    void whatOnlyLookedLikeACallIsToldInTheEnd() {
      Transcript transcript = written("{ is a bracket");
      assertThat(pieces).isEmpty();

      transcript.end();
      transcript.tellRest();
      assertThat(pieces).containsExactly("{ is a bracket");
    }

    @Test
    void charactersAreToldWhole() {
      written("é中");

      assertThat(pieces).containsExactly("é", "中");
    }
  }
}
