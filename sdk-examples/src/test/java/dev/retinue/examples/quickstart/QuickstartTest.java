package dev.retinue.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {
  @TempDir static Path folder;
  private static String said = "";

  @BeforeAll
  static void runIt() throws Exception {
    Path documents = Files.createDirectories(folder.resolve("documents"));
    for (String name :
        new String[] {
          "handbook.pdf", "instruments.docx", "observing-log.md", "safety.txt", "visitors.html"
        }) {
      Files.copy(Path.of("documents", name), documents.resolve(name));
    }
    Files.createFile(documents.resolve("empty.md"));
    Files.writeString(documents.resolve("corrupt.pdf"), "%PDF-1.7\nand nothing more");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new Quickstart(new PrintStream(bytes, true, StandardCharsets.UTF_8))
        .run(folder.resolve("home"), documents, Path.of("agents", "observatory-guide.yaml"));
    said = bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void itReadsTheGoodDocumentsAndReportsTheBad() {
    assertThat(said)
        .contains("safety.txt: ")
        .contains("empty.md was not read: ")
        .contains("corrupt.pdf was not read: ")
        .contains("7 documents: 5 stored, 2 rejected, 0 unchanged");
  }

  @Test
  void itAnswersWithCitations() {
    assertThat(answerTo("How often does somebody working alone report by radio?"))
        .contains("every 45 minutes")
        .contains("[1] ")
        .contains("Safety Card");
  }

  @Test
  void itUsesATool() {
    assertThat(answerTo("What is 17.5% of 1,240?")).contains("[calculator ").contains("217");
  }

  @Test
  void itRemembersAcrossARestartAndReadsNothingTwice() {
    String afterRestart = said.substring(said.indexOf("a new one on the same home"));
    assertThat(afterRestart)
        .contains("0 stored, 2 rejected, 5 unchanged")
        .contains("My name is Ada");
  }

  @Test
  void itTellsNobodyWhatSomebodyElseSaid() {
    assertThat(said.substring(said.indexOf("Somebody else"))).doesNotContain("Ada");
  }

  private static String answerTo(String question) {
    return Arrays.stream(said.split("\n> "))
        .filter(part -> part.startsWith(question))
        .findFirst()
        .orElse("");
  }
}
