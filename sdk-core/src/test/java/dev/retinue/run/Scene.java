package dev.retinue.run;

import static dev.retinue.testkit.ScriptedModel.results;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.Limits;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.effect.Effects;
import dev.retinue.effect.ToolResult;
import dev.retinue.reasoner.Conclusion;
import dev.retinue.reasoner.Reasoner;
import dev.retinue.reasoner.Task;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A runtime in memory with one agent, as most tests of runs need it. */
public final class Scene implements AutoCloseable {
  private final ScriptedModel model;
  private final List<RecordingTool> tools = new ArrayList<>();
  private UnaryOperator<AgentRuntime.Builder> settings = builder -> builder;
  private UnaryOperator<AgentDefinition.Builder> definition = builder -> builder;
  private @Nullable AgentRuntime runtime;

  private Scene(ScriptedModel model) {
    this.model = model;
  }

  /** The model answers every turn by this script. */
  static Scene script(AiMessage... answers) {
    return new Scene(ScriptedModel.turn(answers));
  }

  static Scene model(ScriptedModel model) {
    return new Scene(model);
  }

  /** No model: the agent's reasoner is this function. */
  static Scene reasoning(BiFunction<Task, Effects, String> function) {
    return new Scene(ScriptedModel.turn())
        .built(builder -> builder.reasoner(reasoner("custom", function)))
        .defined(builder -> builder.type("custom").memory(MemoryDefinition.Type.NONE));
  }

  public static Reasoner reasoner(String type, BiFunction<Task, Effects, String> function) {
    return new Reasoner() {
      @Override
      public String type() {
        return type;
      }

      @Override
      public Conclusion reason(Task task, Effects effects) {
        return new Conclusion.Answer(function.apply(task, effects), List.of());
      }
    };
  }

  /** A tool that asks a person, so that a run waits within it. */
  static RecordingTool asking() {
    return RecordingTool.named("ask")
        .doing((arguments, context) ->
            new ToolResult.Ok(context.effects().perform(new Effect.AskHuman("Well?")).text()));
  }

  Scene with(RecordingTool... more) {
    tools.addAll(List.of(more));
    return this;
  }

  Scene built(UnaryOperator<AgentRuntime.Builder> more) {
    UnaryOperator<AgentRuntime.Builder> before = settings;
    settings = builder -> more.apply(before.apply(builder));
    return this;
  }

  Scene defined(UnaryOperator<AgentDefinition.Builder> more) {
    UnaryOperator<AgentDefinition.Builder> before = definition;
    definition = builder -> more.apply(before.apply(builder));
    return this;
  }

  Scene limits(UnaryOperator<Limits> change) {
    return defined(builder -> builder.limits(change.apply(Limits.STANDARD)));
  }

  AgentRuntime runtime() {
    AgentRuntime started = runtime;
    if (started == null) {
      AgentRuntime.Builder builder =
          AgentRuntime.builder().model(model).shutdownGrace(Duration.ofMillis(200));
      tools.forEach(builder::tool);
      started = settings.apply(builder).build();
      runtime = started;
    }
    return started;
  }

  Agent agent() {
    return runtime()
        .agent(
            definition
                .apply(
                    AgentDefinition.builder("Actor")
                        .tools(tools.stream().map(RecordingTool::name).toArray(String[]::new)))
                .build());
  }

  Outcome ask() throws InterruptedException {
    return agent().ask("Go");
  }

  /** What the model was told of its tool calls in its last request. */
  List<String> told() {
    return results(model.requests().getLast()).stream()
        .map(ToolExecutionResultMessage::text)
        .toList();
  }

  List<ChatMessage> lastMessages() {
    return model.requests().getLast().messages();
  }

  List<ChatRequest> requests() {
    return model.requests();
  }

  @Override
  public void close() {
    if (runtime != null) {
      runtime.close();
    }
  }
}
