package dev.retinue.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessageDeserializer;
import dev.langchain4j.data.message.ChatMessageSerializer;
import java.io.IOException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the journal keeps this library's own records: JSON, one property for each component that is
 * not null. A value of a sealed interface begins with the property {@code is}, the simple name of
 * its record; instants and durations are ISO-8601 texts. Thread-safe.
 *
 * <p>Records may grow: reading ignores properties that it does not know; a number that is missing
 * is 0, a truth false, a list or map empty, and all else null, of which the record's constructor
 * makes what it means. A list or map is therefore never null. What was recorded by another version
 * is compared by {@link #asOfToday}.
 *
 * <p>Every effect of every run passes through here: no tree, no bean introspection. For types of
 * the host there is {@link Json}.
 */
public final class RecordedForm {
  // Not a buffer for each thread: there are as many threads as runs.
  private static final JsonFactory FACTORY =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool()).build();

  private RecordedForm() {}

  /** The recorded form of a record, a number, a text, an instant, or a list or map of such. */
  public static String write(Object value) {
    JsonText out = new JsonText();
    write(out, value);
    return out.toString();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if it is not the recorded form of that type
   */
  public static <T> T read(String json, Class<T> type) {
    try (JsonParser in = FACTORY.createParser(json)) {
      in.nextToken();
      return type.cast(read(in, type));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "not the recorded form of a " + type.getSimpleName() + ": " + e.getMessage(), e);
    }
  }

  /**
   * What would be recorded today for what an earlier version recorded: with the properties that
   * came since, at the values that they have when nobody gave them.
   *
   * @return the same text if it is not the recorded form of that type
   */
  public static String asOfToday(String json, Class<?> type) {
    try {
      return write(read(json, type));
    } catch (IllegalArgumentException e) {
      return json; // Of no kind that is known today: it is compared as it is.
    }
  }

  // --- writing

  private static void write(JsonText out, Object value) {
    switch (value) {
      case String text -> out.value(text);
      case Record record -> writeRecord(out, record);
      case Integer number -> out.raw(number.toString());
      case Long number -> out.raw(number.toString());
      case Double number -> writeNumber(out, number);
      case Boolean truth -> out.raw(truth.toString());
      case Enum<?> constant -> out.value(constant.name());
      case Instant instant -> out.value(instant.toString());
      case Duration duration -> out.value(duration.toString());
      case AiMessage message -> writeMessage(out, message);
      case List<?> list -> {
        out.beginArray();
        for (Object item : list) {
          write(out.item(), item);
        }
        out.endArray();
      }
      case Map<?, ?> map -> {
        out.beginObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          if (entry.getValue() != null) {
            write(out.key(entry.getKey().toString()), entry.getValue());
          }
        }
        out.endObject();
      }
      default ->
          throw new IllegalArgumentException(
              "a " + value.getClass().getName() + " has no recorded form");
    }
  }

  private static void writeNumber(JsonText out, double number) {
    if (Double.isFinite(number)) {
      out.raw(Double.toString(number));
    } else {
      out.value(Double.toString(number)); // JSON has no number for it.
    }
  }

  private static void writeRecord(JsonText out, Record record) {
    Shape shape = Shape.of(record.getClass());
    if (shape.sealed) {
      out.beginObject(shape.opening);
    } else {
      out.beginObject();
    }
    for (int i = 0; i < shape.names.length; i++) {
      Object value = shape.value(record, i);
      if (value != null) {
        write(out.name(shape.names[i]), value);
      }
    }
    out.endObject();
  }

  private static void writeMessage(JsonText out, AiMessage message) {
    out.beginObject();
    if (!message.attributes().isEmpty() || !message.images().isEmpty()) {
      // What only some providers send is left to langchain4j's own form.
      out.property("langchain4j", ChatMessageSerializer.messageToJson(message));
    } else {
      writeIfThere(out, "text", message.text());
      writeIfThere(out, "thinking", message.thinking());
      if (message.hasToolExecutionRequests()) {
        out.name("calls").beginArray();
        for (ToolExecutionRequest call : message.toolExecutionRequests()) {
          out.item().beginObject();
          writeIfThere(out, "id", call.id());
          writeIfThere(out, "name", call.name());
          writeIfThere(out, "arguments", call.arguments());
          out.endObject();
        }
        out.endArray();
      }
    }
    out.endObject();
  }

  private static void writeIfThere(JsonText out, String name, @Nullable String value) {
    if (value != null) {
      out.property(name, value);
    }
  }

  // --- reading: the parser stands on the first token of the value, and is left on its last

  private static Object read(JsonParser in, Type type) throws IOException {
    if (type instanceof Class<?> raw) {
      return readClass(in, raw);
    }
    java.lang.reflect.ParameterizedType generic = (java.lang.reflect.ParameterizedType) type;
    Type[] arguments = generic.getActualTypeArguments();
    if (generic.getRawType() == List.class) {
      expect(in, JsonToken.START_ARRAY);
      List<Object> items = new ArrayList<>();
      while (in.nextToken() != JsonToken.END_ARRAY) {
        items.add(read(in, arguments[0]));
      }
      return items;
    }
    if (generic.getRawType() == Map.class) {
      expect(in, JsonToken.START_OBJECT);
      Map<String, Object> map = new LinkedHashMap<>();
      while (in.nextToken() != JsonToken.END_OBJECT) {
        String key = in.currentName();
        in.nextToken();
        map.put(key, read(in, arguments[1]));
      }
      return map;
    }
    return readClass(in, (Class<?>) generic.getRawType());
  }

  private static Object readClass(JsonParser in, Class<?> type) throws IOException {
    if (type == String.class) {
      expect(in, JsonToken.VALUE_STRING);
      return in.getText();
    }
    if (type == int.class || type == Integer.class) {
      return in.getIntValue();
    }
    if (type == long.class || type == Long.class) {
      return in.getLongValue();
    }
    if (type == double.class || type == Double.class) {
      return in.getDoubleValue();
    }
    if (type == boolean.class || type == Boolean.class) {
      return in.getBooleanValue();
    }
    if (type == Instant.class) {
      return Instant.parse(in.getText());
    }
    if (type == Duration.class) {
      return Duration.parse(in.getText());
    }
    if (type == AiMessage.class) {
      return readMessage(in);
    }
    if (type == Object.class) {
      return readPlain(in);
    }
    if (type.isEnum()) {
      return constant(type, in.getText());
    }
    return readRecord(in, type);
  }

  private static Object constant(Class<?> type, String name) throws IOException {
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(name)) {
        return constant;
      }
    }
    throw new IOException("no " + type.getSimpleName() + " is named '" + name + "'");
  }

  private static Object readRecord(JsonParser in, Class<?> type) throws IOException {
    expect(in, JsonToken.START_OBJECT);
    Shape shape = Shape.of(type);
    in.nextToken();
    if (shape.sealed) {
      if (in.currentToken() != JsonToken.FIELD_NAME || !in.currentName().equals("is")) {
        throw new IOException("a " + type.getSimpleName() + " must begin with 'is'");
      }
      String name = in.nextTextValue();
      shape = shape.leaf(name);
      in.nextToken();
    }
    @Nullable Object[] values = new Object[shape.names.length];
    while (in.currentToken() != JsonToken.END_OBJECT) {
      int index = shape.index(in.currentName());
      in.nextToken();
      if (index < 0) {
        in.skipChildren();
      } else if (in.currentToken() != JsonToken.VALUE_NULL) {
        values[index] = read(in, shape.types[index]);
      }
      in.nextToken();
    }
    return shape.make(values);
  }

  private static AiMessage readMessage(JsonParser in) throws IOException {
    expect(in, JsonToken.START_OBJECT);
    AiMessage.Builder message = AiMessage.builder();
    AiMessage whole = null;
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      in.nextToken();
      switch (name) {
        case "langchain4j" ->
            whole = (AiMessage) ChatMessageDeserializer.messageFromJson(in.getText());
        case "text" -> message.text(in.getText());
        case "thinking" -> message.thinking(in.getText());
        case "calls" -> message.toolExecutionRequests(readCalls(in));
        default -> in.skipChildren();
      }
    }
    return whole == null ? message.build() : whole;
  }

  private static List<ToolExecutionRequest> readCalls(JsonParser in) throws IOException {
    List<ToolExecutionRequest> calls = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      ToolExecutionRequest.Builder call = ToolExecutionRequest.builder();
      while (in.nextToken() != JsonToken.END_OBJECT) {
        String name = in.currentName();
        String value = in.nextTextValue();
        switch (name) {
          case "id" -> call.id(value);
          case "name" -> call.name(value);
          case "arguments" -> call.arguments(value);
          default -> in.skipChildren();
        }
      }
      calls.add(call.build());
    }
    return calls;
  }

  private static Object readPlain(JsonParser in) throws IOException {
    return switch (in.currentToken()) {
      case VALUE_STRING -> in.getText();
      case VALUE_TRUE, VALUE_FALSE -> in.getBooleanValue();
      case VALUE_NUMBER_INT -> in.getLongValue();
      case VALUE_NUMBER_FLOAT -> in.getDoubleValue();
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          items.add(readPlain(in));
        }
        yield items;
      }
      case START_OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
          String key = in.currentName();
          in.nextToken();
          map.put(key, readPlain(in));
        }
        yield map;
      }
      default -> throw new IOException("unexpected " + in.currentToken());
    };
  }

  private static void expect(JsonParser in, JsonToken token) throws IOException {
    if (in.currentToken() != token) {
      throw new IOException(
          "expected "
              + token
              + " at "
              + in.currentLocation().offsetDescription()
              + ", got "
              + in.currentToken());
    }
  }
}
