package dev.retinue.tools.general.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.effect.ToolResult;
import dev.retinue.tools.Caller;
import dev.retinue.tools.filesystem.FileGuard;
import dev.retinue.tools.filesystem.FileRules;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileReadTest {
  @TempDir Path temp;
  private Path files;
  private Caller reader;

  @BeforeEach
  void makeTheAgentsFolder() throws IOException {
    files = Files.createDirectories(temp.resolve("agent/files"));
    reader = Caller.in(files, FileRead.tool(new FileGuard(FileRules.standard())));
  }

  @Test
  void itReadsATextWithItsHash() throws IOException {
    write("notes/plan.md", "# Plan\n\nBuy milk\n");

    assertThat(reader.callJson("{\"path\":\"notes/plan.md\"}").text())
        .isEqualTo(
            "{\"path\":\"notes/plan.md\",\"lines\":3,\"from\":1,\"to\":3,"
                + "\"text\":\"# Plan\\n\\nBuy milk\",\"truncated\":false,\"encoding\":\"UTF-8\","
                + "\"bytes\":17,"
                + "\"sha256\":\"f23218d07ac06f0ef0b0bf9f42e584a9bd8fa2c9b497df1f69a7d26c3d45a6df\"}");
  }

  @Nested
  class Ranges {
    @BeforeEach
    void writeTenLines() throws IOException {
      write("ten.txt", lines(10));
    }

    @ParameterizedTest
    @CsvSource({
      "3-5, 3, 5, line 3/line 4/line 5",
      "9-, 9, 10, line 9/line 10",
      "4, 4, 4, line 4",
      "-2, 9, 10, line 9/line 10",
      "9-99, 9, 10, line 9/line 10",
      "2:6-2, 2, 2, 2",
      "11-, 0, 0, ''",
    })
    void itGivesTheLinesThatAreWanted(String range, int from, int to, String text) {
      JsonNode answer = reader.ok("path", "ten.txt", "range", range);

      assertThat(answer.path("text").asText()).isEqualTo(text.replace('/', '\n'));
      assertThat(answer.path("from").asInt()).isEqualTo(from);
      assertThat(answer.path("to").asInt()).isEqualTo(to);
      assertThat(answer.path("lines").asInt()).isEqualTo(10);
      assertThat(answer.path("truncated").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "5-3", "0-4", "3 4", "-", "1:0-"})
    void itRefusesARangeThatItCannotRead(String range) {
      ToolResult.Failed failed = reader.refused("path", "ten.txt", "range", range);

      assertThat(failed.code()).isEqualTo("INVALID_ARGUMENT");
      assertThat(failed.message())
          .isEqualTo(
              "'range' must be lines such as 10-40, 10- (to the end) or -20 (the last 20), got '"
                  + range
                  + "'");
    }

    @Test
    void itRefusesALongerTailThanItKeeps() {
      assertThat(reader.refused("path", "ten.txt", "range", "-6000").message())
          .isEqualTo("the last 1 to 5000 lines can be read, got 6000");
    }
  }

  @Nested
  class WhatIsTooLongForOneAnswer {
    @ParameterizedTest
    @ValueSource(ints = {100, 101, 137, 1000})
    void itGivesAllOfItByFollowingTheCursor(int most) throws IOException {
      String text = lines(40) + "x".repeat(500) + "\n\n\n" + lines(5) + "é😀".repeat(100) + "\nend";
      write("long.txt", text);
      StringBuilder read = new StringBuilder();

      JsonNode answer = reader.ok("path", "long.txt", "maxChars", most);
      read.append(answer.path("text").asText());
      for (int calls = 0; answer.path("truncated").asBoolean() && calls < 100; calls++) {
        String cursor = answer.path("cursor").asText();
        answer = reader.ok("path", "long.txt", "maxChars", most, "range", cursor);
        read.append(cursor.contains(":") ? "" : "\n").append(answer.path("text").asText());
        assertThat(answer.path("text").asText().length()).isLessThanOrEqualTo(most + 1);
      }

      assertThat(read).hasToString(text);
    }

    @Test
    void itKeepsTheEndOfTheRangeInTheCursor() throws IOException {
      write("long.txt", lines(100));

      JsonNode answer = reader.ok("path", "long.txt", "maxChars", 100, "range", "11-90");

      assertThat(answer.path("truncated").asBoolean()).isTrue();
      assertThat(answer.path("cursor").asText()).isEqualTo("23:5-90");
    }

    @Test
    void itCutsATailAtItsBeginning() throws IOException {
      write("long.txt", lines(100));

      JsonNode answer = reader.ok("path", "long.txt", "maxChars", 100, "range", "-50");

      assertThat(answer.path("text").asText()).startsWith("line 89\n").endsWith("\nline 100");
      assertThat(answer.path("cursor").asText()).isEqualTo("51-88");
    }

    @Test
    void itRefusesACapOutOfRange() throws IOException {
      write("a.txt", "a");

      assertThat(reader.refused("path", "a.txt", "maxChars", 5).message())
          .isEqualTo("'maxChars' must be a whole number from 100 to 200000, got 5");
    }
  }

  @Nested
  class Encodings {
    @ParameterizedTest
    @CsvSource({"UTF-8", "windows-1252", "UTF-16LE", "UTF-16BE"})
    void itFindsThemOut(String name) throws IOException {
      Files.write(
          files.resolve("a.txt"), "Grüße aus Köln\nund Wien".getBytes(Charset.forName(name)));

      JsonNode answer = reader.ok("path", "a.txt");

      assertThat(answer.path("encoding").asText()).isEqualTo(name);
      assertThat(answer.path("text").asText()).isEqualTo("Grüße aus Köln\nund Wien");
    }

    @Test
    void itLeavesOutTheByteOrderMark() throws IOException {
      write("a.txt", "\uFEFFname;value\r\n1;2\r\n");

      JsonNode answer = reader.ok("path", "a.txt");

      assertThat(answer.path("text").asText()).isEqualTo("name;value\n1;2");
      assertThat(answer.path("lineEnd").asText()).isEqualTo("CRLF");
      assertThat(answer.path("lines").asInt()).isEqualTo(2);
      assertThat(answer.path("bytes").asInt()).isEqualTo(20);
    }

    @Test
    void itTakesTheOneThatIsGiven() throws IOException {
      Files.write(files.resolve("a.txt"), "Łódź".getBytes(Charset.forName("ISO-8859-2")));

      assertThat(reader.ok("path", "a.txt", "encoding", "ISO-8859-2").path("text").asText())
          .isEqualTo("Łódź");
    }

    @Test
    void itWarnsOfWhatIsNoText() throws IOException {
      Files.write(files.resolve("a.txt"), "Köln".getBytes(StandardCharsets.ISO_8859_1));

      assertThat(reader.ok("path", "a.txt", "encoding", "UTF-8").path("warning").asText())
          .isEqualTo("1 characters are not UTF-8; try another 'encoding'");
    }

    @Test
    void itDoesNotTakeACharacterCutByTheSampleForABinary() throws IOException {
      write("a.txt", "x".repeat(65_535) + "é" + "y".repeat(10));

      assertThat(reader.ok("path", "a.txt").path("encoding").asText()).isEqualTo("UTF-8");
    }

    @Test
    void itRefusesAnUnknownOne() throws IOException {
      write("a.txt", "a");

      assertThat(reader.refused("path", "a.txt", "encoding", "utf-9").message())
          .isEqualTo(
              "there is no encoding 'utf-9'; usual are UTF-8, UTF-16, windows-1252, ISO-8859-1");
    }
  }

  @Nested
  class WhatIsNotText {
    @Test
    void itIsRefusedWithAHint() throws IOException {
      write("a.pdf", "%PDF-1.7\n...");
      write("a.docx", "PK\u0003\u0004....");
      Files.write(files.resolve("a.bin"), new byte[] {1, 0, 2, 0, 3, 5, 6, 7, 0, 0, 0, 1});

      assertThat(reader.refused("path", "a.pdf"))
          .isEqualTo(
              new ToolResult.Failed(
                  "BINARY",
                  "'a.pdf' is a PDF document; use document_read, or search the knowledge it was"
                      + " read into"));
      assertThat(reader.refused("path", "a.docx").message())
          .startsWith("'a.docx' is a ZIP archive or an Office document (docx, xlsx, pptx)");
      assertThat(reader.refused("path", "a.bin").message())
          .isEqualTo("'a.bin' is not text; a tool for its format is needed");
    }

    @Test
    void anEmptyFileIsAnEmptyText() throws IOException {
      write("empty.txt", "");

      JsonNode answer = reader.ok("path", "empty.txt");

      assertThat(answer.path("text").asText()).isEmpty();
      assertThat(answer.path("lines").asInt()).isZero();
      assertThat(answer.path("sha256").asText())
          .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void aFolderIsRefused() throws IOException {
      Files.createDirectory(files.resolve("notes"));

      assertThat(reader.refused("path", "notes").text())
          .isEqualTo("ERROR NOT_A_FILE: 'notes' is a folder; list it with file_list");
    }
  }

  @Nested
  class WhatIsOutside {
    @ParameterizedTest
    @ValueSource(
        strings = {"/etc/passwd", "C:\\Windows\\win.ini", "~/.ssh/id_rsa", "\\\\host\\share\\a"})
    void itRefusesPathsThatAreNotRelative(String path) {
      assertThat(reader.refused("path", path))
          .isEqualTo(
              new ToolResult.Failed(
                  "PATH_ESCAPE",
                  "'"
                      + path
                      + "' is outside: paths are relative to the agent's folder, such as"
                      + " 'notes/plan.md'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../agent.yaml", "a/../../agent.yaml", "..\\agent.yaml", ".."})
    void itRefusesToGoUp(String path) throws IOException {
      Files.createDirectory(files.resolve("a"));
      Files.writeString(temp.resolve("agent/agent.yaml"), "secret");

      assertThat(reader.refused("path", path).text())
          .isEqualTo(
              "ERROR PATH_ESCAPE: '"
                  + path
                  + "' is outside: '..' is not allowed; give the path from the agent's folder");
    }

    @Test
    void itRefusesASymbolicLinkThatLeadsOut() throws IOException {
      Files.writeString(temp.resolve("secret.txt"), "secret");
      Files.createSymbolicLink(files.resolve("a.txt"), temp.resolve("secret.txt"));
      Files.createSymbolicLink(files.resolve("up"), temp);

      assertThat(reader.refused("path", "a.txt").text())
          .isEqualTo(
              "ERROR PATH_ESCAPE: 'a.txt' is outside: a symbolic link in it leads outside the"
                  + " agent's folder");
      assertThat(reader.refused("path", "up/secret.txt").code()).isEqualTo("PATH_ESCAPE");
      assertThat(reader.refused("path", "up/no-such.txt").code()).isEqualTo("PATH_ESCAPE");
    }

    @Test
    void itFollowsASymbolicLinkThatStaysInside() throws IOException {
      write("b.txt", "inside");
      Files.createSymbolicLink(files.resolve("a.txt"), Path.of("b.txt"));

      assertThat(reader.ok("path", "a.txt").path("text").asText()).isEqualTo("inside");
    }

    @Test
    void itDoesNotTakeASiblingWithTheSameBeginningForInside() throws IOException {
      Files.createDirectories(temp.resolve("agent/files-of-others"));
      Files.writeString(temp.resolve("agent/files-of-others/a.txt"), "secret");
      Files.createSymbolicLink(files.resolve("link"), temp.resolve("agent/files-of-others"));

      assertThat(reader.refused("path", "link/a.txt").code()).isEqualTo("PATH_ESCAPE");
    }
  }

  @Nested
  class WhatIsNotThere {
    @Test
    void itNamesTheNearest() throws IOException {
      write("notes/report.txt", "a");
      write("notes/plan.md", "b");

      assertThat(reader.refused("path", "notes/raport.txt"))
          .isEqualTo(
              new ToolResult.Failed(
                  "NOT_FOUND", "there is no 'raport.txt' in 'notes'; did you mean 'report.txt'?"));
      assertThat(reader.refused("path", "ntes/report.txt").message())
          .isEqualTo("there is no 'ntes' in the agent's folder; did you mean 'notes'?");
      assertThat(reader.refused("path", "notes/accounts.csv").message())
          .isEqualTo("there is no 'accounts.csv' in 'notes'; known: plan.md, report.txt");
      assertThat(reader.refused("path", "notes/plan.md/x").message())
          .isEqualTo("there is no 'notes/plan.md/x': 'notes/plan.md' is a file");
    }

    @Test
    void itSaysThatTheFolderIsEmpty() {
      assertThat(reader.refused("path", "a.txt").message())
          .isEqualTo("there is no 'a.txt' in the agent's folder, which is empty");
    }

    @Test
    void itRefusesALinkThatLeadsNowhere() throws IOException {
      Files.createSymbolicLink(files.resolve("a.txt"), Path.of("gone.txt"));

      assertThat(reader.refused("path", "a.txt").text())
          .isEqualTo("ERROR NOT_FOUND: 'a.txt' passes a symbolic link that leads nowhere");
    }

    @Test
    void itRefusesAPathThatNoFileCanHave() {
      assertThat(reader.refused("path", "a\u0000b").text())
          .startsWith("ERROR INVALID_ARGUMENT: 'a?b' is not a path here: ");
    }
  }

  private void write(String path, String text) throws IOException {
    Path file = files.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String lines(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> "line " + i + "\n")
        .collect(Collectors.joining());
  }
}
