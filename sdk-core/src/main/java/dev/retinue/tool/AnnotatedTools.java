package dev.retinue.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.agent.tool.ToolSpecifications;
import dev.retinue.effect.ToolResult;
import dev.retinue.error.SetupException;
import dev.retinue.json.Json;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
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
        object, method, ToolSpecifications.toolSpecificationFrom(method), traits(method));
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
            declared.concurrent());
  }

  private record MethodTool(
      Object object, Method method, ToolSpecification specification, ToolTraits traits)
      implements Tool {
    @Override
    public ToolResult call(ObjectNode arguments, ToolContext context) throws Exception {
      Parameter[] parameters = method.getParameters();
      @Nullable Object[] values = new Object[parameters.length];
      try {
        for (int i = 0; i < parameters.length; i++) {
          values[i] = value(arguments.get(name(parameters[i])), parameters[i]);
        }
      } catch (IllegalArgumentException e) {
        return new ToolResult.Failed("INVALID_ARGUMENTS", String.valueOf(e.getMessage()));
      }
      try {
        Object result = method.invoke(object, values);
        return new ToolResult.Ok(told(result));
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
      return result instanceof CharSequence text ? text.toString() : Json.write(result);
    }

    private static String name(Parameter parameter) {
      P p = parameter.getAnnotation(P.class);
      return p == null || p.name().isEmpty() ? parameter.getName() : p.name();
    }

    private static @Nullable Object value(@Nullable JsonNode json, Parameter parameter) {
      if (json != null && !json.isNull()) {
        return Json.read(json, parameter.getParameterizedType());
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

    @Override
    public String toString() {
      return specification.name()
          + " of "
          + method.getDeclaringClass().getSimpleName()
          + Arrays.toString(method.getParameterTypes());
    }
  }
}
