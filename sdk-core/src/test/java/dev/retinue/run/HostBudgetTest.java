package dev.retinue.run;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.budget.Cost;
import dev.retinue.budget.LimitedBudget;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class HostBudgetTest {
  @Test
  void aRunThatWaitedIsCountedOnce() throws Exception {
    LimitedBudget host = LimitedBudget.unlimited("the host");
    CountDownLatch waiting = new CountDownLatch(1);
    try (AgentRuntime runtime =
        AgentRuntime.builder()
            .model(ScriptedModel.turn(call("echo", "{}"), call("ask", "{}"), say("done")))
            .tool(RecordingTool.named("echo"))
            .tool(Scene.asking())
            .budget(host)
            .listener(event -> {
              if (event instanceof RunEvent.Waiting) {
                waiting.countDown();
              }
            })
            .build()) {
      Run run =
          runtime.agent(AgentDefinition.builder("Asker").tools("echo", "ask").build()).start("Go");
      waiting.await();
      runtime.answer(runtime.pending().getFirst(), "yes");
      Outcome outcome = run.await();

      assertThat(outcome.text()).isEqualTo("done");
      assertThat(host.spent().withTime(Duration.ZERO)).isEqualTo(new Cost(3, 2, 45));
      assertThat(outcome.usage().modelCalls()).isEqualTo(3);
      assertThat(outcome.usage().toolCalls()).isEqualTo(2);
      assertThat(outcome.usage().tokens().total()).isEqualTo(45);
    }
  }
}
