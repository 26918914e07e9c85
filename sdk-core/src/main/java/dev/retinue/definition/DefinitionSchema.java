package dev.retinue.definition;

import dev.retinue.budget.Money;
import dev.retinue.json.Json;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The JSON Schema (draft 2020-12) of {@link AgentDefinition}, made from the records. The copy for
 * editors is the resource {@code /dev/retinue/definition/agent-definition.schema.json}; a test
 * holds the two equal.
 */
public final class DefinitionSchema {
  private DefinitionSchema() {}

  /** The schema as JSON text. */
  public static String json() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "Retinue agent definition");
    schema.putAll(object(AgentDefinition.class));
    return Json.pretty(schema) + "\n";
  }

  private static Map<String, Object> object(Class<?> type) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Property property = RecordBinder.property(component);
      Map<String, Object> value = new LinkedHashMap<>();
      value.put("description", property.value());
      value.putAll(value(component.getGenericType(), property.orSingle()));
      if (!RecordBinder.required(component)
          && !property.fallback().isEmpty()
          && !property.fallback().equals("{}")
          && !property.fallback().equals(Property.REQUIRED)) {
        value.put("default", typed(component.getType(), property.fallback()));
      }
      properties.put(RecordBinder.key(component), value);
      if (RecordBinder.required(component)) {
        required.add(RecordBinder.key(component));
      }
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("type", "object");
    object.put("properties", properties);
    if (!required.isEmpty()) {
      object.put("required", required);
    }
    object.put("additionalProperties", false);
    return object;
  }

  private static Object typed(Class<?> type, String text) {
    if (type == int.class) {
      return Integer.valueOf(text);
    }
    return type == boolean.class ? (Object) Boolean.valueOf(text) : text;
  }

  private static Map<String, Object> value(Type type, boolean orSingle) {
    if (type instanceof ParameterizedType generic) {
      if (generic.getRawType() == Map.class) {
        return Map.of("type", "object");
      }
      Map<String, Object> item = item(generic.getActualTypeArguments()[0]);
      Map<String, Object> list = new LinkedHashMap<>();
      list.put("type", "array");
      list.put("items", item);
      return orSingle ? anyOf(item, list) : list;
    }
    return item(type);
  }

  private static Map<String, Object> item(Type type) {
    Class<?> raw = (Class<?>) type;
    if (raw == ModelDefinition.class) {
      Map<String, Object> reference = new LinkedHashMap<>();
      reference.put("type", "string");
      reference.put("pattern", "^(auto|[^:]+:.+)$");
      return anyOf(reference, object(raw));
    }
    if (raw == Money.class) {
      Map<String, Object> money = new LinkedHashMap<>();
      money.put("type", List.of("number", "string"));
      return money;
    }
    if (raw.isRecord()) {
      return object(raw);
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    if (raw.isEnum()) {
      schema.put(
          "enum",
          Arrays.stream(raw.getEnumConstants())
              .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
              .toList());
    } else if (raw == int.class || raw == Integer.class || raw == Long.class) {
      schema.put("type", "integer");
    } else if (raw == Double.class) {
      schema.put("type", "number");
    } else if (raw == boolean.class) {
      schema.put("type", "boolean");
    } else if (raw == String.class || raw == Duration.class) {
      schema.put("type", "string");
    } else {
      throw new IllegalStateException("no schema for " + raw);
    }
    return schema;
  }

  private static Map<String, Object> anyOf(Map<String, Object> one, Map<String, Object> other) {
    Map<String, Object> either = new LinkedHashMap<>();
    either.put("anyOf", List.of(one, other));
    return either;
  }
}
