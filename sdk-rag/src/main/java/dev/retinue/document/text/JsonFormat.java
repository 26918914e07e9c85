package dev.retinue.document.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.retinue.document.Content;
import dev.retinue.document.DocumentFormat;
import dev.retinue.document.Source;
import dev.retinue.document.UnreadableDocumentException;
import dev.retinue.document.UnreadableDocumentException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * JSON (RFC 8259) and JSON Lines, as text that can be searched: a list of objects of like fields is
 * a table, a longer value stands under its path as heading, and other values are named lines.
 */
public final class JsonFormat implements DocumentFormat {
  private static final Set<String> ENDINGS = Set.of("json", "jsonl", "ndjson");
  private static final OptionalInt NO_PAGE = OptionalInt.empty();
  private static final int DEEPEST = 200;
  private static final int MOST_COLUMNS = 50;
  private static final ObjectMapper JSON =
      new JsonMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
              .build());

  @Override
  public Set<String> endings() {
    return ENDINGS;
  }

  @Override
  public Match match(Source source) {
    return ENDINGS.contains(source.ending()) ? Match.NAME : Match.NONE;
  }

  @Override
  public String read(Source source, Content content) throws UnreadableDocumentException {
    String text = source.text(",:", "JSON");
    try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(text)) {
      List<JsonNode> all = values.readAll();
      if (all.size() > 1) {
        list(all, "", 1, content);
      } else {
        all.forEach(value -> write(value, "", 1, content));
      }
    } catch (JsonProcessingException e) {
      throw source.unreadable(
          Reason.CORRUPT,
          "it is no JSON (line "
              + (e.getLocation() == null ? "?" : e.getLocation().getLineNr())
              + ": "
              + e.getOriginalMessage()
              + "); correct it",
          e);
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory cannot be read", e);
    }
    return "application/json";
  }

  private static void write(JsonNode value, String name, int level, Content content) {
    if (value.isObject()) {
      heading(name, level, content);
      List<String> lines = new ArrayList<>();
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        if (field.getValue().isValueNode()) {
          lines.add(field.getKey() + ": " + field.getValue().asText());
        }
      }
      lines.forEach(line -> content.paragraph(line, NO_PAGE));
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        if (field.getValue().isContainerNode()) {
          write(field.getValue(), field.getKey(), level + 1, content);
        }
      }
    } else if (value.isArray()) {
      List<JsonNode> items = new ArrayList<>();
      value.forEach(items::add);
      list(items, name, level, content);
    } else {
      content.paragraph(value.asText(), NO_PAGE);
    }
  }

  private static void list(List<JsonNode> items, String name, int level, Content content) {
    heading(name, level, content);
    Set<String> columns = new LinkedHashSet<>();
    boolean alike = items.size() > 1;
    for (JsonNode item : items) {
      alike &=
          item.isObject() && item.properties().stream().allMatch(f -> f.getValue().isValueNode());
      item.fieldNames().forEachRemaining(columns::add);
    }
    if (alike && columns.size() <= MOST_COLUMNS) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.copyOf(columns));
      for (JsonNode item : items) {
        rows.add(columns.stream().map(column -> item.path(column).asText("")).toList());
      }
      content.table(rows, NO_PAGE);
      return;
    }
    for (JsonNode item : items) {
      if (item.isValueNode()) {
        content.listItem(0, "-", item.asText(), NO_PAGE);
      } else {
        write(item, "", level + 1, content);
      }
    }
  }

  private static void heading(String name, int level, Content content) {
    if (!name.isEmpty()) {
      content.heading(level, name, NO_PAGE);
    }
  }
}
