package dev.retinue.run;

import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.retinue.reasoner.StopReason;
import dev.retinue.run.Outcome.Answered;
import dev.retinue.run.Outcome.Stopped;
import dev.retinue.testkit.ScriptedModel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An answer that is wanted as a record. */
class StructuredAnswerTest {
  record Invoice(String number, double total, List<Line> lines, Status status) {}

  record Line(String item, int pieces) {}

  enum Status {
    OPEN,
    PAID
  }

  private static final String GOOD =
      "{\"number\":\"A-7\",\"total\":12.5,\"lines\":[{\"item\":\"tea\",\"pieces\":2}],\"status\":\"OPEN\"}";
  private static final Invoice INVOICE =
      new Invoice("A-7", 12.5, List.of(new Line("tea", 2)), Status.OPEN);

  private static Outcome ask(Scene scene) throws InterruptedException {
    return scene.agent().session().start("Read the invoice", Invoice.class).await();
  }

  @Test
  void isThatRecord() throws Exception {
    try (Scene scene = Scene.script(say(GOOD))) {
      Answered answered = (Answered) ask(scene);

      assertThat(answered.as(Invoice.class)).isEqualTo(INVOICE);
      assertThat(scene.requests().getFirst().responseFormat().type())
          .isEqualTo(ResponseFormatType.JSON);
    }
  }

  @Test
  void isRepairedWhereItHasOneReading() throws Exception {
    try (Scene scene =
        Scene.script(
            say("```json\n" + GOOD.replace("2}", "\"2\",}").replace("OPEN", "open") + "\n```"))) {
      assertThat(((Answered) ask(scene)).as(Invoice.class)).isEqualTo(INVOICE);
    }
  }

  @Test
  void isAskedForOnceMoreWithWhatIsWrong() throws Exception {
    try (Scene scene =
        Scene.model(
            ScriptedModel.answering(request ->
                say(
                    request.messages().size() == 2
                        ? "{\"number\":\"A-7\",\"totl\":12.5}"
                        : GOOD)))) {
      assertThat(((Answered) ask(scene)).as(Invoice.class)).isEqualTo(INVOICE);
      assertThat(((UserMessage) scene.lastMessages().getLast()).singleText())
          .startsWith(
              "The answer is not of the form asked for: unknown field 'totl'; did you mean 'total'?")
          .endsWith(". Answer again, with the JSON object alone.");
    }
  }

  @Test
  void endsTheRunWhenItIsWrongTwice() throws Exception {
    try (Scene scene = Scene.script(say("It is A-7."), say("{\"number\":7}"))) {
      assertThat(ask(scene))
          .isInstanceOfSatisfying(
              Stopped.class,
              stopped -> {
                assertThat(stopped.reason()).isEqualTo(StopReason.INVALID_ANSWER);
                assertThat(stopped.detail())
                    .startsWith("the answer is not of the form asked for: ");
              });
    }
  }

  @Test
  void ofAnotherFormCannotBeRead() throws Exception {
    try (Scene scene = Scene.script(say("plain words"))) {
      Answered answered = (Answered) scene.ask();

      assertThatThrownBy(() -> answered.as(Invoice.class))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("not JSON for Invoice at line 1, column ");
    }
  }
}
