package dev.retinue.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says, done. */
class ReadmeIT {
  private static final Path README = Path.of("..", "README.md");
  @TempDir Path folder;

  @Test
  void itIsShort() throws IOException {
    assertThat(Files.readAllLines(README)).hasSizeLessThanOrEqualTo(150);
  }

  @Test
  void itsSnippetCompilesAndAnswers() throws Exception {
    Matcher snippet =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(README));
    assertThat(snippet.find()).isTrue();
    assertThat(snippet.group(1).lines().count()).isLessThanOrEqualTo(12);
    Files.writeString(
        folder.resolve("Snippet.java"),
        """
        import dev.retinue.definition.AgentDefinition;
        import dev.retinue.run.Outcome;
        import dev.retinue.run.Run;
        import dev.retinue.runtime.Agent;
        import dev.retinue.runtime.AgentRuntime;
        import java.nio.file.Path;

        class Snippet {
          public static void main(String[] arguments) throws Exception {
        %s
          }
        }
        """
            .formatted(snippet.group(1)));
    Path documents = Files.createDirectories(folder.resolve("documents"));
    Files.copy(Path.of("documents", "safety.txt"), documents.resolve("safety.txt"));
    Launched answer =
        Launched.run(
            folder,
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                Launched.EXAMPLES.resolve("lib").toString() + "/*",
                "Snippet.java"),
            "");
    assertThat(answer.status()).as(answer.err()).isZero();
    assertThat(answer.out())
        .contains("every 45 minutes")
        .contains("Safety Card")
        .contains("Ended[");
    assertThat(folder.resolve("data/agents/observatory-guide/agent.yaml")).exists();
  }
}
