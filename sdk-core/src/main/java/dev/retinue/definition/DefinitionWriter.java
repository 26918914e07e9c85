package dev.retinue.definition;

import dev.retinue.budget.Money;
import dev.retinue.json.Json;
import dev.retinue.json.RecordedForm;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/** Writes definitions; what says only what an absent key would say is left out. */
final class DefinitionWriter {
  private DefinitionWriter() {}

  static String yaml(AgentDefinition definition) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setIndicatorIndent(2);
    options.setIndentWithIndicator(true);
    return new Yaml(new Texts(options), options).dump(tree(definition));
  }

  /** SnakeYAML writes some line breaks of YAML 1.1 as they are, and reads them back as others. */
  private static final class Texts extends Representer {
    private static final Pattern FOREIGN_BREAKS = Pattern.compile("[\\r\\u0085\\u2028\\u2029]");

    Texts(DumperOptions options) {
      super(options);
    }

    @Override
    protected Node representScalar(Tag tag, String value, DumperOptions.ScalarStyle style) {
      return super.representScalar(
          tag,
          value,
          FOREIGN_BREAKS.matcher(value).find() ? DumperOptions.ScalarStyle.DOUBLE_QUOTED : style);
    }
  }

  static String json(AgentDefinition definition) {
    return Json.pretty(tree(definition));
  }

  /** One line, always the same for equal definitions. */
  static String canonical(AgentDefinition definition) {
    return RecordedForm.write(tree(definition));
  }

  private static Map<String, Object> tree(Record value) {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      Object written = written(read(value, component));
      if (written != null && !saysNothing(written, component)) {
        tree.put(RecordBinder.key(component), written);
      }
    }
    return tree;
  }

  private static boolean saysNothing(Object written, RecordComponent component) {
    return written.toString().equals(RecordBinder.property(component).fallback())
        || (written instanceof List<?> list && list.isEmpty())
        || (written instanceof Map<?, ?> map && map.isEmpty());
  }

  private static @Nullable Object written(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Money money -> money.toString();
      case Record nested -> tree(nested);
      case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
      case Duration duration -> duration.toString();
      case List<?> list -> list.stream().map(DefinitionWriter::written).toList();
      case Object other -> other;
    };
  }

  private static @Nullable Object read(Record value, RecordComponent component) {
    try {
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }
}
