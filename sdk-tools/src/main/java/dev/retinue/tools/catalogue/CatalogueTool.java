package dev.retinue.tools.catalogue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.effect.ToolResult;
import dev.retinue.json.Json;
import dev.retinue.label.Label;
import dev.retinue.tool.SelfTest;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolCard;
import dev.retinue.tool.ToolContext;
import dev.retinue.tool.ToolTraits;
import dev.retinue.tool.VaryingTool;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A tool of the catalogue: answers with a record, which the model sees as JSON without its null
 * components, and refuses with a code. As thread-safe as its work.
 */
public final class CatalogueTool implements Tool {
  private final ToolSpecification specification;
  private final ToolTraits traits;
  private final ToolCard card;
  private final @Nullable SelfTest selfTest;
  private final Work work;

  private CatalogueTool(
      ToolSpecification specification,
      ToolTraits traits,
      ToolCard card,
      @Nullable SelfTest selfTest,
      Work work) {
    this.specification = specification;
    this.traits = traits;
    this.card = card;
    this.selfTest = selfTest;
    this.work = work;
  }

  /** What a tool does with its arguments. */
  @FunctionalInterface
  public interface Work {
    /**
     * A record with the answer, or such a record {@link Labelled}.
     *
     * @throws Refused if it cannot be done, and the model can do something about it
     */
    Object answer(Arguments arguments, ToolContext context) throws Exception;
  }

  /**
   * An answer whose label the tool knows better than what it declares.
   *
   * @param content the record
   */
  public record Labelled(Object content, Label label) {}

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
        ToolCard.NONE,
        null,
        work);
  }

  /** This tool, with its place in the catalogue and the test that shows that it works. */
  public CatalogueTool listed(ToolCard place, SelfTest test) {
    return new CatalogueTool(specification, traits, place, test, work);
  }

  /**
   * This tool, with tasks that it is for, as people put them: where there are many tools it is
   * found by them. Models are not sent them.
   */
  public CatalogueTool forTasks(String... examples) {
    ToolSpecification exemplified =
        specification.toBuilder().addMetadata("examples", List.of(examples)).build();
    return new CatalogueTool(exemplified, traits, card, selfTest, work);
  }

  /**
   * This tool, some of whose calls do less than all that it can.
   *
   * @param ofCall a function of the arguments alone, which nobody has checked
   */
  public VaryingTool withTraits(Function<Arguments, ToolTraits> ofCall) {
    return new Varying(this, ofCall);
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
  public ToolCard card() {
    return card;
  }

  @Override
  public Optional<SelfTest> selfTest() {
    return Optional.ofNullable(selfTest);
  }

  @Override
  public ToolResult call(ObjectNode arguments, ToolContext context) throws Exception {
    try {
      Object answer = work.answer(new Arguments(arguments), context);
      return answer instanceof Labelled(Object content, Label label)
          ? new ToolResult.Ok(Json.write(content), label)
          : new ToolResult.Ok(Json.write(answer));
    } catch (Refused e) {
      return new ToolResult.Failed(e.code(), e.getMessage(), e.retryAfter());
    } catch (ClosedByInterruptException e) {
      // How a channel passes an interrupt on.
      Thread.interrupted();
      throw new InterruptedException("interrupted while a file was read or written");
    }
  }

  /** Apart, so that the arguments of other tools are not read for it. */
  private record Varying(CatalogueTool tool, Function<Arguments, ToolTraits> ofCall)
      implements VaryingTool {
    @Override
    public ToolTraits traits(ObjectNode arguments) {
      return ofCall.apply(new Arguments(arguments));
    }

    @Override
    public ToolSpecification specification() {
      return tool.specification();
    }

    @Override
    public ToolTraits traits() {
      return tool.traits();
    }

    @Override
    public ToolCard card() {
      return tool.card();
    }

    @Override
    public Optional<SelfTest> selfTest() {
      return tool.selfTest();
    }

    @Override
    public ToolResult call(ObjectNode arguments, ToolContext context) throws Exception {
      return tool.call(arguments, context);
    }
  }
}
