package dev.retinue.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.history.RunHistory;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.effect.Effects;
import dev.retinue.reasoner.Conclusion;
import dev.retinue.reasoner.Reasoner;
import dev.retinue.reasoner.Task;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.RecordingTool;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TimelineTest {
  @Test
  void big() throws Exception {
    try (AgentRuntime runtime = AgentRuntime.builder().model(dev.retinue.testkit.ScriptedModel.turn()).reasoner(new Reasoner() {
      public String type() { return "custom"; }
      public Conclusion reason(Task task, Effects effects) {
        if (task.scope().agent().equals("worker")) {
          effects.now();
          effects.perform(new Effect.CallTool("look", "{\"text\":\"x\"}"));
          return new Conclusion.Answer("dug", java.util.List.of());
        }
        effects.perform(new Effect.Delegate("worker", "Dig a hole"));
        for (int i = 0; i < 500; i++) {
          effects.performAll(java.util.List.of(new Effect.CallTool("look", "{\"text\":\"" + i + "\"}"), new Effect.CallTool("look", "{\"text\":\"b" + i + "\"}")));
        }
        throw new IllegalStateException("broken");
      }
    }).tool(RecordingTool.named("look").with(dev.retinue.tool.ToolTraits.READS)).build()) {
      runtime.agent(AgentDefinition.builder("worker").type("custom").tools("look").build());
      var run = runtime.agent(AgentDefinition.builder("boss").type("custom").tools("look").limits(dev.retinue.definition.Limits.STANDARD.withToolCalls(5000)).build()).start("Do it a thousand times");
      run.await();
      long t = System.nanoTime();
      String page = Timeline.html(runtime.history(run.id()));
      System.out.println("HTML " + page.length() + " in " + (System.nanoTime() - t) / 1e6);
      Files.writeString(Path.of("/tmp/tt/big.html"), page);
      Files.writeString(Path.of("/tmp/tt/big.txt"), Timeline.text(runtime.history(run.id()), 100));
      Files.writeString(Path.of("/tmp/tt/cmp.txt"), runtime.timeTravel().compare(run.id(), run.id()).toString());
    }
  }

  @Test
  void aPage() throws Exception {
    try (Office office = new Office()) {
      RunHistory history = office.whole();
      Files.writeString(Path.of("/tmp/tt/whole.html"), Timeline.html(history));
      Files.writeString(Path.of("/tmp/tt/whole.txt"), Timeline.text(history, 120));
      Files.writeString(Path.of("/tmp/tt/open.html"), Timeline.html(history).replace("<details ", "<details open "));
      assertThat(history.steps()).isNotEmpty();
    }
  }
}
