package dev.retinue.definition;

import dev.retinue.definition.DefinitionException.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A definition's text as a tree that still knows where each value stands. JSON has a reader of its
 * own.
 */
sealed interface SourceNode {
  int line();

  int column();

  /** What kind of value it is, for messages. */
  String kind();

  /**
   * @param value a String, Boolean, Integer, Long, Double, or null
   */
  record Scalar(int line, int column, @Nullable Object value) implements SourceNode {
    @Override
    public String kind() {
      return switch (value) {
        case null -> "nothing";
        case Boolean b -> "true or false (" + b + ")";
        case Number n -> "a number (" + n + ")";
        case Object o -> "the text '" + o + "'";
      };
    }
  }

  record Listing(int line, int column, List<SourceNode> items) implements SourceNode {
    @Override
    public String kind() {
      return "a list";
    }
  }

  record Mapping(int line, int column, List<Pair> pairs) implements SourceNode {
    @Override
    public String kind() {
      return "a mapping";
    }
  }

  record Pair(int line, int column, String key, SourceNode value) {}

  /**
   * Bounds that no honest definition meets: characters, depth, and aliases of collections (the YAML
   * bomb).
   */
  int MOST_CHARACTERS = 1_000_000;

  int MOST_DEPTH = 40;

  int MOST_ALIASES = 20;

  static SourceNode parse(String source, String text) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MOST_CHARACTERS);
    options.setNestingDepthLimit(MOST_DEPTH);
    options.setMaxAliasesForCollections(MOST_ALIASES);
    if (text.length() > MOST_CHARACTERS) {
      throw new DefinitionException(source, List.of(new Problem(1, 1, "", tooLong(text.length()))));
    }
    if (text.stripLeading().startsWith("{")) {
      Optional<SourceNode> json = JsonSource.parse(source, text);
      if (json.isPresent()) {
        return json.get();
      }
    }
    try {
      Node root = new Yaml(new SafeConstructor(options)).compose(new java.io.StringReader(text));
      if (root == null) {
        throw new DefinitionException(
            source, List.of(new Problem(1, 1, "", "the definition is empty")));
      }
      return new Converter(source).convert(root, 0);
    } catch (MarkedYAMLException e) {
      org.yaml.snakeyaml.error.Mark mark = e.getProblemMark();
      throw new DefinitionException(
          source,
          List.of(
              new Problem(
                  mark == null ? 1 : mark.getLine() + 1,
                  mark == null ? 1 : mark.getColumn() + 1,
                  "",
                  "not YAML: " + e.getProblem())));
    } catch (YAMLException e) {
      throw new DefinitionException(
          source,
          List.of(
              new Problem(
                  1, 1, "", "not a definition that can be read safely: " + e.getMessage())));
    }
  }

  static String tooLong(long characters) {
    return "the definition has "
        + characters
        + " characters; more than "
        + MOST_CHARACTERS
        + " are refused";
  }

  /**
   * Turns SnakeYAML's nodes into ours, counting what aliases repeat so that no bomb is unfolded.
   */
  final class Converter {
    private static final int MOST_NODES = 100_000;
    private final String source;
    private int nodes;

    Converter(String source) {
      this.source = source;
    }

    SourceNode convert(Node node, int depth) {
      int line = node.getStartMark().getLine() + 1;
      int column = node.getStartMark().getColumn() + 1;
      if (++nodes > MOST_NODES || depth > MOST_DEPTH) {
        throw problem(
            line,
            column,
            "the definition unfolds to more than "
                + MOST_NODES
                + " values or "
                + MOST_DEPTH
                + " levels; it is refused as a YAML bomb");
      }
      return switch (node) {
        case ScalarNode scalar -> new Scalar(line, column, value(scalar, line, column));
        case SequenceNode list -> {
          List<SourceNode> items = new ArrayList<>();
          for (Node item : list.getValue()) {
            items.add(convert(item, depth + 1));
          }
          yield new Listing(line, column, items);
        }
        case MappingNode mapping -> new Mapping(line, column, pairs(mapping, depth));
        default -> throw problem(line, column, "cannot read a " + node.getNodeId());
      };
    }

    private List<Pair> pairs(MappingNode mapping, int depth) {
      List<Pair> pairs = new ArrayList<>();
      Set<String> keys = new HashSet<>();
      for (NodeTuple tuple : mapping.getValue()) {
        int line = tuple.getKeyNode().getStartMark().getLine() + 1;
        int column = tuple.getKeyNode().getStartMark().getColumn() + 1;
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
          throw problem(line, column, "a key must be text");
        }
        if (!keys.add(key.getValue())) {
          throw problem(line, column, "the key '" + key.getValue() + "' is there twice");
        }
        pairs.add(new Pair(line, column, key.getValue(), convert(tuple.getValueNode(), depth + 1)));
      }
      return pairs;
    }

    private @Nullable Object value(ScalarNode scalar, int line, int column) {
      String text = scalar.getValue();
      Tag tag = scalar.getTag();
      if (tag.equals(Tag.NULL)) {
        return null;
      }
      if (tag.equals(Tag.BOOL)) {
        return List.of("true", "yes", "on").contains(text.toLowerCase(java.util.Locale.ROOT));
      }
      try {
        if (tag.equals(Tag.INT)) {
          return Long.decode(text.replace("_", ""));
        }
        if (tag.equals(Tag.FLOAT)) {
          return Double.valueOf(text.replace("_", ""));
        }
      } catch (NumberFormatException e) {
        throw problem(
            line, column, "'" + text + "' is not a number that fits; quote it if it is text");
      }
      if (tag.equals(Tag.STR) || tag.equals(Tag.TIMESTAMP)) {
        return text;
      }
      throw problem(line, column, "the tag " + tag.getValue() + " is not allowed in a definition");
    }

    private DefinitionException problem(int line, int column, String message) {
      return new DefinitionException(source, List.of(new Problem(line, column, "", message)));
    }
  }
}
