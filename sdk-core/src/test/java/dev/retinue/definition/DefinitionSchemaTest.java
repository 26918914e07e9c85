package dev.retinue.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.retinue.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The schema that is published for editors says what the reader says. */
class DefinitionSchemaTest {
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(DefinitionSchema.json());

  private static Set<ValidationMessage> problems(String json) {
    return SCHEMA.validate(Json.tree(json));
  }

  @Test
  void thePublishedCopyIsUpToDate() throws IOException {
    try (InputStream published =
        DefinitionSchema.class.getResourceAsStream("agent-definition.schema.json")) {
      assertThat(published).isNotNull();
      assertThat(new String(published.readAllBytes(), StandardCharsets.UTF_8))
          .as(
              "write DefinitionSchema.json() to sdk-core/src/main/resources/dev/retinue/definition/agent-definition.schema.json")
          .isEqualTo(DefinitionSchema.json());
    }
  }

  @Test
  void itAcceptsTheExample() {
    assertThat(problems(AgentDefinition.parse(ExampleDefinitionTest.TRADING).toJson())).isEmpty();
  }

  @Test
  void itAcceptsAModelInItsThreeForms() {
    for (String llm :
        new String[] {
          "\"ollama:llama3\"",
          "{\"provider\":\"ollama\",\"model\":\"llama3\",\"temperature\":0.5}",
          "[\"ollama:llama3\",{\"provider\":\"openai\",\"model\":\"gpt-5\"}]"
        }) {
      assertThat(problems("{\"agent\":{\"name\":\"A\"},\"llm\":" + llm + "}")).as(llm).isEmpty();
    }
  }

  @Test
  void itRefusesWhatTheReaderRefuses() {
    for (String wrong :
        new String[] {
          "{}",
          "{\"agent\":{}}",
          "{\"agent\":{\"name\":\"A\"},\"tolls\":[]}",
          "{\"agent\":{\"name\":\"A\",\"typ\":\"react\"}}",
          "{\"agent\":{\"name\":\"A\"},\"llm\":\"llama3\"}",
          "{\"agent\":{\"name\":\"A\"},\"tools\":\"x\"}",
          "{\"agent\":{\"name\":\"A\"},\"memory\":{\"type\":\"advnced\"}}",
          "{\"agent\":{\"name\":\"A\"},\"limits\":{\"max_steps\":\"many\"}}"
        }) {
      assertThat(problems(wrong)).as(wrong).isNotEmpty();
    }
  }
}
