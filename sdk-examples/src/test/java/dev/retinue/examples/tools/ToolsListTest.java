package dev.retinue.examples.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.json.Json;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.tool.ToolOffer;
import dev.retinue.tool.ToolRegistry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The list of tools says what there is, what is missing and what to do about it. */
class ToolsListTest {
  private static String list(ToolRegistry tools, String... options) throws InterruptedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ToolsList.list(tools, List.of(options), new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String all(String... options) throws InterruptedException {
    try (AgentRuntime runtime = AgentRuntime.builder().inMemory().build()) {
      return list(runtime.tools(), options);
    }
  }

  @Test
  void asATableThatEndsWithHowManyThereAre() throws Exception {
    assertThat(all())
        .startsWith("TOOL ")
        .containsPattern("calculator +general +read +pure +available")
        .containsPattern("\n\\d+ tools, \\d+ available\n$");
  }

  @Test
  void withWhatIsMissingAndTheCure() throws Exception {
    ToolRegistry tools =
        ToolRegistry.of(
            Map.of("kit", List.of(new ToolOffer.Unavailable("ocr", "install tesseract"))),
            getClass().getClassLoader());

    assertThat(list(tools)).contains("unavailable: install tesseract", "1 tools, 0 available");
  }

  @Test
  void asJsonAndAsAPage() throws Exception {
    JsonNode json = Json.tree(all("--json"));

    assertThat(json.findValuesAsText("name")).contains("calculator", "http_request", "file_edit");
    assertThat(all("--markdown"))
        .contains(
            "## general\n", "| `calculator` | Computes one expression exactly. | read | pure |");
  }

  /** What the page in the repository says; {@code tools-list --markdown} writes it anew. */
  @Test
  void asThePageThatIsInTheRepository() throws Exception {
    assumeThat(all()).as("a machine with all that tools need").doesNotContain("unavailable");
    assertThat(Path.of("../sdk-tools/docs/tools-list.md"))
        .as("written by: sdk-examples/target/examples/bin/tools-list --markdown")
        .hasContent(all("--markdown"));
  }

  @Test
  void verifiedOnThisMachine() throws Exception {
    String verified = all("--verify");

    assertThat(verified).containsPattern("calculator .* available, passed in \\d+ ms");
    assertThat(verified).doesNotContain("FAILED").containsPattern("\n\\d+ passed\n");
  }
}
