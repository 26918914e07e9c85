package dev.retinue.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The only class that names the library: where it is absent, this one does not load. */
final class CelExpression {
  private static final CelOptions BOUNDS =
      CelOptions.current()
          .comprehensionMaxIterations(Expression.MOST_ITERATIONS)
          .maxExpressionCodePointSize(Expression.MOST_CHARACTERS)
          .enableHeterogeneousNumericComparisons(true)
          .build();

  private CelExpression() {}

  static Expression.Compiled compile(
      String text, Map<String, ValueKind> variables, boolean condition) {
    CelCompilerBuilder compiler =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(BOUNDS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS);
    variables.forEach((name, kind) -> compiler.addVar(name, type(kind)));
    try {
      CelAbstractSyntaxTree tree = checked(compiler.build(), text, variables);
      if (condition
          && !tree.getResultType().equals(SimpleType.BOOL)
          && !tree.getResultType().equals(SimpleType.DYN)) {
        throw new ExpressionException(
            text,
            "'" + text + "' must be true or false, and is a " + tree.getResultType().name(),
            null);
      }
      CelRuntime.Program program =
          CelRuntimeFactory.plannerRuntimeBuilder().setOptions(BOUNDS).build().createProgram(tree);
      return values -> evaluated(program, text, values);
    } catch (CelEvaluationException e) {
      throw new ExpressionException(text, "'" + text + "': " + e.getMessage(), e);
    }
  }

  private static CelAbstractSyntaxTree checked(
      CelCompiler compiler, String text, Map<String, ValueKind> variables) {
    try {
      return compiler.compile(text).getAst();
    } catch (CelValidationException e) {
      String problems =
          e.getErrors().stream().map(CelExpression::problem).collect(Collectors.joining("; "));
      throw new ExpressionException(
          text,
          "'"
              + text
              + "' "
              + problems
              + "; the variables are "
              + String.join(", ", new TreeSet<>(variables.keySet())),
          e);
    }
  }

  private static String problem(CelIssue issue) {
    return "at "
        + issue.getSourceLocation().getLine()
        + ":"
        + (issue.getSourceLocation().getColumn() + 1)
        + ": "
        + issue.getMessage().replace(" (in container '')", "");
  }

  private static CelType type(ValueKind kind) {
    return switch (kind) {
      case TEXT -> SimpleType.STRING;
      case WHOLE_NUMBER -> SimpleType.INT;
      case NUMBER -> SimpleType.DOUBLE;
      case TRUTH -> SimpleType.BOOL;
      case LIST -> ListType.create(SimpleType.DYN);
      case MAP -> MapType.create(SimpleType.STRING, SimpleType.DYN);
      case ANY -> SimpleType.DYN;
    };
  }

  private static Object evaluated(CelRuntime.Program program, String text, Map<String, ?> values) {
    Map<String, Object> plain = new LinkedHashMap<>();
    values.forEach((name, value) -> plain.put(name, plain(text, value)));
    try {
      return program.eval(plain);
    } catch (CelEvaluationException e) {
      throw new ExpressionException(
          text,
          "'"
              + text
              + "' has no value: "
              + String.valueOf(e.getMessage()).replace("evaluation error at <input>:", "at "),
          e);
    }
  }

  /** Data alone goes in, so that nothing of the host can be called. */
  private static Object plain(String text, Object value) {
    return switch (value) {
      case String given -> given;
      case Boolean truth -> truth;
      case Integer number -> number.longValue();
      case Long number -> number;
      case Number number -> number.doubleValue();
      case List<?> list -> list.stream().map(item -> plain(text, item)).toList();
      case Map<?, ?> map -> {
        Map<String, Object> plain = new LinkedHashMap<>();
        map.forEach((name, held) -> {
          // An absent value is an absent key: has(args.x) tells.
          if (held != null) {
            plain.put(name.toString(), plain(text, held));
          }
        });
        yield plain;
      }
      default ->
          throw new ExpressionException(
              text,
              "a " + value.getClass().getName() + " is not data that an expression may see",
              null);
    };
  }
}
