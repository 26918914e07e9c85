package dev.retinue.collection;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing a collection holds. What was put is what is found again, whole.
 *
 * @param id unique in the collection; putting another entry of this id replaces this one. At most
 *     {@value #MAX_ID_BYTES} bytes of UTF-8
 * @param text what is searched by words, by the text fields of the {@link CollectionSettings}; may
 *     be empty
 * @param vector what is searched by meaning, or null if the entry has no embedding
 * @param fields what is filtered and ordered by
 * @param payload anything the caller wants back with the entry, typically JSON; never searched
 */
public record Entry(
    String id,
    Map<String, String> text,
    @Nullable Vector vector,
    Map<String, FieldValue> fields,
    String payload) {
  public static final int MAX_ID_BYTES = 1024;

  public Entry {
    if (id.isBlank() || id.getBytes(StandardCharsets.UTF_8).length > MAX_ID_BYTES) {
      throw new IllegalArgumentException(
          "an entry's id must have 1 to " + MAX_ID_BYTES + " bytes, got \"" + id + "\"");
    }
    text = Collections.unmodifiableMap(new LinkedHashMap<>(text));
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** An entry with one text field and nothing else; add with the {@code with} methods. */
  public static Entry of(String id, String textField, String text) {
    return new Entry(id, Map.of(textField, text), null, Map.of(), "");
  }

  public Entry withText(String field, String value) {
    return new Entry(id, with(text, field, value), vector, fields, payload);
  }

  public Entry withVector(@Nullable Vector value) {
    return new Entry(id, text, value, fields, payload);
  }

  public Entry withField(String field, FieldValue value) {
    return new Entry(id, text, vector, with(fields, field, value), payload);
  }

  public Entry withoutField(String field) {
    Map<String, FieldValue> others = new LinkedHashMap<>(fields);
    others.remove(field);
    return new Entry(id, text, vector, others, payload);
  }

  public Entry withPayload(String value) {
    return new Entry(id, text, vector, fields, value);
  }

  private static <T> Map<String, T> with(Map<String, T> map, String key, T value) {
    Map<String, T> copy = new LinkedHashMap<>(map);
    copy.put(key, value);
    return copy;
  }
}
