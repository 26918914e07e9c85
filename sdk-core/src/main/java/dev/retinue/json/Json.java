package dev.retinue.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageDeserializer;
import dev.langchain4j.data.message.ChatMessageSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The recorded form of records: JSON, one property for each component. A value of a sealed
 * interface carries the simple name of its record in the property {@code is}; instants and
 * durations are ISO-8601 texts; messages are in langchain4j's own form. Reading ignores properties
 * that it does not know, so that records may grow. Thread-safe.
 */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .annotationIntrospector(new SealedTypes())
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.USE_DEFAULTS))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .addModule(
              new SimpleModule("retinue")
                  .addSerializer(ChatMessage.class, new MessageWriter())
                  .addDeserializer(ChatMessage.class, new MessageReader<>(ChatMessage.class))
                  .addDeserializer(AiMessage.class, new MessageReader<>(AiMessage.class))
                  .addSerializer(Instant.class, ToStringSerializer.instance)
                  .addDeserializer(Instant.class, new TextReader<>(Instant.class, Instant::parse))
                  .addSerializer(Duration.class, ToStringSerializer.instance)
                  .addDeserializer(
                      Duration.class, new TextReader<>(Duration.class, Duration::parse)))
          .build();

  private Json() {}

  /** The recorded form of a value. */
  public static String write(@Nullable Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** The same over several indented lines, for people. */
  public static String pretty(Object value) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * Reads a recorded form.
   *
   * @throws IllegalArgumentException if it is not JSON of that type; the message says where
   */
  public static <T> T read(String json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw notReadable(type, e);
    }
  }

  /** As {@link #read(String, Class)}, for a generic type. */
  public static Object read(JsonNode json, Type type) {
    try {
      return MAPPER.readValue(MAPPER.treeAsTokens(json), MAPPER.constructType(type));
    } catch (IOException e) {
      throw notReadable(type, e);
    }
  }

  /**
   * Reads any JSON.
   *
   * @throws IllegalArgumentException if it is not JSON; the message says where
   */
  public static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw notReadable(JsonNode.class, e);
    }
  }

  /** A value as a tree. */
  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  private static IllegalArgumentException notReadable(Type type, IOException e) {
    String reason =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    String where =
        e instanceof JsonProcessingException json && json.getLocation() != null
            ? " at line "
                + json.getLocation().getLineNr()
                + ", column "
                + json.getLocation().getColumnNr()
            : "";
    String name = type instanceof Class<?> c ? c.getSimpleName() : type.getTypeName();
    return new IllegalArgumentException("not JSON for " + name + where + ": " + reason, e);
  }

  /**
   * Names the record of a sealed interface by its simple name, without an annotation on every
   * sealed type.
   */
  private static final class SealedTypes extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;
    private static final JsonTypeInfo.Value BY_NAME =
        JsonTypeInfo.Value.construct(
            JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, "is", null, false, true, true);

    @Override
    public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(
        MapperConfig<?> config, Annotated annotated) {
      return ours(annotated.getRawType()) != null
          ? BY_NAME
          : super.findPolymorphicTypeInfo(config, annotated);
    }

    @Override
    public @Nullable List<NamedType> findSubtypes(Annotated annotated) {
      Class<?> root = ours(annotated.getRawType());
      return root == null ? super.findSubtypes(annotated) : leaves(root).toList();
    }

    @Override
    public @Nullable String findTypeName(AnnotatedClass annotated) {
      return ours(annotated.getRawType()) != null && annotated.getRawType().isRecord()
          ? annotated.getRawType().getSimpleName()
          : super.findTypeName(annotated);
    }

    private static java.util.stream.Stream<NamedType> leaves(Class<?> type) {
      return type.isSealed()
          ? Arrays.stream(type.getPermittedSubclasses()).flatMap(SealedTypes::leaves)
          : java.util.stream.Stream.of(new NamedType(type, type.getSimpleName()));
    }

    /** The sealed interface of this library that the type is or implements, or null. */
    private static @Nullable Class<?> ours(Class<?> type) {
      if (type.isInterface() && type.isSealed()) {
        return type;
      }
      if (type.isRecord()) {
        for (Class<?> parent : type.getInterfaces()) {
          Class<?> found = ours(parent);
          if (found != null) {
            return found;
          }
        }
      }
      return null;
    }
  }

  private static final class MessageWriter extends StdSerializer<ChatMessage> {
    private static final long serialVersionUID = 1L;

    MessageWriter() {
      super(ChatMessage.class);
    }

    @Override
    public void serialize(ChatMessage message, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeRawValue(ChatMessageSerializer.messageToJson(message));
    }
  }

  private static final class MessageReader<M extends ChatMessage> extends StdDeserializer<M> {
    private static final long serialVersionUID = 1L;
    private final Class<M> type;

    MessageReader(Class<M> type) {
      super(type);
      this.type = type;
    }

    @Override
    public M deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return type.cast(ChatMessageDeserializer.messageFromJson(in.readValueAsTree().toString()));
    }
  }

  private static final class TextReader<T> extends StdDeserializer<T> {
    private static final long serialVersionUID = 1L;
    private final transient java.util.function.Function<String, T> parse;

    TextReader(Class<T> type, java.util.function.Function<String, T> parse) {
      super(type);
      this.parse = parse;
    }

    @Override
    public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
      try {
        return parse.apply(in.getText());
      } catch (java.time.DateTimeException e) {
        throw new UncheckedIOException(
            context.weirdStringException(in.getText(), handledType(), e.getMessage()));
      }
    }
  }
}
