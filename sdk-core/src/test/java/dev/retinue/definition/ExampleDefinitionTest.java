package dev.retinue.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.definition.AgentProfile.AutonomyLevel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A definition as hosts have it is read and written back as it stands. */
class ExampleDefinitionTest {
  static final String TRADING =
      """
      agent:
        name: "Autonomous Stock Trading Agent"
        type: "autonomous"
        autonomy_level: "autonomous"
      llm:
        provider: "ollama"
        model: "llama3.1:8b"
      tools:
        - "advanced_stock_trading"
        - "business_intelligence"
        - "revolutionary_document_intelligence"
      memory:
        type: "advanced"
        enable_learning: true
      rag:
        enable_knowledge_base: true
        collection_name: "stock_trading_knowledge"
      """;

  private static final AgentDefinition MEANT =
      AgentDefinition.builder("Autonomous Stock Trading Agent")
          .type("autonomous")
          .autonomyLevel(AutonomyLevel.AUTONOMOUS)
          .llm("ollama:llama3.1:8b")
          .tools(
              "advanced_stock_trading",
              "business_intelligence",
              "revolutionary_document_intelligence")
          .memory(new MemoryDefinition(MemoryDefinition.Type.ADVANCED, true))
          .knowledge(new KnowledgeDefinition(true, "stock_trading_knowledge", List.of()))
          .build();

  @Test
  void itIsReadAsItIsBuiltInCode() {
    assertThat(AgentDefinition.parse(TRADING)).isEqualTo(MEANT);
    assertThat(MEANT.id()).isEqualTo("autonomous-stock-trading-agent");
  }

  @Test
  void whatIsWrittenReadsBackEqual() {
    AgentDefinition read = AgentDefinition.parse(TRADING);

    assertThat(AgentDefinition.parse(read.toYaml())).isEqualTo(read);
    assertThat(AgentDefinition.parse(read.toJson())).isEqualTo(read);
    assertThat(AgentDefinition.parse(read.toYaml()).hash()).isEqualTo(read.hash());
  }

  @Test
  void whatIsWrittenSaysNothingMore() {
    assertThat(AgentDefinition.parse(TRADING).toYaml())
        .isEqualTo(
            """
            agent:
              id: autonomous-stock-trading-agent
              name: Autonomous Stock Trading Agent
              type: autonomous
              autonomy_level: autonomous
            llm:
              - provider: ollama
                model: llama3.1:8b
            tools:
              - advanced_stock_trading
              - business_intelligence
              - revolutionary_document_intelligence
            memory:
              type: advanced
              enable_learning: true
            rag:
              enable_knowledge_base: true
              collection_name: stock_trading_knowledge
            """);
  }

  @Test
  void jsonIsReadAsOtherProgramsWriteIt() {
    AgentDefinition read =
        AgentDefinition.parse(
            "{\"agent\":{\"name\":\"A\",\"description\":\"a\\/b \\ud834\\udd1e \u2028 \\t \\u00e9\"}}");

    assertThat(read.agent().description()).isEqualTo("a/b 𝄞 \u2028 \t é");
  }

  @Test
  void itIsReadFromYamlAndJsonFiles(@TempDir Path folder) throws Exception {
    Path yaml = Files.writeString(folder.resolve("agent.yaml"), TRADING);
    Path json = Files.writeString(folder.resolve("agent.json"), MEANT.toJson());
    Path tabs = Files.writeString(folder.resolve("tabs.json"), MEANT.toJson().replace("  ", "\t"));
    Path windows =
        Files.writeString(folder.resolve("windows.yaml"), "\uFEFF" + TRADING.replace("\n", "\r\n"));

    for (Path file : List.of(yaml, json, tabs, windows)) {
      assertThat(AgentDefinition.read(file)).as(file.toString()).isEqualTo(MEANT);
    }
  }
}
