package dev.retinue.definition;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.retinue.definition.DefinitionException.Problem;
import dev.retinue.definition.SourceNode.Listing;
import dev.retinue.definition.SourceNode.Mapping;
import dev.retinue.definition.SourceNode.Pair;
import dev.retinue.definition.SourceNode.Scalar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads JSON into the same tree as YAML. JSON is not quite YAML 1.1: its escapes, its line breaks
 * and its tabs differ.
 */
final class JsonSource {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(SourceNode.MOST_DEPTH).build())
          .build();
  private final String source;
  private final JsonParser json;

  private JsonSource(String source, JsonParser json) {
    this.source = source;
    this.json = json;
  }

  /** The tree; empty if the text is not JSON, and perhaps YAML that begins with a brace. */
  static Optional<SourceNode> parse(String source, String text) {
    try (JsonParser json = FACTORY.createParser(text)) {
      json.nextToken();
      SourceNode root = new JsonSource(source, json).node();
      return json.nextToken() == null ? Optional.of(root) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // The YAML reader says what is wrong with it.
    }
  }

  private SourceNode node() throws IOException {
    int line = json.currentTokenLocation().getLineNr();
    int column = json.currentTokenLocation().getColumnNr();
    return switch (json.currentToken()) {
      case START_OBJECT -> new Mapping(line, column, pairs());
      case START_ARRAY -> {
        List<SourceNode> items = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          items.add(node());
        }
        yield new Listing(line, column, items);
      }
      case VALUE_NULL -> new Scalar(line, column, null);
      case VALUE_TRUE, VALUE_FALSE -> new Scalar(line, column, json.getBooleanValue());
      case VALUE_NUMBER_INT -> new Scalar(line, column, json.getLongValue());
      case VALUE_NUMBER_FLOAT -> new Scalar(line, column, json.getDoubleValue());
      default -> new Scalar(line, column, json.getText());
    };
  }

  private List<Pair> pairs() throws IOException {
    List<Pair> pairs = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      int line = json.currentTokenLocation().getLineNr();
      int column = json.currentTokenLocation().getColumnNr();
      String key = json.currentName();
      if (!keys.add(key)) {
        throw new DefinitionException(
            source, List.of(new Problem(line, column, "", "the key '" + key + "' is there twice")));
      }
      json.nextToken();
      pairs.add(new Pair(line, column, key, node()));
    }
    return pairs;
  }
}
