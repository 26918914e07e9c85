package dev.retinue.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.json.Json;
import dev.retinue.tools.egress.EventStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Reads messages off a stream of server-sent events. Confined to one answer. */
final class EventReader implements EventStream {
  private final int most;
  private final Consumer<Map<String, List<String>>> begun;
  private final Predicate<JsonNode> told;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private boolean tooLong;

  /**
   * @param most bytes of one event
   * @param begun told of the headers, before any message
   * @param told of each message; false when no more is wanted
   */
  EventReader(int most, Consumer<Map<String, List<String>>> begun, Predicate<JsonNode> told) {
    this.most = most;
    this.begun = begun;
    this.told = told;
  }

  @Override
  public void begins(Map<String, List<String>> headers) {
    begun.accept(headers);
  }

  @Override
  public boolean received(ByteBuffer part) {
    while (part.hasRemaining()) {
      byte b = part.get();
      if (b != '\n') {
        line.write(b);
        continue;
      }
      String text = line.toString(StandardCharsets.UTF_8);
      line.reset();
      if (!ofLine(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text)) {
        return false;
      }
    }
    tooLong = line.size() + data.length() > most;
    return !tooLong;
  }

  private boolean ofLine(String text) {
    if (text.startsWith("data:")) {
      data.append(data.isEmpty() ? "" : "\n").append(text.substring(5).stripLeading());
      return true;
    }
    if (!text.isEmpty() || data.isEmpty()) {
      return true; // A comment, an id, a kind of event: nothing of them is used.
    }
    String event = data.toString();
    data.setLength(0);
    return told.test(Json.tree(event));
  }

  /** Whether an event was longer than it may be. */
  boolean isTooLong() {
    return tooLong;
  }
}
