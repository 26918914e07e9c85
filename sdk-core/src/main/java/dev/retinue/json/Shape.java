package dev.retinue.json;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What there is to know of a record, or of a sealed interface of records, to write and read it.
 * Immutable.
 */
final class Shape {
  private static final ClassValue<Shape> SHAPES =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return new Shape(type);
        }
      };

  final String name;
  final boolean sealed;
  final String opening; // Of a value of a sealed interface.
  final String[] names;
  final Type[] types;
  private final Method[] accessors;
  private final @Nullable Object[] nothing;
  private final @Nullable Constructor<?> constructor;
  private final Map<String, Class<?>> leaves = new HashMap<>();

  private Shape(Class<?> type) {
    name = type.getSimpleName();
    sealed = belongsToSealed(type);
    opening = "{\"is\":\"" + name + '"';
    collectLeaves(type);
    RecordComponent[] components =
        type.isRecord() ? type.getRecordComponents() : new RecordComponent[0];
    names = new String[components.length];
    types = new Type[components.length];
    accessors = new Method[components.length];
    nothing = new Object[components.length];
    Class<?>[] parameters = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      names[i] = components[i].getName();
      types[i] = components[i].getGenericType();
      parameters[i] = components[i].getType();
      nothing[i] = nothing(parameters[i]);
      accessors[i] = components[i].getAccessor();
      accessors[i].setAccessible(true);
    }
    try {
      constructor = type.isRecord() ? type.getDeclaredConstructor(parameters) : null;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(type + " is a record without its canonical constructor", e);
    }
    if (constructor != null) {
      constructor.setAccessible(true);
    } else if (leaves.isEmpty()) {
      throw new IllegalArgumentException(
          type.getName() + " has no recorded form: it is neither a record nor sealed");
    }
  }

  private static @Nullable Object nothing(Class<?> type) {
    return switch (type.getName()) {
      case "int" -> 0;
      case "long" -> 0L;
      case "double" -> 0.0;
      case "boolean" -> false;
      case "java.util.List" -> List.of();
      case "java.util.Map" -> Map.of();
      default -> null;
    };
  }

  static Shape of(Class<?> type) {
    return SHAPES.get(type);
  }

  private static boolean belongsToSealed(Class<?> type) {
    if (type.isSealed()) {
      return true;
    }
    for (Class<?> parent : type.getInterfaces()) {
      if (belongsToSealed(parent)) {
        return true;
      }
    }
    return false;
  }

  private void collectLeaves(Class<?> type) {
    if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        collectLeaves(permitted);
      }
    } else if (type.isRecord()) {
      leaves.put(type.getSimpleName(), type);
    }
  }

  Shape leaf(@Nullable String leaf) throws IOException {
    Class<?> type = leaves.get(leaf);
    if (type == null) {
      throw new IOException(
          "no " + name + " is named '" + leaf + "'; it was written by another version");
    }
    return of(type);
  }

  int index(String component) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(component)) {
        return i;
      }
    }
    return -1;
  }

  @Nullable Object value(Record record, int index) {
    try {
      return accessors[index].invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + name + "." + names[index], e);
    }
  }

  /** Makes the record. What was not written has the value of nothing: the record had none then. */
  Object make(@Nullable Object[] values) throws IOException {
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null) {
        values[i] = nothing[i];
      }
    }
    try {
      return java.util.Objects.requireNonNull(constructor).newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IOException(
          "a " + name + " cannot have these values: " + e.getTargetException().getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IOException("a value of " + name + " is missing or of the wrong type", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a " + name, e);
    }
  }
}
