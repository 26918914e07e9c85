package dev.retinue.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.SearchBehavior;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.agent.tool.ToolSpecifications;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.retinue.effect.ToolResult;
import dev.retinue.error.SetupException;
import dev.retinue.json.Json;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes tools of the methods of plain objects that carry langchain4j's {@code @Tool}. Parameters
 * may be texts, numbers, booleans, enums, lists, maps and records; a text result is told as it is,
 * anything else as JSON. Parameter names need {@code @P(name = ..)} or classes compiled with {@code
 * -parameters}.
 */
public final class AnnotatedTools {
  private AnnotatedTools() {}

  /**
   * The tools of an object, in the order of their names.
   *
   * @throws SetupException if it has none, or one that cannot be called
   */
  public static List<Tool> of(Object object) {
    List<Tool> tools = new ArrayList<>();
    for (Class<?> type = object.getClass();
        type != null && type != Object.class;
        type = type.getSuperclass()) {
      for (Method method : type.getDeclaredMethods()) {
        if (method.isAnnotationPresent(dev.langchain4j.agent.tool.Tool.class)) {
          tools.add(tool(object, method));
        }
      }
    }
    if (tools.isEmpty()) {
      throw new SetupException(
          object.getClass().getName(),
          object.getClass().getName()
              + " has no method with dev.langchain4j.agent.tool.Tool; annotate one or implement dev.retinue.tool.Tool");
    }
    tools.sort(Comparator.comparing(Tool::name));
    return tools;
  }

  private static Tool tool(Object object, Method method) {
    if (!Modifier.isStatic(method.getModifiers()) && !method.trySetAccessible()) {
      throw new SetupException(
          method.toString(),
          method + " cannot be called: make it and its class public, or open its package");
    }
    return new MethodTool(
        object, method, NamedParameter.of(method), specification(method), traits(method));
  }

  /**
   * langchain4j's own specification of a method. For parameters that are all texts, numbers and
   * booleans it is made here, equal to langchain4j's, which would start Jackson's databind for it:
   * half of a cold start.
   */
  private static ToolSpecification specification(Method method) {
    dev.langchain4j.agent.tool.Tool tool =
        method.getAnnotation(dev.langchain4j.agent.tool.Tool.class);
    JsonObjectSchema.Builder parameters = JsonObjectSchema.builder();
    List<String> required = new ArrayList<>();
    boolean plain =
        tool.metadata().equals("{}") && tool.searchBehavior() == SearchBehavior.SEARCHABLE;
    for (Parameter parameter : method.getParameters()) {
      P p = parameter.getAnnotation(P.class);
      JsonSchemaElement schema = plainSchema(parameter.getType(), p);
      if (!plain || schema == null) {
        return ToolSpecifications.toolSpecificationFrom(method);
      }
      parameters.addProperty(parameterName(parameter), schema);
      if (p == null || (p.required() && p.defaultValue().equals(P.NO_DEFAULT))) {
        required.add(parameterName(parameter));
      }
    }
    ToolSpecification.Builder specification =
        ToolSpecification.builder().name(tool.name().isBlank() ? method.getName() : tool.name());
    if (tool.value().length > 0 && !String.join("\n", tool.value()).isEmpty()) {
      specification.description(String.join("\n", tool.value()));
    }
    if (method.getParameterCount() > 0) {
      specification.parameters(parameters.required(required).build());
    }
    return specification.build();
  }

