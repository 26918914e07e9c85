package dev.retinue.tools.catalogue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.effect.ToolResult;
import dev.retinue.json.Json;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolContext;
import dev.retinue.tool.ToolTraits;

/**
 * A tool of the catalogue: answers with a record, which the model sees as JSON without its null
 * components, and refuses with a code. As thread-safe as its work.
 */
public final class CatalogueTool implements Tool {
  private final ToolSpecification specification;
  private final ToolTraits traits;
  private final Work work;

  private CatalogueTool(ToolSpecification specification, ToolTraits traits, Work work) {
    this.specification = specification;
    this.traits = traits;
    this.work = work;
  }

  /** What a tool does with its arguments. */
  @FunctionalInterface
  public interface Work {
    /**
     * A record with the answer.
     *
     * @throws Refused if it cannot be done, and the model can do something about it
     */
    Object answer(Arguments arguments, ToolContext context) throws Exception;
  }

  /**
   * @param description for a model: when to use the tool and when not, with an example
   * @param parameters unknown fields are refused, whatever the schema says about them
   */
  public static CatalogueTool of(
      String name,
      String description,
      JsonObjectSchema.Builder parameters,
      ToolTraits traits,
      Work work) {
    return new CatalogueTool(
        ToolSpecification.builder()
            .name(name)
            .description(description)
            .parameters(parameters.additionalProperties(false).build())
            .build(),
        traits,
        work);
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
    try {
      return new ToolResult.Ok(Json.write(work.answer(new Arguments(arguments), context)));
    } catch (Refused e) {
      return new ToolResult.Failed(e.code(), e.getMessage());
    }
  }
}
