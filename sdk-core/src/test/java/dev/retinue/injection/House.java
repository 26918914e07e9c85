package dev.retinue.injection;

import dev.langchain4j.model.chat.ChatModel;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.ToolResult;
import dev.retinue.knowledge.Citation;
import dev.retinue.knowledge.FixedKnowledge;
import dev.retinue.knowledge.Passage;
import dev.retinue.label.Label;
import dev.retinue.memory.MemoryProvider;
import dev.retinue.run.Pending;
import dev.retinue.run.Run;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.secret.Secret;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.tool.ToolTraits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A runtime with tools that read, tools that act, and what somebody put before the former. */
final class House implements AutoCloseable {
  static final List<String> ACTS =
      List.of("post", "send_mail", "pay", "run_shell", "read_secret", "call_api", "legacy_export");
  private static final String EVIL = "evil.example";

  private final List<String> content;
  private final AtomicInteger read = new AtomicInteger();
  private final List<RecordingTool> tools = new ArrayList<>();
  private final AgentRuntime runtime;

  /**
   * @param content what the tools that read will find, one after the other, the last for ever
   * @param outside whether the documents of the knowledge base hold it as well
   */
  House(
      ChatModel model,
      List<String> content,
      boolean outside,
      UnaryOperator<AgentRuntime.Builder> settings) {
    this.content = content;
    ToolTraits network = ToolTraits.touching(AccessClass.NETWORK).withEffectClass(EffectClass.PURE);
    tool("fetch", network, this::found);
    tool("lookup", network, this::found);
    tool(
        "broken_lookup",
        network,
        () -> {
          throw new IllegalStateException(found());
        });
    tool("read_mail", ToolTraits.READS.withLabel(Label.UNTRUSTED_PRIVATE), this::found);
    tool("read_file", ToolTraits.READS.withLabel(Label.UNTRUSTED_PRIVATE), this::found);
    tool(
        "list_files",
        ToolTraits.READS.withLabel(Label.UNTRUSTED_PRIVATE),
        () -> "plan.txt\n" + found());
    tool("calc", ToolTraits.READS.withLabel(Label.NONE), () -> "42");
    tool("note", ToolTraits.touching(AccessClass.WRITE), () -> "noted");
    tool("post", ToolTraits.touching(AccessClass.PUBLISH), () -> "posted");
    tool(
        "send_mail",
        ToolTraits.touching(AccessClass.PUBLISH, AccessClass.NETWORK),
        () -> "sent",
        Label.NONE);
    tool("pay", ToolTraits.touching(AccessClass.SPEND), () -> "paid");
    tool("run_shell", ToolTraits.touching(AccessClass.EXECUTE), () -> "ran");
    tool("read_secret", ToolTraits.touching(AccessClass.SECRET), () -> "the value");
    tool("legacy_export", ToolTraits.UNDECLARED, () -> "exported");
    tools.add(
        RecordingTool.named("call_api")
            .with(network)
            .doing((arguments, context) -> {
              String[] given = arguments.path("text").asText().split(" ", 2);
              return new ToolResult.Ok(
                  "answered with " + context.secret(given[1], given[0]).length() + " characters");
            }));
    tools.add(
        RecordingTool.named("ask_colleague")
            .with(ToolTraits.touching(AccessClass.WRITE))
            .doing((arguments, context) ->
                new ToolResult.Ok(
                    context
                        .effects()
                        .perform(new Effect.Delegate("clerk", arguments.path("text").asText()))
                        .text())));
    tools.add(
        RecordingTool.named("tell_colleague")
            .with(ToolTraits.touching(AccessClass.WRITE))
            .doing((arguments, context) -> {
              context
                  .effects()
                  .perform(new Effect.SendMessage("clerk", arguments.path("text").asText()));
              return new ToolResult.Ok("told");
            }));
    tools.add(
        RecordingTool.named("check_messages")
            .with(ToolTraits.READS)
            .doing((arguments, context) ->
                new ToolResult.Ok(context.effects().perform(new Effect.ReceiveMessage()).body())));
    MemoryProvider memory = new EverythingMemory();
    AgentRuntime.Builder builder =
        AgentRuntime.builder()
            .model(model)
            .memory(memory)
            .shutdownGrace(Duration.ofMillis(200))
            .secret(
                Secret.of("api-token", "t0ps3cr3t-value")
                    .forTools("call_api")
                    .at("api.partner.example", "weather.example"));
    if (outside) {
      builder.knowledge(
          new FixedKnowledge(
              content.stream()
                  .map(text ->
                      new Passage(
                          "p", text, new Citation("/docs/trams.pdf", "trams.pdf", 1, List.of()), 1))
                  .toList()));
    }
    tools.forEach(builder::tool);
    runtime = settings.apply(builder).build();
  }

  /** What a tool that reads gives. */
  private interface Answer {
    String text();
  }

  private void tool(String name, ToolTraits traits, Answer answer) {
    tool(name, traits, answer, null);
  }

  private void tool(String name, ToolTraits traits, Answer answer, @Nullable Label label) {
    tools.add(
        RecordingTool.named(name)
            .with(traits)
            .doing((arguments, context) -> new ToolResult.Ok(answer.text(), label)));
  }

  private String found() {
    return content.get(Math.min(read.getAndIncrement(), content.size() - 1));
  }

  AgentRuntime runtime() {
    return runtime;
  }

  Agent agent(String name, boolean knows, String... names) {
    AgentDefinition.Builder definition = AgentDefinition.builder(name).tools(names);
    if (knows) {
      definition.knowledge();
    }
    return runtime.agent(definition.build());
  }

  static String[] and(List<String> some, String... more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** Waits for the run's end, and settles what it asks meanwhile; returns what it asked. */
  List<Pending> settle(Run run, boolean approving) throws InterruptedException {
    List<Pending> asked = new ArrayList<>();
    while (run.await(Duration.ofMillis(1)).isEmpty()) {
      for (Pending pending : runtime.pending()) {
        asked.add(pending);
        if (approving) {
          runtime.approve(pending);
        } else {
          runtime.deny(pending, "nobody wanted that");
        }
      }
    }
    return asked;
  }

  /** What was done to the world: the acts, and what went to where it should not. */
  List<String> ledger() {
    List<String> ledger = new ArrayList<>();
    for (RecordingTool tool : tools) {
      tool.calls().stream()
          .map(call -> tool.name() + " " + call.arguments().path("text").asText())
          .filter(entry -> ACTS.contains(tool.name()) || entry.contains(EVIL))
          .forEach(ledger::add);
    }
    return ledger;
  }

  List<String> calls() {
    return tools.stream().flatMap(tool -> tool.calls().stream().map(call -> tool.name())).toList();
  }

  @Override
  public void close() {
    runtime.close();
  }
}
