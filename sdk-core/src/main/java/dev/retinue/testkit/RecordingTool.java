package dev.retinue.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.effect.ToolResult;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolContext;
import dev.retinue.tool.ToolTraits;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A tool that remembers how it was called. Thread-safe. */
public final class RecordingTool implements Tool {
  private final ToolSpecification specification;
  private final ToolTraits traits;
  private final Action action;
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  /** What it does when it is called. */
  @FunctionalInterface
  public interface Action {
    ToolResult call(ObjectNode arguments, ToolContext context) throws Exception;
  }

  /**
   * @param arguments as they were given to the tool
   * @param key the idempotency key
   */
  public record Call(ObjectNode arguments, String key) {}

  private RecordingTool(ToolSpecification specification, ToolTraits traits, Action action) {
    this.specification = specification;
    this.traits = traits;
    this.action = action;
  }

  /**
   * A tool with one optional text parameter {@code text}, which returns what it was given after its
   * name.
   */
  public static RecordingTool named(String name) {
    ToolSpecification specification =
        ToolSpecification.builder()
            .name(name)
            .description("Records that it was called")
            .parameters(JsonObjectSchema.builder().addStringProperty("text", "any text").build())
            .build();
    return new RecordingTool(
        specification,
        ToolTraits.UNDECLARED,
        (arguments, context) -> new ToolResult.Ok(name + ":" + arguments.path("text").asText()));
  }

  public RecordingTool with(ToolTraits declared) {
    return new RecordingTool(specification, declared, action);
  }

  public RecordingTool doing(Action other) {
    return new RecordingTool(specification, traits, other);
  }

  public RecordingTool with(JsonObjectSchema parameters) {
    return new RecordingTool(
        specification.toBuilder().parameters(parameters).build(), traits, action);
  }

  /** All calls so far, in order of their beginning. */
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  @Override
  public ToolSpecification specification() {
    return specification;
  }

  @Override
  public ToolTraits traits() {
    return traits;
  }

  @Override
  public ToolResult call(ObjectNode arguments, ToolContext context) throws Exception {
    calls.add(new Call(arguments.deepCopy(), context.idempotencyKey()));
    return action.call(arguments, context);
  }

  /** It happened if it was called with this key. */
  @Override
  public Optional<ToolResult> probe(String key, ToolContext context) {
    return calls.stream().anyMatch(call -> call.key().equals(key))
        ? Optional.of(new ToolResult.Ok(name() + ": it had happened"))
        : Optional.empty();
  }
}
