package dev.retinue.examples.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The frozen task sentences and tool descriptions of sdk-tools, by which the choice of tools is
 * measured. Immutable.
 *
 * @param dev the half that rankings may be tuned on
 * @param held the other half
 */
record SelectionSet(List<ToolSpecification> tools, List<Task> dev, List<Task> held) {
  private static final String FOLDER = "/dev/retinue/tools/selection/";

  /**
   * @param right names of the tools that are right for it, equally
   */
  record Task(String text, Set<String> right) {}

  static SelectionSet read() throws IOException {
    List<ToolSpecification> tools = new ArrayList<>();
    for (JsonNode line : lines("tools.jsonl")) {
      tools.add(tool(line));
    }
    List<Task> dev = new ArrayList<>();
    List<Task> held = new ArrayList<>();
    for (JsonNode line : lines("tasks.jsonl")) {
      Set<String> right = new LinkedHashSet<>(List.of(line.get("tool").asText()));
      line.get("also").forEach(also -> right.add(also.asText()));
      List<Task> half = dev.size() > held.size() ? held : dev;
      half.add(new Task(line.get("task").asText(), right));
    }
    return new SelectionSet(List.copyOf(tools), List.copyOf(dev), List.copyOf(held));
  }

  private static ToolSpecification tool(JsonNode line) {
    JsonObjectSchema.Builder parameters = JsonObjectSchema.builder();
    line.get("parameters")
        .properties()
        .forEach(each -> parameters.addStringProperty(each.getKey(), each.getValue().asText()));
    List<String> examples = new ArrayList<>();
    line.get("examples").forEach(example -> examples.add(example.asText()));
    return ToolSpecification.builder()
        .name(line.get("name").asText())
        .description(line.get("description").asText())
        .parameters(parameters.build())
        .addMetadata("examples", List.copyOf(examples))
        .build();
  }

  /** The same tools without their examples, as most tools are. */
  List<ToolSpecification> withoutExamples() {
    return tools.stream()
        .map(tool ->
            ToolSpecification.builder()
                .name(tool.name())
                .description(tool.description())
                .parameters(tool.parameters())
                .build())
        .toList();
  }

  private static List<JsonNode> lines(String file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    try (InputStream in =
            Objects.requireNonNull(SelectionSet.class.getResourceAsStream(FOLDER + file), file);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(Json.tree(line));
      }
    }
    return lines;
  }
}
