package dev.retinue.definition;

import dev.retinue.budget.Money;
import dev.retinue.definition.DefinitionException.Problem;
import dev.retinue.definition.SourceNode.Listing;
import dev.retinue.definition.SourceNode.Mapping;
import dev.retinue.definition.SourceNode.Pair;
import dev.retinue.definition.SourceNode.Scalar;
import dev.retinue.error.NearestName;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Binds a tree to records by their components: keys are the components' names in snake_case, {@link
 * Property} says what an absent one means. A mistake is noted with its place and binding goes on,
 * so that all are found at once.
 */
final class RecordBinder {
  private static final Pattern SHORT_DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");
  private final List<Problem> problems;

  RecordBinder(List<Problem> problems) {
    this.problems = problems;
  }

  static String key(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  static Property property(RecordComponent component) {
    Property property = component.getAnnotation(Property.class);
    if (property == null) {
      throw new IllegalStateException(component + " has no @Property");
    }
    return property;
  }

  static boolean required(RecordComponent component) {
    return property(component).fallback().equals(Property.REQUIRED)
        && !nullable(component)
        && component.getType() != List.class
        && component.getType() != Map.class;
  }

  static boolean nullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  <T extends Record> @Nullable T bindRecord(SourceNode node, Class<T> type, String path) {
    if (!(node instanceof Mapping mapping)) {
      note(node, path, "must be a mapping, got " + node.kind());
      return null;
    }
    int before = problems.size();
    RecordComponent[] components = type.getRecordComponents();
    Map<String, RecordComponent> known = new LinkedHashMap<>();
    for (RecordComponent component : components) {
      known.put(key(component), component);
    }
    Map<String, SourceNode> given = new LinkedHashMap<>();
    for (Pair pair : mapping.pairs()) {
      if (known.containsKey(pair.key())) {
        given.put(pair.key(), pair.value());
      } else {
        problems.add(
            new Problem(
                pair.line(),
                pair.column(),
                join(path, pair.key()),
                "unknown key '" + pair.key() + "'" + NearestName.hint(pair.key(), known.keySet())));
      }
    }
    @Nullable Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String key = key(components[i]);
      SourceNode value = given.get(key);
      arguments[i] =
          value == null || (value instanceof Scalar scalar && scalar.value() == null)
              ? fallback(components[i], node, join(path, key))
              : bind(
                  value,
                  components[i].getGenericType(),
                  join(path, key),
                  property(components[i]).orSingle());
    }
    return problems.size() > before ? null : construct(type, arguments, node, path);
  }

  private @Nullable Object fallback(RecordComponent component, SourceNode parent, String path) {
    if (component.getType() == List.class) {
      return List.of();
    }
    if (component.getType() == Map.class) {
      return Map.of();
    }
    if (nullable(component)) {
      return null;
    }
    String fallback = property(component).fallback();
    if (fallback.equals(Property.REQUIRED)) {
      note(parent, path, "is missing; add the key '" + key(component) + "'");
      return null;
    }
    SourceNode node =
        fallback.equals("{}")
            ? new Mapping(parent.line(), parent.column(), List.of())
            : new Scalar(parent.line(), parent.column(), fallback);
    return bind(node, component.getGenericType(), path, false);
  }

