package dev.retinue.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectException;
import dev.retinue.file.WholeFile;
import dev.retinue.identity.Address;
import dev.retinue.identity.RunScope;
import dev.retinue.json.Json;
import dev.retinue.json.RecordedForm;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
  private static final int MOST_SHOWN = 2_000;

  private TapeFile() {}

  /**
   * A run of the file.
   *
   * @param line where it begins, from 1
   */
  record RecordedRun(String agent, int line, Map<Address, Entry> entries) {}

  /** An effect of the file. Guarded by the tape. */
  static final class Entry {
    private final Address address;
    private final String effect;
    private final Map<String, Object> request;
    private final @Nullable Object gives;
    private final @Nullable Map<String, Object> fails;
    private final int line;
    private boolean used;

    private Entry(
        Address address,
        String effect,
        Map<String, Object> request,
        @Nullable Object gives,
        @Nullable Map<String, Object> fails,
        int line) {
      this.address = address;
      this.effect = effect;
      this.request = request;
      this.gives = gives;
      this.fails = fails;
      this.line = line;
    }

    static Entry result(
        RunScope scope, Address address, Effect<?> effect, Object result, Redaction redaction) {
      Object tree = Json.read(RecordedForm.write(result), Object.class);
      return new Entry(
          address,
          effect.getClass().getSimpleName(),
          TapeFile.request(scope, effect, redaction),
          redaction.tree(scope, tree),
          null,
          0);
    }

    static Entry failure(
        RunScope scope,
        Address address,
        Effect<?> effect,
        EffectException failure,
        Redaction redaction) {
      Map<String, Object> fails = new LinkedHashMap<>();
      fails.put("kind", failure.kind());
      fails.put("message", redaction.text(scope, String.valueOf(failure.getMessage())));
      return new Entry(
          address,
          effect.getClass().getSimpleName(),
          TapeFile.request(scope, effect, redaction),
          null,
          fails,
          0);
    }

    Object answer(RunScope scope, Effect<?> asked, Redaction redaction) {
      if (fails != null) {
        throw new EffectException(
            scope.run(),
            address,
            String.valueOf(fails.get("kind")),
            redaction.back(scope, String.valueOf(fails.get("message"))),
            null);
      }
      Object tree = redaction.treeBack(scope, Objects.requireNonNull(gives));
      return RecordedForm.read(Json.write(tree), asked.resultType());
    }

    Address address() {
      return address;
    }

    String effect() {
      return effect;
    }

    Map<String, Object> request() {
      return request;
    }

    int line() {
      return line;
    }

    boolean used() {
      return used;
    }

    void use() {
      used = true;
    }
  }

  // --- requests

  /** What an effect asks: the whole conversation of a model call, as texts that a person reads. */
  static Map<String, Object> request(RunScope scope, Effect<?> effect, Redaction redaction) {
    Map<String, Object> request = new LinkedHashMap<>();
    if (effect instanceof Effect.CallModel call) {
      if (!call.models().isEmpty()) {
        request.put("models", call.models().stream().map(Object::toString).toList());
      }
      if (!call.request().tools().isEmpty()) {
        request.put("tools", call.request().tools().stream().map(ToolSpecification::name).toList());
      }
      if (call.request().answerSchema() != null) {
        request.put("answer", String.valueOf(call.request().answerSchema().name()));
      }
      request.put(
          "conversation",
          call.request().conversation().messages().stream().map(TapeFile::message).toList());
    } else {
      JsonNode tree = Json.tree(RecordedForm.write(effect));
      tree.properties()
          .forEach(property -> {
            if (!property.getKey().equals("is")) {
              request.put(property.getKey(), Json.read(property.getValue(), Object.class));
            }
          });
    }
    return castMap(redaction.tree(scope, request));
  }

  private static Map<String, Object> message(ChatMessage message) {
    Map<String, Object> words = new LinkedHashMap<>();
    switch (message) {
      case SystemMessage system -> words.put("system", system.text());
      case UserMessage user when user.hasSingleText() -> words.put("user", user.singleText());
      case AiMessage answer -> {
        if (answer.text() != null || !answer.hasToolExecutionRequests()) {
          words.put("model", answer.text() == null ? "" : answer.text());
        }
        if (answer.hasToolExecutionRequests()) {
          words.put(
              "calls",
              answer.toolExecutionRequests().stream()
                  .map((ToolExecutionRequest call) -> call.name() + " " + call.arguments())
                  .toList());
        }
      }
      case ToolExecutionResultMessage result when result.hasSingleText() -> {
        words.put("tool", String.valueOf(result.toolName()));
        words.put("told", result.text());
      }
      default -> words.put("message", message.toString());
    }
    return words;
  }

  /** What is different in what is asked now; empty if nothing is. */
  static Optional<String> difference(
      RecordedRun run, Entry entry, Effect<?> effect, Map<String, Object> request) {
    String kind = effect.getClass().getSimpleName();
    if (!entry.effect().equals(kind)) {
      return Optional.of(
          both(entry.effect() + " " + words(entry.request()), kind + " " + words(request)));
    }
    if (canonical(entry.request()).equals(canonical(request))) {
      return Optional.empty();
    }
    if (effect instanceof Effect.CallModel) {
      List<Object> then = messages(entry.request());
      List<Object> now = messages(request);
      int at = 0;
      while (at < then.size()
          && at < now.size()
          && canonical(then.get(at)).equals(canonical(now.get(at)))) {
        at++;
      }
      if (at < then.size() || at < now.size()) {
        return Optional.of(
            both(
                "message "
                    + (at + 1)
                    + " of "
                    + then.size()
                    + ": "
                    + (at < then.size() ? words(then.get(at)) : "none"),
                "message "
                    + (at + 1)
                    + " of "
                    + now.size()
                    + ": "
                    + (at < now.size() ? words(now.get(at)) : "none")));
      }
    }
    return Optional.of(both(kind + " " + words(entry.request()), kind + " " + words(request)));
  }

  private static String both(String recorded, String now) {
    return "  recorded: " + indented(recorded) + "\n  now:      " + indented(now);
  }

  private static String indented(String text) {
    String shown = text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "..." : text;
    return shown.replace("\n", "\n            ");
  }

  private static List<Object> messages(Map<String, Object> request) {
    return request.get("conversation") instanceof List<?> list ? List.copyOf(list) : List.of();
  }

  /** A tree of the file in a line for a person. */
  static String words(Object value) {
    return value instanceof String text ? text : Json.write(value);
  }

  private static String canonical(Object value) {
    return Json.write(value);
  }

  // --- the file

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
    Map<Address, Entry> inOrder = new TreeMap<>(Address.ORDER);
    inOrder.putAll(run.entries());
    for (Entry entry : inOrder.values()) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("at", entry.address().path());
      tree.put("effect", entry.effect());
      Map<String, Object> request = new LinkedHashMap<>(entry.request());
      if (entry.effect().equals("CallModel")) {
        List<Object> messages = messages(entry.request());
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
      if (entry.fails != null) {
        tree.put("fails", entry.fails);
      } else {
        tree.put("gives", Objects.requireNonNull(entry.gives));
      }
      effects.add(tree);
    }
    return effects;
  }

  private static boolean goesOn(List<Object> before, List<Object> messages) {
    return messages.size() >= before.size()
        && canonical(messages.subList(0, before.size())).equals(canonical(before));
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
    Map<Address, Entry> entries = new TreeMap<>(Address.ORDER);
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
        messages.addAll(messages(request));
        request.put("conversation", messages);
        before = messages;
      }
      Entry entry =
          new Entry(
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
