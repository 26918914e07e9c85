package dev.retinue.tool.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The frozen tasks of sdk-tools, by words alone; with embeddings they are measured by {@code bench
 * tools selection}.
 */
class SelectionFloorTest {
  private static List<JsonNode> lines(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            SelectionFloorTest.class.getResourceAsStream("/dev/retinue/tools/selection/" + file),
            file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(Json::tree).toList();
    }
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
        .addMetadata("examples", examples)
        .build();
  }

  @Test
  void withoutEmbeddingsTheRightToolIsAmongTheFirstEightOfSixInSevenTasks() throws Exception {
    List<ToolSpecification> tools =
        lines("tools.jsonl").stream().map(SelectionFloorTest::tool).toList();
    List<JsonNode> tasks = lines("tasks.jsonl");
    int found = 0;
    try (ToolRanking ranking = new ToolRanking(null, RankingWeights.STANDARD)) {
      for (JsonNode task : tasks) {
        Set<String> right = new HashSet<>(Set.of(task.get("tool").asText()));
        task.get("also").forEach(also -> right.add(also.asText()));
        List<String> chosen = ranking.select(task.get("task").asText(), tools, 8);
        found += chosen.stream().anyMatch(right::contains) ? 1 : 0;
      }
    }

    assertThat(tools).hasSizeGreaterThanOrEqualTo(60);
    assertThat(tasks).hasSizeGreaterThanOrEqualTo(300);
    assertThat((double) found / tasks.size()).isGreaterThan(6.0 / 7);
  }
}
