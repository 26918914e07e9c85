package dev.retinue.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.model.chat.ChatModel;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.model.Conversation;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelException;
import dev.retinue.model.ModelReply;
import dev.retinue.model.ModelRequest;
import dev.retinue.model.Models;
import dev.retinue.model.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What every {@link Models} promises. An implementation's test extends this. */
public abstract class ModelsContract {
  private static final List<ModelDefinition> GOOD = List.of(ModelDefinition.parse("test:good"));
  private static final List<ModelDefinition> BAD = List.of(ModelDefinition.parse("test:bad"));
  private static final List<ModelDefinition> BAD_THEN_GOOD =
      List.of(ModelDefinition.parse("test:bad"), ModelDefinition.parse("test:good"));
  private static final ModelRequest REQUEST =
      ModelRequest.of(Conversation.of(UserMessage.from("Hello")));

  /** Models that know exactly these, by {@code provider:model}. */
  protected abstract Models over(Map<String, LanguageModel> models);

  private Models models() {
    ChatModel good = ScriptedModel.answering(request -> AiMessage.from("fine"));
    ChatModel bad =
        ScriptedModel.answering(request -> {
          throw new InternalServerException("out of order");
        });
    return over(
        Map.of(
            "test:good", LanguageModel.of("test:good", good),
            "test:bad", LanguageModel.of("test:bad", bad)));
  }

  /** Notes what is told to the pipeline. */
  private static class Noting implements Models.Call {
    private final List<String> told = new CopyOnWriteArrayList<>();

    @Override
    public Duration timeout() {
      return Duration.ofSeconds(20);
    }

    @Override
    public boolean streams() {
      return false;
    }

    @Override
    public Models.Attempt begin(String model) {
      told.add("begin " + model);
      return new Models.Attempt() {
        @Override
        public void token(String text) {
          told.add("token " + model);
        }

        @Override
        public void succeeded(Tokens tokens) {
          told.add("succeeded " + model + " " + tokens.total());
        }

        @Override
        public void failed(String reason) {
          told.add("failed " + model);
        }
      };
    }
  }

  @Test
  void aCallBeginsAndSettlesAnAttempt() throws Exception {
    Noting call = new Noting();
    try (Models models = models()) {
      ModelReply reply = models.call(GOOD, REQUEST, call);

      assertThat(reply.message().text()).isEqualTo("fine");
      assertThat(reply.model()).isEqualTo("test:good");
      assertThat(reply.tokens()).isEqualTo(new Tokens(10, 5, 0));
      assertThat(reply.finish()).isEqualTo("stop");
      assertThat(call.told).containsExactly("begin test:good", "succeeded test:good 15");
    }
  }

  @Test
  void theNextOfTheChainAnswersWhenTheFirstDoesNot() throws Exception {
    Noting call = new Noting();
    try (Models models = models()) {
      assertThat(models.call(BAD_THEN_GOOD, REQUEST, call).model()).isEqualTo("test:good");
      assertThat(call.told)
          .startsWith("begin test:bad", "failed test:bad")
          .endsWith("begin test:good", "succeeded test:good 15");
    }
  }

  @Test
  void whenNoneAnswersTheLastOnesReasonIsThrown() {
    Noting call = new Noting();
    try (Models models = models()) {
      assertThatThrownBy(() -> models.call(BAD, REQUEST, call))
          .isInstanceOfSatisfying(
              ModelException.class,
              failure -> {
                assertThat(failure.kind()).isEqualTo(ModelException.Kind.UNAVAILABLE);
                assertThat(failure.model()).isEqualTo("test:bad");
                assertThat(failure).hasMessageContaining("out of order");
              });
      assertThat(call.told.stream().filter(line -> line.startsWith("begin")).count())
          .as("every attempt that began was settled")
          .isEqualTo(call.told.stream().filter(line -> line.startsWith("failed")).count());
    }
  }

  @Test
  void anAttemptWithoutBudgetIsNotMade() {
    Noting refusing =
        new Noting() {
          @Override
          public Models.Attempt begin(String model) {
            throw new AssertionError("the budget is spent");
          }
        };
    try (Models models = models()) {
      assertThatThrownBy(() -> models.call(BAD_THEN_GOOD, REQUEST, refusing))
          .isInstanceOf(AssertionError.class)
          .hasMessage("the budget is spent");
    }
  }

  @Test
  void whatCannotBeOpenedIsAProblemBeforeTheFirstCall() {
    try (Models models = models()) {
      assertThat(models.problems(BAD_THEN_GOOD)).isEmpty();
      assertThat(models.problems(List.of(ModelDefinition.parse("nobody:nothing"))))
          .singleElement()
          .asString()
          .contains("nobody");
    }
  }
}
