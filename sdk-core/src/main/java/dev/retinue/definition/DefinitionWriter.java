package dev.retinue.definition;

import dev.retinue.json.Json;
import dev.retinue.json.RecordedForm;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Writes definitions; what says only what an absent key would say is left out. */
final class DefinitionWriter {
  private DefinitionWriter() {}

  static String yaml(AgentDefinition definition) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setIndicatorIndent(2);
    options.setIndentWithIndicator(true);
    return new Yaml(options).dump(tree(definition));
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
