package dev.retinue.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A mistake is reported with line, column, path, and the name that was meant. */
class DefinitionMistakesTest {
  private static DefinitionException mistake(String text) {
    DefinitionException thrown =
        catchThrowableOfType(DefinitionException.class, () -> AgentDefinition.parse(text));
    assertThat(thrown).as("was read without a complaint: %s", text).isNotNull();
    return thrown;
  }

  static Stream<Arguments> mistakes() {
    String named = "agent: {name: A}\n";
    return Stream.of(
        Arguments.of(
            named + "tolls: [x]", "2:1: tolls: unknown key 'tolls'; did you mean 'tools'?"),
        Arguments.of(
            "agent:\n  name: A\n  typ: react\n",
            "3:3: agent.typ: unknown key 'typ'; did you mean 'type'?"),
        Arguments.of(
            named + "zzz: 1",
            "2:1: zzz: unknown key 'zzz'; known: agent, autonomy, limits, llm, memory, permissions, rag, team, tools,"
                + " workflow"),
        Arguments.of("tools: [x]", "1:1: agent: is missing; add the key 'agent'"),
        Arguments.of("agent:\n  type: react\n", "2:3: agent.name: is missing; add the key 'name'"),
        Arguments.of("agent: {name: ' '}", "1:8: agent: name must not be blank"),
        Arguments.of(
            "agent: {name: A, id: Not Safe}",
            "1:8: agent: id must be 1 to 64 lower-case letters, digits and '-', neither first nor last a '-', got"
                + " 'Not Safe'"),
        Arguments.of(
            "agent: {name: 日本}",
            "1:8: agent: no id can be made from the name '日本'; give one in agent.id"),
        Arguments.of("agent: Bob", "1:8: agent: must be a mapping, got the text 'Bob'"),
        Arguments.of("- a\n- b", "1:1: must be a mapping, got a list"),
        Arguments.of("just words", "1:1: must be a mapping, got the text 'just words'"),
        Arguments.of(named + "tools: x", "2:8: tools: must be a list, got the text 'x'"),
        Arguments.of(named + "tools: [a, 7]", "2:12: tools[1]: must be text, got a number (7)"),
        Arguments.of(named + "tools: [a, a]", "1:1: tool 'a' is listed twice"),
        Arguments.of(
            named + "memory: {capacities: {short_term: 0}}",
            "2:22: memory.capacities: short_term must be at least 1, got 0"),
        Arguments.of(
            named + "memory: {lifetimes: {episodic: 0s}}",
            "2:21: memory.lifetimes: episodic must be positive, got PT0S"),
        Arguments.of(
            named + "memory: {enable_learning: perhaps}",
            "2:27: memory.enable_learning: must be true or false, got the text 'perhaps'"),
        Arguments.of(
            named + "memory: {type: advnced}",
            "2:16: memory.type: unknown value 'advnced'; did you mean 'advanced'?"),
        Arguments.of(
            named + "limits: {max_steps: many}",
            "2:21: limits.max_steps: must be a whole number, got the text 'many'"),
        Arguments.of(
            named + "limits: {max_steps: 1.5}",
            "2:21: limits.max_steps: must be a whole number, got a number (1.5)"),
        Arguments.of(
            named + "limits: {max_steps: 0}", "2:9: limits: max_steps must be at least 1, got 0"),
        Arguments.of(
            named + "limits: {timeout: soon}",
            "2:19: limits.timeout: must be a duration such as PT10M, 30s, 10m or 2h, got the text 'soon'"),
        Arguments.of(
            named + "limits: {timeout: 0s}", "2:9: limits: timeout must be positive, got PT0S"),
        Arguments.of(
            named + "llm: llama3", "2:6: llm: a model is named 'provider:model', got 'llama3'"),
        Arguments.of(
            named + "llm: {provider: ollama}", "2:6: llm.model: is missing; add the key 'model'"),
        Arguments.of(
            named + "llm: {model: llama3}",
            "2:6: llm: a model needs a provider and a model, or is 'auto', got ':llama3'"),
        Arguments.of(
            named + "llm: {model: auto, base_url: http://x}",
            "2:6: llm: a base_url belongs to one provider, and 'auto' may choose another; name the model"),
        Arguments.of(
            named + "llm: {provider: p, model: m, requires: {tools: true}}",
            "2:6: llm: requirements are for the model 'auto'; p:m is named already"),
        Arguments.of(
            named + "llm: {model: auto, requires: {speed: fats}}",
            "2:38: llm.requires.speed: unknown value 'fats'; did you mean 'fast'?"),
        Arguments.of(
            named + "llm:\n  - ollama:a\n  - {provider: p, model: m, temperature: 3}",
            "4:5: llm[1]: temperature must be from 0 to 2, got 3.0"),
        Arguments.of(
            named + "rag: {sources: [docs]}",
            "2:6: rag: sources are given but enable_knowledge_base is false; set it to true or remove the sources"),
        Arguments.of(named + "agent: {name: B}", "2:1: the key 'agent' is there twice"),
        Arguments.of(named + "? [a]\n: b", "2:3: a key must be text"),
        Arguments.of(named + "team: [a]", "2:7: team: must be a mapping, got a list"),
        Arguments.of(
            named + "permissions: {deny: search}",
            "2:14: permissions: must be a list, got a mapping"),
        Arguments.of(
            named + "permissions:\n  - {name: r, acess: spend, deny: never}",
            "3:15: permissions[0].acess: unknown key 'acess'; did you mean 'access'?"),
        Arguments.of(
            named + "permissions:\n  - {name: r, access: spent, deny: no money}",
            "3:23: permissions[0].access: unknown value 'spent'; did you mean 'spend'?"),
        Arguments.of(
            named + "permissions:\n  - {name: r, access: spend}",
            "3:5: permissions[0]: rule 'r' must say exactly one of 'allow: true', 'deny: <reason>' and 'ask:"
                + " <question>', and says none"),
        Arguments.of(
            named + "permissions:\n  - {name: r, allow: true, deny: no money}",
            "3:5: permissions[0]: rule 'r' must say exactly one of 'allow: true', 'deny: <reason>' and 'ask:"
                + " <question>', and says 2"),
        Arguments.of(
            named + "permissions:\n  - {deny: no money}",
            "3:5: permissions[0].name: is missing; add the key 'name'"),
        Arguments.of(
            named + "permissions:\n  - {name: r, tools: a, effects: recall, deny: no memory}",
            "3:5: permissions[0]: rule 'r' names tools, and effects without call_tool: it can never match"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("mistakes")
  void itSaysWhereAndWhatIsWrong(String text, String message) {
    assertThat(mistake(text)).hasMessage("definition:" + message);
  }

  @Test
  void allMistakesAreReportedAtOnce() {
    DefinitionException mistakes =
        mistake(
            """
            agent:
              nam: A
            llm: nonsense
            tools: [a, [b]]
            limits:
              max_steps: x
              max_tokens: y
            """);

    assertThat(mistakes.problems())
        .extracting(DefinitionException.Problem::path)
        .containsExactlyInAnyOrder(
            "agent.nam", "agent.name", "llm", "tools[1]", "limits.max_steps", "limits.max_tokens");
    assertThat(mistakes.getMessage().lines())
        .hasSize(6)
        .allMatch(line -> line.matches("definition:[1-9]\\d*:[1-9]\\d*: .+"));
  }

  @Nested
  @DisplayName("what is not a definition at all")
  class NotADefinition {
    @Test
    void isRefusedWhenItIsEmpty() {
      for (String text : List.of("", "  \n", "# only a comment\n", "---\n")) {
        Assertions.assertThatThrownBy(() -> AgentDefinition.parse(text))
            .as(text)
            .isInstanceOf(DefinitionException.class)
            .hasMessageContaining("definition");
      }
      assertThat(mistake("")).hasMessage("definition:1:1: the definition is empty");
    }

    @Test
    void isRefusedWithThePlaceWhenItIsNotYaml() {
      assertThat(mistake("agent: {name: A\ntools: ]"))
          .hasMessageMatching("definition:2:\\d+: not YAML: .+");
      assertThat(mistake("agent:\n\tname: A")).hasMessageMatching("definition:2:1: not YAML: .+");
      assertThat(mistake("{\"agent\": {\"name\": \"A\""))
          .hasMessageMatching("(?s)definition:1:\\d+: not YAML: .+");
    }

    @Test
    void isRefusedWhenItIsNotUtf8(@TempDir Path folder) throws Exception {
      Path file =
          Files.write(
              folder.resolve("agent.yaml"),
              "agent: {name: Müller}".getBytes(StandardCharsets.ISO_8859_1));

      Assertions.assertThatThrownBy(() -> AgentDefinition.read(file))
          .isInstanceOf(DefinitionException.class)
          .hasMessage("agent.yaml:1:1: the file is not UTF-8 text; save it as UTF-8");
    }

    @Test
    void isAnIoExceptionWhenThereIsNoFile(@TempDir Path folder) {
      Assertions.assertThatThrownBy(() -> AgentDefinition.read(folder.resolve("no.yaml")))
          .isInstanceOf(NoSuchFileException.class)
          .hasMessageContaining("no.yaml");
    }
  }

  @Nested
  @DisplayName("a definition that means harm")
  class Harmful {
    @Test
    void isNotUnfoldedWhenItLaughsABillionTimes() {
      StringBuilder bomb = new StringBuilder("agent: {name: A}\nautonomy:\n  a0: &a0 [x, x]\n");
      for (int i = 1; i < 30; i++) {
        bomb.append("  a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
      }

      assertThat(mistake(bomb.toString()))
          .hasMessageMatching("(?s)definition:\\d+:\\d+: .*(read safely|YAML bomb).*");
    }

    @Test
    void isNotUnfoldedBelowTheLimitOfAliasesEither() {
      StringBuilder bomb = new StringBuilder("agent: {name: A}\nautonomy:\n  a0: &a0 [");
      bomb.append("x, ".repeat(9999))
          .append("x]\n  all: [")
          .append("*a0, ".repeat(15))
          .append("*a0]\n");

      assertThat(mistake(bomb.toString()))
          .hasMessageContaining(
              "unfolds to more than 100000 values or 40 levels; it is refused as a YAML bomb");
    }

    @Test
    void isRefusedWhenItNestsTooDeep() {
      String deep = "agent: {name: A}\nautonomy: {a: " + "[".repeat(5000) + "]".repeat(5000) + "}";

      assertThat(mistake(deep)).hasMessageMatching("(?s)definition:\\d+:\\d+: .*(Depth|levels).*");
    }

    @Test
    void isRefusedWhenItContainsItself() {
      assertThat(mistake("agent: {name: A}\nautonomy: &a {b: *a}"))
          .hasMessageMatching("(?s)definition:\\d+:\\d+: .+");
    }

    @Test
    void isRefusedWhenItIsHuge() {
      Assertions.assertThatThrownBy(
              () -> AgentDefinition.parse("agent: {name: A}\n#" + "x".repeat(1_000_000)))
          .isInstanceOf(DefinitionException.class)
          .hasMessage(
              "definition:1:1: the definition has 1000018 characters; more than 1000000 are refused");
    }

    @Test
    void makesNoJavaObjects() {
      assertThat(mistake("agent: {name: !!java.net.URL [\"http://127.0.0.1/\"]}")).isNotNull();
      assertThat(mistake("agent: {name: !!javax.script.ScriptEngineManager x}"))
          .hasMessage(
              "definition:1:15: not YAML: Global tag is not allowed: tag:yaml.org,2002:javax.script.ScriptEngineManager");
      assertThat(mistake("agent: {name: A}\nautonomy: !!java.util.Date {x: 1}"))
          .hasMessageContaining("Global tag is not allowed: tag:yaml.org,2002:java.util.Date");
    }
  }
}