  private @Nullable Object bind(SourceNode node, Type type, String path, boolean orSingle) {
    if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
      Type item = generic.getActualTypeArguments()[0];
      List<SourceNode> nodes;
      if (node instanceof Listing list) {
        nodes = list.items();
      } else if (orSingle) {
        return singleton(bind(node, item, path, false));
      } else {
        note(node, path, "must be a list, got " + node.kind());
        return null;
      }
      List<Object> items = new ArrayList<>();
      for (int i = 0; i < nodes.size(); i++) {
        Object bound = bind(nodes.get(i), item, path + "[" + i + "]", false);
        if (bound != null) {
          items.add(bound);
        }
      }
      return items;
    }
    if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
      if (node instanceof Mapping) {
        return plain(node);
      }
      note(node, path, "must be a mapping, got " + node.kind());
      return null;
    }
    Class<?> raw = (Class<?>) type;
    if (raw.isRecord() && raw != Money.class && !(node instanceof Scalar)) {
      return bindRecord(node, raw.asSubclass(Record.class), path);
    }
    if (!(node instanceof Scalar scalar) || scalar.value() == null) {
      note(node, path, "must be " + expected(raw) + ", got " + node.kind());
      return null;
    }
    return bindScalar(scalar, scalar.value(), raw, path);
  }

  private static List<Object> singleton(@Nullable Object item) {
    return item == null ? List.of() : List.of(item);
  }

  private @Nullable Object bindScalar(Scalar node, Object value, Class<?> type, String path) {
    String text = value.toString();
    try {
      if (type == String.class && value instanceof String) {
        return value;
      }
      if (type == boolean.class && (value instanceof Boolean || isWord(text, "true", "false"))) {
        return Boolean.valueOf(text);
      }
      if (type == int.class || type == Integer.class) {
        return Integer.valueOf(text);
      }
      if (type == long.class || type == Long.class) {
        return Long.valueOf(text);
      }
      if (type == Double.class && value instanceof Number number) {
        return number.doubleValue();
      }
      if (type == Duration.class) {
        return duration(text);
      }
      if (type.isEnum()) {
        return constant(type, node, text, path);
      }
      if (type.isRecord()) {
        return type.getMethod("parse", String.class).invoke(null, text);
      }
    } catch (NumberFormatException | DateTimeParseException | NoSuchMethodException e) {
      note(node, path, "must be " + expected(type) + ", got " + node.kind());
      return null;
    } catch (InvocationTargetException e) {
      note(node, path, String.valueOf(e.getTargetException().getMessage()));
      return null;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(type + " must have a public parse(String)", e);
    }
    note(node, path, "must be " + expected(type) + ", got " + node.kind());
    return null;
  }

  private static boolean isWord(String text, String... words) {
    return Arrays.asList(words).contains(text);
  }

  private @Nullable Object constant(Class<?> type, Scalar node, String text, String path) {
    List<String> names = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      String name = ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
      if (name.equals(text)) {
        return constant;
      }
      names.add(name);
    }
    note(node, path, "unknown value '" + text + "'" + NearestName.hint(text, names));
    return null;
  }

  private static Duration duration(String text) {
    Matcher matcher = SHORT_DURATION.matcher(text);
    if (!matcher.matches()) {
      return Duration.parse(text);
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  static String expected(Class<?> type) {
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return "a whole number";
    }
    if (type == Double.class) {
      return "a number";
    }
    if (type == boolean.class) {
      return "true or false";
    }
    if (type == Duration.class) {
      return "a duration such as PT10M, 30s, 10m or 2h";
    }
    if (type == Money.class) {
      return "an amount of US dollars such as 0.50";
    }
    if (type.isRecord()) {
      return "a mapping";
    }
    return "text";
  }

  private <T> @Nullable T construct(
      Class<T> type, @Nullable Object[] arguments, SourceNode node, String path) {
    Class<?>[] parameters =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<T> constructor = type.getDeclaredConstructor(parameters);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException wrong) {
        note(node, path, String.valueOf(wrong.getMessage()));
        return null;
      }
      throw new IllegalStateException("cannot make a " + type.getSimpleName(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a " + type.getSimpleName(), e);
    }
  }

  /** A free-form part as maps, lists and scalars. */
  static @Nullable Object plain(SourceNode node) {
    return switch (node) {
      case Scalar scalar -> scalar.value();
      case Listing list -> list.items().stream().map(RecordBinder::plain).toList();
      case Mapping mapping -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (Pair pair : mapping.pairs()) {
          map.put(pair.key(), plain(pair.value()));
        }
        yield map;
      }
    };
  }

  private static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private void note(SourceNode node, String path, String message) {
    problems.add(new Problem(node.line(), node.column(), path, message));
  }
}
