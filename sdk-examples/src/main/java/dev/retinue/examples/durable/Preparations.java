package dev.retinue.examples.durable;

import dev.langchain4j.model.chat.ChatModel;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.journal.Wait;
import dev.retinue.json.Json;
import dev.retinue.policy.Decision;
import dev.retinue.policy.Policy;
import dev.retinue.run.Pending;
import dev.retinue.run.Run;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.timeline.Timeline;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The process with the agent in it: starts the run, or goes on with the one that it finds in its
 * home. The model is scripted, so that it runs anywhere; all else is as in any host.
 */
final class Preparations {
  static final String TASK = "Prepare the public evening on Friday.";
  static final String TEA = "tea for sixty";

  private final PrintStream out;
  private final boolean yes;

  private Preparations(PrintStream out, boolean yes) {
    this.out = out;
    this.yes = yes;
  }

  /**
   * @param arguments home, ledger, where the timeline is to be written in the end, and {@code
   *     --yes} to approve without asking
   */
  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    new Preparations(out, List.of(arguments).contains("--yes"))
        .run(Path.of(arguments[0]), new Ledger(Path.of(arguments[1])), Path.of(arguments[2]));
  }

  private void run(Path home, Ledger ledger, Path timeline) throws Exception {
    AgentRuntime.Builder builder =
        AgentRuntime.builder().home(home).model(model()).policy(policy());
    for (Errand.Kind kind : Errand.Kind.values()) {
      builder.tool(new Errand(kind, ledger, out));
    }
    try (AgentRuntime runtime = builder.build()) {
      Agent agent = runtime.agent(definition());
      List<Run> found = agent.runs();
      if (found.isEmpty()) {
        Run run = agent.start(TASK);
        out.println("run " + run.id() + " is started: " + TASK);
        settle(runtime, run, false);
      } else {
        Run run = found.getFirst();
        out.println("in the journal: run " + run.id() + ", which had not ended. It goes on.");
        settle(runtime, run, true);
        out.println("the agent answers: " + run.await().text());
        Files.writeString(timeline, Timeline.html(runtime.history(run.id())));
      }
    }
  }

  private static AgentDefinition definition() {
    return AgentDefinition.builder("Quartermaster")
        .memory(MemoryDefinition.Type.NONE)
        .tools("reserve", "order", "notify", "pay")
        .build();
  }

  /** Ten things to do, in five steps; the third is where the process will die. */
  private static ChatModel model() {
    return ScriptedModel.turn(
        ScriptedModel.calls(
            "reserve", what("the dome"),
            "reserve", what("the lecture room"),
            "reserve", what("the second telescope")),
        ScriptedModel.calls("notify", what("the volunteers"), "notify", what("the neighbours")),
        ScriptedModel.calls("pay", what("the caterer 240 euros"), "order", what(TEA)),
        ScriptedModel.calls("reserve", what("the car park"), "order", what("sixty red torches")),
        ScriptedModel.call("notify", what("the press")),
        ScriptedModel.say("Everything is ready for Friday: ten errands are done."));
  }

  private static String what(String what) {
    return "{\"what\": \"" + what + "\"}";
  }

  private static Policy policy() {
    return request ->
        request.effect() instanceof Effect.CallTool call && call.tool().equals("pay")
            ? new Decision.Ask(
                "spending-asks",
                "May the agent pay " + Json.read(call.arguments(), Errand.Order.class).what() + "?")
            : new Decision.Allow("default");
  }

  /** Waits for the end, and answers what is asked meanwhile, if there is anybody to answer. */
  private void settle(AgentRuntime runtime, Run run, boolean attended)
      throws InterruptedException, IOException {
    while (run.await(java.time.Duration.ofMillis(50)).isEmpty()) {
      if (attended) {
        for (Pending pending : runtime.pending()) {
          decide(runtime, pending);
        }
      }
    }
  }

  private void decide(AgentRuntime runtime, Pending pending) throws IOException {
    if (!(pending.need() instanceof Wait.Approval approval)) {
      throw new IllegalStateException("nobody expected " + pending);
    }
    out.println("pending since the first process: " + approval.question());
    if (yes) {
      out.println("nobody is asked (--yes, or no terminal); the example approves it");
      runtime.approve(pending);
      return;
    }
    out.print("approve? [y/n] ");
    out.flush();
    String answer =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    if (answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y")) {
      runtime.approve(pending);
    } else {
      runtime.deny(pending, "the person at the terminal said no");
    }
  }
}
