package dev.retinue.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.ToolResult;
import dev.retinue.json.SchemaCheck;
import dev.retinue.json.SchemaCheck.Checked;
import dev.retinue.tool.Tool;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link Tool} promises. An implementation's test extends this. */
public abstract class ToolContract {
  /** The tool under test. */
  protected abstract Tool tool();

  /** Arguments that fit, as a JSON object. */
  protected abstract String fittingArguments();

  @Test
  void itsNameIsOneThatEveryProviderTakes() {
    assertThat(tool().name())
        .matches("[a-zA-Z0-9_-]{1,64}")
        .isEqualTo(tool().specification().name());
  }

  @Test
  void itsDescriptionTellsAModelWhatItDoes() {
    assertThat(tool().specification().description()).isNotBlank();
  }

  @Test
  void everyParameterIsDescribed() {
    properties(tool().specification())
        .forEach((name, schema) ->
            assertThat(schema.description())
                .as("description of parameter '%s'", name)
                .isNotBlank());
  }

  @Test
  void whatIsRequiredIsAParameter() {
    JsonObjectSchema parameters = tool().specification().parameters();
    if (parameters != null && parameters.required() != null) {
      assertThat(properties(tool().specification()).keySet()).containsAll(parameters.required());
    }
  }

  private static Map<String, JsonSchemaElement> properties(ToolSpecification specification) {
    JsonObjectSchema parameters = specification.parameters();
    return parameters == null || parameters.properties() == null
        ? Map.of()
        : parameters.properties();
  }

  @Test
  void itsTraitsDoNotContradictEachOther() {
    Set<AccessClass> access = tool().traits().access();
    EffectClass declared = tool().traits().effectClass();

    if (declared == EffectClass.PURE) {
      assertThat(access)
          .as("a PURE tool changes nothing")
          .doesNotContain(
              AccessClass.WRITE, AccessClass.PUBLISH, AccessClass.SPEND, AccessClass.EXECUTE);
    }
    if (declared == EffectClass.QUERYABLE) {
      assertThat(declares(tool(), "probe")).as("a QUERYABLE tool implements probe(key)").isTrue();
    }
  }

  private static boolean declares(Tool tool, String method) {
    return java.util.Arrays.stream(tool.getClass().getMethods())
        .anyMatch(m -> m.getName().equals(method) && m.getDeclaringClass() != Tool.class);
  }

  @Test
  void fittingArgumentsFit() {
    assertThat(check(fittingArguments())).isInstanceOf(Checked.Fits.class);
  }

  @Test
  void unknownArgumentsAreRefused() {
    String more = fittingArguments().strip();
    String separator = more.matches("\\{\\s*}") ? "" : ",";
    String unknown = more.substring(0, more.length() - 1) + separator + "\"no_such_argument_\":1}";

    assertThat(check(unknown))
        .isInstanceOfSatisfying(
            Checked.Wrong.class,
            wrong -> assertThat(wrong.problems()).contains("unknown field 'no_such_argument_'"));
  }

  private Checked check(String arguments) {
    return SchemaCheck.check(arguments, tool().specification().parameters());
  }

  /**
   * Calls the tool as a run would, with arguments that must fit.
   *
   * @param context what it is given; the contract itself calls no tool
   */
  protected final ToolResult call(String arguments, dev.retinue.tool.ToolContext context)
      throws Exception {
    return switch (check(arguments)) {
      case Checked.Fits fits -> tool().call(fits.json(), context);
      case Checked.Wrong wrong -> throw new AssertionError(wrong.problems());
    };
  }

  /** The result's text if it is a success; fails the test otherwise. */
  protected static String text(@Nullable ToolResult result) {
    return Optional.ofNullable(result)
        .filter(ToolResult.Ok.class::isInstance)
        .map(ToolResult::text)
        .orElseThrow(() -> new AssertionError("not a success: " + result));
  }
}
