package dev.retinue.run;

import static dev.retinue.run.Spender.PRICES;
import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.retinue.budget.Cost;
import dev.retinue.budget.LimitedBudget;
import dev.retinue.budget.Money;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.DayLimits;
import dev.retinue.definition.DefinitionException;
import dev.retinue.definition.Limits;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.journal.HeapJournal;
import dev.retinue.model.ModelPrice;
import dev.retinue.model.PriceTable;
import dev.retinue.reasoner.StopReason;
import dev.retinue.run.Outcome.Failed;
import dev.retinue.run.Outcome.Stopped;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What models cost, and what is done where money is limited. */
class MoneyBudgetsTest {
  @Test
  void aRunTellsWhatItCost() throws Exception {
    try (Scene scene =
        Scene.script(call("tool", "{}"), say("done"))
            .with(RecordingTool.named("tool"))
            .built(builder -> builder.prices(PRICES))) {
      // Twice 10 tokens in and 5 out, at one and two dollars a million.
      assertThat(scene.ask().usage().cost()).isEqualTo(Money.usd("0.00004"));
    }
  }

  @Test
  void aRunStopsWhenItsMoneyIsSpent() throws Exception {
    try (Scene scene =
        Scene.model(
                ScriptedModel.answering(request ->
                    request.toolSpecifications().isEmpty()
                        ? say("too expensive")
                        : call("tool", "{\"text\":\"" + request.messages().size() + "\"}")))
            .with(RecordingTool.named("tool"))
            .built(builder -> builder.prices(PRICES))
            .limits(limits -> limits.withMaxCost(Money.usd("0.00005")))) {
      Stopped stopped = (Stopped) scene.ask();

      assertThat(stopped.reason()).isEqualTo(StopReason.BUDGET);
      assertThat(stopped.detail())
          .startsWith("the run may spend 0.00005 USD and has spent 0.00004 USD; the next call");
      assertThat(stopped.closing()).isEqualTo("too expensive");
      assertThat(stopped.usage().cost()).isEqualTo(Money.usd("0.00006"));
    }
  }

  @Test
  void aModelOfUnknownPriceIsNotCalledWhereMoneyIsLimited() throws Exception {
    try (Scene scene =
        Scene.script(say("never")).limits(limits -> limits.withMaxCost(Money.usd("1")))) {
      assertThat(scene.ask())
          .isInstanceOfSatisfying(
              Failed.class,
              failed -> {
                assertThat(failed.kind()).isEqualTo("UNKNOWN_PRICE");
                assertThat(failed.message())
                    .isEqualTo(
                        "the price of host:model is not known, and a limit on money cannot be kept without it; give"
                            + " it by builder().prices(..)");
              });
      assertThat(scene.requests()).isEmpty();
    }
  }

  @Test
  void anAgentThatNamesSuchAModelIsNotMade() {
    AgentDefinition definition =
        AgentDefinition.builder("Dear")
            .llm("a:known")
            .llm("b:unknown")
            .limits(Limits.STANDARD.withPerDay(DayLimits.NONE.withMaxCost(Money.usd("5"))))
            .build();
    try (AgentRuntime runtime =
        AgentRuntime.builder()
            .model("a:known", ScriptedModel.turn())
            .model("b:unknown", ScriptedModel.turn())
            .prices(PriceTable.empty().with("a:*", ModelPrice.FREE))
            .build()) {
      assertThatThrownBy(() -> runtime.agent(definition))
          .isInstanceOf(DefinitionException.class)
          .hasMessageContaining("llm: the price of b:unknown is not known");
    }
  }

  @Test
  void anAttemptThatFailedIsCountedAndSettled() throws Exception {
    ChatModel broken =
        new ChatModel() {
          @Override
          public ChatResponse doChat(ChatRequest request) {
            throw new IllegalStateException("out of order");
          }
        };
    LimitedBudget host = LimitedBudget.unlimited("the host");
    HeapJournal journal = new HeapJournal();
    AgentDefinition definition =
        AgentDefinition.builder("Asker")
            .llm("a:broken")
            .llm("b:good")
            .tools("ask")
            .memory(MemoryDefinition.Type.NONE)
            .build();
    Pending question;
    try (AgentRuntime runtime = fallback(journal, broken).budget(host).build()) {
      Run run = runtime.agent(definition).start("Go");
      question = Eventually.pending(runtime, run);
      assertThat(host.spent().withTime(Duration.ZERO)).isEqualTo(new Cost(2, 0, 15));
    }

    // In the next process the attempts of the recorded call are counted as they were.
    LimitedBudget next = LimitedBudget.unlimited("the host");
    List<Outcome> ended = new ArrayList<>();
    CountDownLatch end = new CountDownLatch(1);
    try (AgentRuntime runtime =
        fallback(journal, broken)
            .budget(next)
            .listener(event -> {
              if (event instanceof RunEvent.Ended it) {
                ended.add(it.outcome());
                end.countDown();
              }
            })
            .build()) {
      runtime.agent(definition);
      runtime.answer(question, "yes");
      end.await();
    }
    assertThat(ended.getFirst().text()).isEqualTo("done");
    assertThat(ended.getFirst().usage().modelCalls()).isEqualTo(4);
    assertThat(next.spent().withTime(Duration.ZERO)).isEqualTo(new Cost(4, 1, 30));
  }

  private AgentRuntime.Builder fallback(HeapJournal journal, ChatModel broken) {
    return AgentRuntime.builder()
        .journal(journal)
        .model("a:broken", broken)
        .model("b:good", ScriptedModel.turn(call("ask", "{}"), say("done")))
        .tool(Scene.asking());
  }
}
