package dev.retinue.testkit;

import dev.retinue.file.WholeFile;
import dev.retinue.identity.Address;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/**
 * The file of a cassette: runs with their effects in the order of their addresses, whatever ended
 * first, so that the same behaviour gives the same file. Of a conversation only what is new since
 * the run's last model call is written.
 */
final class TapeFile {
  private static final String HEADING =
      """
      # What models, tools, stores, clock and chance told the runs of a test.
      # Recorded by dev.retinue.testkit.Cassette; recorded again with -Dretinue.cassette=record.
      """;
  private static final int FORMAT = 1;

  private TapeFile() {}

  /**
   * A run of the file.
   *
   * @param line where it begins, from 1
   */
  record RecordedRun(String agent, int line, Map<Address, TapeEntry> entries) {}

  static void write(Path file, List<RecordedRun> runs, Redaction redaction) throws IOException {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("format", FORMAT);
    List<Object> all = new ArrayList<>();
    for (RecordedRun run : runs) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("agent", run.agent());
      tree.put("effects", effects(run));
      all.add(tree);
    }
    root.put("runs", all);
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setIndicatorIndent(2);
    options.setIndentWithIndicator(true);
    options.setSplitLines(false);
    String yaml = HEADING + redaction.secrets(new Yaml(new Blocks(options), options).dump(root));
    WholeFile.write(file, false, out -> out.write(yaml));
  }

  private static List<Object> effects(RecordedRun run) {
    List<Object> effects = new ArrayList<>();
    List<Object> before = List.of();
    Map<Address, TapeEntry> inOrder = new TreeMap<>(Address.ORDER);
    inOrder.putAll(run.entries());
    for (TapeEntry entry : inOrder.values()) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("at", entry.address().path());
      tree.put("effect", entry.effect());
      Map<String, Object> request = new LinkedHashMap<>(entry.request());
      if (entry.effect().equals("CallModel")) {
        List<Object> messages = TapeRequest.messages(entry.request());
        int shared = goesOn(before, messages) ? before.size() : 0;
        if (shared > 0) {
          request.put("conversation", messages.subList(shared, messages.size()));
          request.put("after", shared);
        }
        before = messages;
      }
      if (!request.isEmpty()) {
        tree.put("asks", request);
      }
      if (entry.fails() != null) {
        tree.put("fails", entry.fails());
      } else {
        tree.put("gives", Objects.requireNonNull(entry.gives()));
      }
      effects.add(tree);
    }
    return effects;
  }

  private static boolean goesOn(List<Object> before, List<Object> messages) {
    return messages.size() >= before.size()
        && TapeRequest.canonical(messages.subList(0, before.size()))
            .equals(TapeRequest.canonical(before));
  }

  /** Texts of several lines as they are; line breaks of YAML 1.1 that would be lost are quoted. */
  private static final class Blocks extends Representer {
    private static final Pattern FOREIGN_BREAKS = Pattern.compile("[\\r\\u0085\\u2028\\u2029]");

    Blocks(DumperOptions options) {
      super(options);
    }

    @Override
    protected Node representScalar(Tag tag, String value, DumperOptions.ScalarStyle style) {
      DumperOptions.ScalarStyle chosen = style;
      if (FOREIGN_BREAKS.matcher(value).find()) {
        chosen = DumperOptions.ScalarStyle.DOUBLE_QUOTED;
      } else if (tag.equals(Tag.STR) && value.indexOf('\n') >= 0) {
        chosen = DumperOptions.ScalarStyle.LITERAL;
      }
      return super.representScalar(tag, value, chosen);
    }
  }

  static List<RecordedRun> read(Path file) throws IOException {
    String text = Files.readString(file);
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE);
    options.setAllowDuplicateKeys(false);
    List<RecordedRun> runs = new ArrayList<>();
    try {
      Node root = new Yaml(options).compose(new StringReader(text));
      Object tree = new Yaml(new SafeConstructor(options)).load(text);
      if (!(tree instanceof Map<?, ?> map) || !Integer.valueOf(FORMAT).equals(map.get("format"))) {
        throw notOne(file, 1, "it does not say 'format: " + FORMAT + "'");
      }
      List<Node> runNodes = items(child(root, "runs"));
      List<?> runTrees = map.get("runs") instanceof List<?> list ? list : List.of();
      for (int i = 0; i < runTrees.size(); i++) {
        runs.add(run(file, castMap(Objects.requireNonNull(runTrees.get(i))), runNodes.get(i)));
      }
      return runs;
    } catch (YAMLException e) {
      throw new IllegalArgumentException(file + " is not a cassette: " + e.getMessage(), e);
    }
  }

  private static RecordedRun run(Path file, Map<String, Object> tree, Node node) {
    Map<Address, TapeEntry> entries = new TreeMap<>(Address.ORDER);
    List<Node> nodes = items(child(node, "effects"));
    List<?> effects = tree.get("effects") instanceof List<?> list ? list : List.of();
    List<Object> before = List.of();
    for (int i = 0; i < effects.size(); i++) {
      Map<String, Object> effect = castMap(Objects.requireNonNull(effects.get(i)));
      int line = line(nodes.get(i));
      if (!(effect.get("at") instanceof String at)
          || !(effect.get("effect") instanceof String kind)
          || (effect.get("gives") == null && effect.get("fails") == null)) {
        throw notOne(file, line, "an effect says 'at' (a text), 'effect', and 'gives' or 'fails'");
      }
      Map<String, Object> request =
          effect.get("asks") == null
              ? new LinkedHashMap<>()
              : castMap(Objects.requireNonNull(effect.get("asks")));
      if (kind.equals("CallModel")) {
        List<Object> messages = new ArrayList<>();
        if (request.remove("after") instanceof Integer shared) {
          if (shared > before.size()) {
            throw notOne(file, line, "the conversation before has no " + shared + " messages");
          }
          messages.addAll(before.subList(0, shared));
        }
        messages.addAll(TapeRequest.messages(request));
        request.put("conversation", messages);
        before = messages;
      }
      TapeEntry entry =
          new TapeEntry(
              new Address(at),
              kind,
              request,
              effect.get("gives"),
              effect.get("fails") == null
                  ? null
                  : castMap(Objects.requireNonNull(effect.get("fails"))),
              line);
      entries.put(entry.address(), entry);
    }
    return new RecordedRun(String.valueOf(tree.get("agent")), line(node), entries);
  }

  private static IllegalArgumentException notOne(Path file, int line, String reason) {
    return new IllegalArgumentException(file + ":" + line + " is not a cassette: " + reason);
  }

  private static Map<String, Object> castMap(Object tree) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (tree instanceof Map<?, ?> entries) {
      entries.forEach((key, value) -> map.put(String.valueOf(key), value));
    }
    return map;
  }

  private static @Nullable Node child(@Nullable Node node, String name) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name)) {
          return tuple.getValueNode();
        }
      }
    }
    return null;
  }

  private static List<Node> items(@Nullable Node node) {
    return node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }
}
