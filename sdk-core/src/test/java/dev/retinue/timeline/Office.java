package dev.retinue.timeline;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.calls;
import static dev.retinue.testkit.ScriptedModel.results;
import static dev.retinue.testkit.ScriptedModel.say;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.ToolResult;
import dev.retinue.history.RunHistory;
import dev.retinue.history.TickingClock;
import dev.retinue.journal.HeapJournal;
import dev.retinue.journal.Wait;
import dev.retinue.memory.ConversationMemory;
import dev.retinue.policy.Decision;
import dev.retinue.policy.Policy;
import dev.retinue.run.Pending;
import dev.retinue.run.Run;
import dev.retinue.run.RunEvent;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.tool.ToolTraits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A run with something of everything: memory, parallel tools, a tool with effects of its own, an
 * approval that takes hours, a denial, a failure, a delegated run.
 */
final class Office implements AutoCloseable {
  static final String ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&\u202Egpj";

  private final TickingClock clock =
      new TickingClock("2026-03-02T09:15:00Z", Duration.ofMillis(83));
  private final AgentRuntime runtime =
      AgentRuntime.builder()
          .clock(clock)
          .random(new Random(5))
          .journal(new HeapJournal())
          .memory(new ConversationMemory())
          .model(ScriptedModel.answering(Office::next))
          .policy(Office::decide)
          .tool(
              RecordingTool.named("search_mail")
                  .with(ToolTraits.READS)
                  .doing((arguments, context) -> {
                    clock.advance(Duration.ofMillis(640));
                    return new ToolResult.Ok(
                        "3 mails from ACME. Newest: \"Re: offer\" of 27 February.");
                  }))
          .tool(
              RecordingTool.named("read_file")
                  .with(ToolTraits.READS)
                  .doing((arguments, context) -> {
                    clock.advance(Duration.ofMillis(210));
                    return new ToolResult.Ok("File " + ATTACK + ".txt: 12 units at 95 EUR");
                  }))
          .tool(
              RecordingTool.named("exchange_rate")
                  .with(ToolTraits.READS)
                  .doing((arguments, context) ->
                      new ToolResult.Failed("NOT_FOUND", "no rate for XYZ; known: EUR, USD, GBP")))
          .tool(
              RecordingTool.named("summarise")
                  .with(ToolTraits.READS.withConcurrent(false))
                  .doing((arguments, context) -> {
                    context.now();
                    clock.advance(Duration.ofMillis(300));
                    var found =
                        context
                            .effects()
                            .perform(new Effect.CallTool("search_mail", "{\"text\":\"terms\"}"));
                    return new ToolResult.Ok("In short: " + found.text());
                  }))
          .tool(
              RecordingTool.named("send_mail")
                  .with(
                      ToolTraits.touching(AccessClass.PUBLISH).withEffectClass(EffectClass.UNSAFE)))
          .tool(RecordingTool.named("pay_invoice").with(ToolTraits.touching(AccessClass.SPEND)))
          .build();

  private static Decision decide(Policy.Request request) {
    if (request.effect() instanceof Effect.CallTool call) {
      return switch (call.tool()) {
        case "send_mail" ->
            new Decision.Ask("publishing asks", "Send the offer to acme@example.com?");
        case "pay_invoice" -> new Decision.Deny("no spending", "agents may not pay invoices");
        default -> new Decision.Allow("tools that read");
      };
    }
    return new Decision.Allow("own effects");
  }

  private static AiMessage next(ChatRequest request) {
    return switch (results(request).size()) {
      case 0 ->
          calls(
              "search_mail",
              "{\"text\":\"ACME offer\"}",
              "read_file",
              "{\"text\":\"prices.txt\"}",
              "exchange_rate",
              "{\"text\":\"XYZ\"}");
      case 3 -> call("summarise", "{\"text\":\"ACME\"}");
      case 4 ->
          calls(
              "send_mail",
              "{\"text\":\"Dear ACME, 12 units at 95 EUR each.\"}",
              "pay_invoice",
              "{\"text\":\"invoice 4711\"}");
      default ->
          say(
              "I sent ACME the offer: 12 units at 95 EUR, 1,140 EUR in all.\n\n"
                  + "The invoice is not paid: agents may not pay invoices. "
                  + ATTACK);
    };
  }

  Agent clerk() {
    return runtime.agent(
        AgentDefinition.builder("Sales Clerk")
            .tools(
                "search_mail",
                "read_file",
                "exchange_rate",
                "summarise",
                "send_mail",
                "pay_invoice")
            .build());
  }

  /** Runs until it waits for the approval. */
  Run untilItWaits() {
    Run run = clerk().start("Send ACME the offer we agreed on, and pay their last invoice.");
    for (RunEvent event : run.events()) {
      if (event instanceof RunEvent.Waiting) {
        break;
      }
    }
    return run;
  }

  /** The whole run: approved after some hours. */
  RunHistory whole() throws InterruptedException {
    Run run = untilItWaits();
    clock.advance(Duration.ofMinutes(194));
    List<Pending> pending = new ArrayList<>(runtime.pending());
    while (pending.isEmpty()) {
      Thread.onSpinWait();
      pending.addAll(runtime.pending());
    }
    if (pending.getFirst().need() instanceof Wait.Approval) {
      runtime.approve(pending.getFirst());
    }
    run.await();
    return runtime.history(run.id());
  }

  AgentRuntime runtime() {
    return runtime;
  }

  @Override
  public void close() {
    runtime.close();
  }
}