  private static @Nullable JsonSchemaElement plainSchema(Class<?> type, @Nullable P p) {
    if (p != null && !p.value().isBlank() && !p.description().isBlank()) {
      return null;
    }
    String text = p == null ? "" : p.value().isBlank() ? p.description() : p.value();
    String description = text.isBlank() ? null : text;
    if (type == String.class) {
      return JsonStringSchema.builder().description(description).build();
    }
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return JsonIntegerSchema.builder().description(description).build();
    }
    if (type == double.class || type == Double.class) {
      return JsonNumberSchema.builder().description(description).build();
    }
    return type == boolean.class || type == Boolean.class
        ? JsonBooleanSchema.builder().description(description).build()
        : null;
  }

  private static String parameterName(Parameter parameter) {
    P p = parameter.getAnnotation(P.class);
    return p == null || p.name().isBlank() ? parameter.getName() : p.name();
  }

  private static ToolTraits traits(Method method) {
    Declared declared = method.getAnnotation(Declared.class);
    return declared == null
        ? ToolTraits.UNDECLARED
        : new ToolTraits(
            Set.of(declared.access()),
            declared.effectClass(),
            Duration.ofSeconds(declared.timeoutSeconds()),
            declared.attempts(),
            declared.concurrent(),
            null,
            declared.resultLimit(),
            declared.freshForSeconds() == 0
                ? null
                : Duration.ofSeconds(declared.freshForSeconds()));
  }

  /** A parameter and the name that the model knows it by. */
  private record NamedParameter(String name, Parameter parameter) {
    static List<NamedParameter> of(Method method) {
      return Stream.of(method.getParameters())
          .map(parameter -> new NamedParameter(parameterName(parameter), parameter))
          .toList();
    }
  }

  private record MethodTool(
      Object object,
      Method method,
      List<NamedParameter> parameters,
      ToolSpecification specification,
      ToolTraits traits)
      implements Tool {
    @Override
    public ToolResult call(ObjectNode arguments, ToolContext context) throws Exception {
      @Nullable Object[] values = new Object[parameters.size()];
      try {
        for (int i = 0; i < values.length; i++) {
          NamedParameter named = parameters.get(i);
          values[i] = value(arguments.get(named.name()), named.parameter());
        }
      } catch (IllegalArgumentException e) {
        return new ToolResult.Failed("MALFORMED_ARGUMENTS", String.valueOf(e.getMessage()));
      }
      try {
        Object result = method.invoke(object, values);
        return result instanceof ToolResult told ? told : new ToolResult.Ok(told(result));
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof Exception failure) {
          throw failure;
        }
        if (e.getCause() instanceof Error error) {
          throw error;
        }
        throw e;
      }
    }

    private String told(@Nullable Object result) {
      if (method.getReturnType() == void.class) {
        return "done";
      }
      boolean plain =
          result instanceof CharSequence
              || result instanceof Integer
              || result instanceof Long
              || result instanceof Boolean;
      return plain ? String.valueOf(result) : Json.write(result);
    }

    private static @Nullable Object value(@Nullable JsonNode json, Parameter parameter) {
      if (json != null && !json.isNull()) {
        return value(json, parameter.getType(), parameter.getParameterizedType());
      }
      P p = parameter.getAnnotation(P.class);
      if (p != null && !p.defaultValue().equals(P.NO_DEFAULT)) {
        boolean text = parameter.getType() == String.class || parameter.getType().isEnum();
        return Json.read(
            text ? Json.tree((Object) p.defaultValue()) : Json.tree(p.defaultValue()),
            parameter.getParameterizedType());
      }
      return java.lang.reflect.Array.get(
          java.lang.reflect.Array.newInstance(parameter.getType(), 1), 0);
    }

    private static Object value(JsonNode json, Class<?> type, Type generic) {
      if (type == String.class && json.isTextual()) {
        return json.textValue();
      }
      if ((type == int.class || type == Integer.class) && json.canConvertToInt()) {
        return json.intValue();
      }
      if ((type == long.class || type == Long.class) && json.canConvertToLong()) {
        return json.longValue();
      }
      if ((type == double.class || type == Double.class) && json.isNumber()) {
        return json.doubleValue();
      }
      if ((type == boolean.class || type == Boolean.class) && json.isBoolean()) {
        return json.booleanValue();
      }
      return Json.read(json, generic);
    }

    @Override
    public String toString() {
      return specification.name()
          + " of "
          + method.getDeclaringClass().getSimpleName()
          + Arrays.toString(method.getParameterTypes());
    }
  }
}
