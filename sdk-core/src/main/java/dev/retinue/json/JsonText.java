package dev.retinue.json;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/**
 * JSON as a text that grows: the structure by whoever writes it, strings escaped as Jackson does.
 * Every effect of every run is written by it, and most of what is written is short, so that a
 * generator with its buffers costs more than the writing. Confined.
 */
public final class JsonText {
  private final StringBuilder text = new StringBuilder(200);
  private boolean first; // Whether what comes next is the first of its object or array.

  /** An opening brace. */
  public JsonText beginObject() {
    text.append('{');
    first = true;
    return this;
  }

  /** A closing brace. */
  public JsonText endObject() {
    text.append('}');
    first = false;
    return this;
  }

  /** An opening bracket. */
  public JsonText beginArray() {
    text.append('[');
    first = true;
    return this;
  }

  /** A closing bracket. */
  public JsonText endArray() {
    text.append(']');
    first = false;
    return this;
  }

  /** The name of the next value in an object, one that needs no escape: names of ours are such. */
  public JsonText name(String plain) {
    text.append(first ? "\"" : ",\"").append(plain).append("\":");
    first = false;
    return this;
  }

  /** The name of the next value in an object, which may be any text. */
  public JsonText key(String name) {
    separate();
    quote(name);
    text.append(':');
    return this;
  }

  /** Before each value in an array. */
  public JsonText item() {
    separate();
    return this;
  }

  private void separate() {
    if (!first) {
      text.append(',');
    }
    first = false;
  }

  public JsonText value(String value) {
    quote(value);
    return this;
  }

  /** The beginning of an object and its first property, as JSON already. */
  JsonText beginObject(String json) {
    text.append(json);
    first = false;
    return this;
  }

  /** What is JSON already. */
  public JsonText raw(String json) {
    text.append(json);
    return this;
  }

  /** A property of an object, under a name that needs no escape. */
  public JsonText property(String name, String value) {
    return name(name).value(value);
  }

  private void quote(String value) {
    text.append('"');
    if (isPlain(value)) {
      text.append(value);
    } else {
      JsonStringEncoder.getInstance().quoteAsString(value, text);
    }
    text.append('"');
  }

  private static boolean isPlain(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  /** What was written so far. */
  @Override
  public String toString() {
    return text.toString();
  }
}
