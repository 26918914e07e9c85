package dev.retinue.llm.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the offline model says after a tool ran. */
class ObservationsTest {
  private final Extractive model = Fixtures.model(null);

  private String after(String question, String tool, String... results) {
    List<ChatMessage> messages = new ArrayList<>(List.of(UserMessage.from(question)));
    var call = ToolExecutionRequest.builder().id("1").name(tool).arguments("{}").build();
    messages.add(AiMessage.from(call));
    for (String result : results) {
      messages.add(ToolExecutionResultMessage.from(call, result));
    }
    return Fixtures.ask(model, Fixtures.TOOLS, messages.toArray(ChatMessage[]::new))
        .aiMessage()
        .text();
  }

  @Test
  void areToldInASentence() {
    assertThat(after("What is 17.5% of 1,240?", "calculator", "217"))
        .isEqualTo("The tool calculator returned: 217.");
    assertThat(after("Count them", "counter", "{\"count\":24}"))
        .isEqualTo("The tool counter returned: 24.");
  }

  @Test
  void withAValueAreToldLikeAnAnswer() {
    assertThat(after("What is 17.5% of 1,240?", "calculator", "{\"value\":\"217\",\"exact\":true}"))
        .isEqualTo("17.5% of 1,240 is 217.");
    assertThat(after("1 / 3", "calculator", "{\"value\":\"0.333\",\"exact\":false}"))
        .isEqualTo("1 / 3 is about 0.333.");
    assertThat(after("How far is it?", "route", "{\"value\":12,\"unit\":\"km\"}"))
        .isEqualTo("12 km (route)");
  }

  @Test
  void ofTimesAreToldInWords() {
    assertThat(
            after(
                "What time is it in Berlin?",
                "datetime",
                "{\"iso\":\"2026-01-05T10:00:00+01:00\",\"epoch\":1767603600,"
                    + "\"zone\":\"Europe/Berlin\",\"explain\":\"Monday 5 January 2026 10:00\"}"))
        .isEqualTo("Monday 5 January 2026 10:00 (datetime)");
    assertThat(after("What day is it?", "datetime", "{\"iso\":\"2026-01-05\",\"epoch\":0}"))
        .isEqualTo("2026-01-05 (datetime)");
  }

  @Test
  void ofSeveralCallsAreAllTold() {
    assertThat(after("1+1 and 2+2", "calculator", "2", "4")).contains("2.").contains("4.");
  }

  @Test
  void thatFailedAreToldAsFailures() {
    assertThat(after("Read x.txt", "file_read", "ERROR NOT_FOUND: no file 'x.txt'"))
        .isEqualTo("I could not do that: file_read failed with NOT_FOUND: no file 'x.txt'");
  }

  @Test
  void thatWereDeniedAreToldAsDenied() {
    assertThat(after("Read x.txt", "file_read", "DENIED: reading is not allowed on Sundays"))
        .isEqualTo("I was not allowed to use file_read: reading is not allowed on Sundays");
  }

  @Test
  void thatAreLongAreSearchedForTheAnswer() {
    String file =
        "The weather was fine and the day was long. ".repeat(40)
            + "The invoice total is 900 euros.";

    assertThat(after("What is the invoice total in march.txt?", "file_read", file))
        .isEqualTo("The invoice total is 900 euros. [1]\n\n[1] file_read");
  }

  @Test
  void thatHoldNoAnswerAreSaidToHoldNone() {
    String file =
        "The weather was fine. The day was long. We ate at noon. Nobody was late. It rained later.";

    assertThat(after("Who signed the contract, according to march.txt?", "file_read", file))
        .isEqualTo("Nothing in what file_read returned answers that.");
  }
}
