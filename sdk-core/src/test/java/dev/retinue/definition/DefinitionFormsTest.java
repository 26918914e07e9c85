package dev.retinue.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.budget.Money;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The forms in which one thing can be said. */
class DefinitionFormsTest {
  private static AgentDefinition with(String more) {
    return AgentDefinition.parse("agent: {name: A}\n" + more);
  }

  @Test
  void aModelIsATextAMappingOrAList() {
    ModelDefinition llama = new ModelDefinition("ollama", "llama3.1:8b", null, null, "");

    assertThat(with("llm: ollama:llama3.1:8b").llm()).containsExactly(llama);
    assertThat(with("llm: {provider: ollama, model: 'llama3.1:8b'}").llm()).containsExactly(llama);
    assertThat(
            with("""
            llm:
              - ollama:llama3.1:8b
              - provider: openai
                model: gpt-5
                temperature: 1
                max_tokens: 100
                base_url: http://localhost:1
            """)
                .llm())
        .containsExactly(
            llama, new ModelDefinition("openai", "gpt-5", 1.0, 100, "http://localhost:1"));
    assertThat(with("").llm()).isEmpty();
  }

  @Test
  void aModelMayBeLeftOpen() {
    assertThat(with("llm: auto").llm())
        .containsExactly(ModelDefinition.auto(ModelRequirements.NONE));
    assertThat(with("llm: [auto, ollama:llama3.1:8b]").llm())
        .extracting(ModelDefinition::reference)
        .containsExactly("auto", "ollama:llama3.1:8b");
    assertThat(
            with("""
            llm:
              model: auto
              options: {effort: high}
              requires: {vision: true, locality: local, max_price: 2.50, speed: fast}
            """)
                .llm())
        .containsExactly(
            ModelDefinition.auto(
                    ModelRequirements.NONE
                        .withVision()
                        .withLocality(ModelRequirements.Locality.LOCAL)
                        .withMaxPrice(Money.usd("2.50"))
                        .withSpeed(ModelRequirements.Speed.FAST))
                .withOptions(ModelOptions.NONE.withEffort(ModelOptions.Effort.HIGH)));
  }

  @ParameterizedTest
  @CsvSource({
    "PT10M,600000",
    "30s,30000",
    "10m,600000",
    "2h,7200000",
    "250ms,250",
    "1d,86400000",
    "5 m,300000"
  })
  void aDurationIsIsoOrShort(String text, long millis) {
    assertThat(with("limits: {timeout: " + text + "}").limits().timeout())
        .isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @EnumSource(MemoryDefinition.Type.class)
  void enumValuesAreLowerCase(MemoryDefinition.Type type) {
    String text = type.name().toLowerCase(java.util.Locale.ROOT);

    assertThat(with("memory: {type: " + text + "}").memory().type()).isEqualTo(type);
  }

  @Test
  void oneSourceNeedsNoList() {
    assertThat(with("rag: {enable_knowledge_base: true, sources: docs}").rag().sources())
        .containsExactly("docs");
  }

  @Test
  void anAbsentOrEmptySectionMeansItsDefaults() {
    AgentDefinition bare = with("");

    assertThat(bare).isEqualTo(AgentDefinition.builder("A").build());
    assertThat(with("memory:\nrag: {}\nlimits:\ntools: []\nllm:\n")).isEqualTo(bare);
    assertThat(bare.toYaml()).isEqualTo("agent:\n  id: a\n  name: A\n");
  }

  @Test
  void theSectionsWithRoomKeepWhatTheyHold() {
    AgentDefinition definition =
        with(
            """
            autonomy:
              goals: [{name: grow, weight: 0.5}]
              awake: true
            team: {members: [a, b], size: 2}
            """);

    assertThat(definition.autonomy().keySet()).containsExactly("goals", "awake");
    assertThat(definition.autonomy().get("goals"))
        .isEqualTo(List.of(Map.of("name", "grow", "weight", 0.5)));
    assertThat(AgentDefinition.parse(definition.toYaml())).isEqualTo(definition);
    assertThat(AgentDefinition.parse(definition.toJson())).isEqualTo(definition);
  }

  @Test
  void textsThatLookLikeOtherThingsStayTexts() {
    for (String text :
        List.of(
            "yes",
            "null",
            "1",
            "1.0",
            "2026-01-01",
            "a: b",
            "- x",
            "# no",
            "'",
            "\"",
            " x ",
            "a\nb",
            "~",
            "%",
            "@",
            "0x1",
            "1_000")) {
      AgentDefinition definition =
          AgentDefinition.builder("A").instructions(text).description(text).build();

      assertThat(AgentDefinition.parse(definition.toYaml())).as(text).isEqualTo(definition);
      assertThat(AgentDefinition.parse(definition.toJson())).as(text).isEqualTo(definition);
    }
  }

  @Test
  void theIdIsMadeFromTheName() {
    assertThat(AgentDefinition.builder("Büro & Käse, 2nd!").build().id())
        .isEqualTo("buro-kase-2nd");
    assertThat(AgentDefinition.builder("x".repeat(100)).build().id()).hasSize(64);
    assertThat(AgentDefinition.builder("x".repeat(63) + " y").build().id()).hasSize(63);
  }
}
