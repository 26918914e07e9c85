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
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileChangeTest {
  private static final String SHA_OF_HELLO =
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

  @TempDir Path files;
  private Caller writer;
  private Caller editor;
  private Caller mover;

  @BeforeEach
  void makeTheTools() {
    FileGuard guard = new FileGuard(FileRules.standard());
    writer = Caller.in(files, FileWrite.tool(guard));
    editor = Caller.in(files, FileEdit.tool(guard));
    mover = Caller.in(files, FileMove.tool(guard));
  }

  private void write(String path, String text) throws IOException {
    Files.createDirectories(files.resolve(path).getParent());
    Files.writeString(files.resolve(path), text);
  }

  @Nested
  class Writing {
    @Test
    void itMakesTheFileAndItsFolders() throws IOException {
      JsonNode answer = writer.ok("path", "a/b/hello.txt", "content", "hello");

      assertThat(answer.toString())
          .isEqualTo(
              "{\"path\":\"a/b/hello.txt\",\"bytes\":5,\"sha256\":\""
                  + SHA_OF_HELLO
                  + "\",\"created\":true,\"unchanged\":false}");
      assertThat(files.resolve("a/b/hello.txt")).hasContent("hello");
      try (Stream<Path> all = Files.walk(files)) {
        assertThat(all.filter(Files::isRegularFile)).hasSize(1);
      }
    }

    @Test
    void itKeepsThePermissions() throws IOException {
      write("run.sh", "old");
      Files.setPosixFilePermissions(
          files.resolve("run.sh"), PosixFilePermissions.fromString("rwxr-x---"));

      writer.ok("path", "run.sh", "content", "new");

      assertThat(Files.getPosixFilePermissions(files.resolve("run.sh")))
          .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
    }

    @Test
    void itWritesOnlyOverWhatWasRead() throws IOException {
      write("a.txt", "hello");

      assertThat(writer.refused("path", "a.txt", "content", "x", "ifSha", "0".repeat(64)))
          .isEqualTo(
              new ToolResult.Failed(
                  "CHANGED",
                  "'a.txt' has changed since: its sha256 is "
                      + SHA_OF_HELLO
                      + " and not "
                      + "0".repeat(64)
                      + "; read it again"));
      assertThat(writer.refused("path", "a.txt", "content", "x", "ifSha", "absent").code())
          .isEqualTo("EXISTS");
      assertThat(writer.refused("path", "b.txt", "content", "x", "ifSha", SHA_OF_HELLO).message())
          .isEqualTo("'b.txt' is not there any more; nothing was changed");
      assertThat(writer.refused("path", "a.txt", "content", "x", "ifSha", "abc").code())
          .isEqualTo("INVALID_ARGUMENT");
      writer.ok("path", "a.txt", "content", "x", "ifSha", SHA_OF_HELLO);
      assertThat(files.resolve("a.txt")).hasContent("x");
    }

    @Test
    void aSecondTimeItFindsItDone() throws IOException {
      write("a.txt", "hello");
      writer.ok("path", "a.txt", "content", "new", "ifSha", SHA_OF_HELLO);

      assertThat(
              writer
                  .ok("path", "a.txt", "content", "new", "ifSha", SHA_OF_HELLO)
                  .path("unchanged")
                  .asBoolean())
          .isTrue();
    }

    @Test
    void itWritesAnEmptyTextAndOneInAnotherEncoding() {
      writer.ok("path", "empty.txt", "content", "");
      writer.ok("path", "latin.txt", "content", "Köln", "encoding", "ISO-8859-1");

      assertThat(files.resolve("empty.txt")).isEmptyFile();
      assertThat(files.resolve("latin.txt"))
          .hasBinaryContent("Köln".getBytes(StandardCharsets.ISO_8859_1));
      assertThat(
              writer
                  .refused("path", "b.txt", "content", "Łódź", "encoding", "ISO-8859-1")
                  .message())
          .isEqualTo("'Ł' is no character of ISO-8859-1; leave it out, or use UTF-8");
    }

    @Test
    void whatAKilledWriterLeftIsRemovedOnceItIsOld() throws IOException {
      Path old = files.resolve(".retinue-01234567-0123-0123-0123-0123456789ab.tmp");
      Files.writeString(old, "half");
      Files.setLastModifiedTime(old, FileTime.from(Instant.EPOCH));

      writer.ok("path", "a.txt", "content", "x");

      assertThat(old).doesNotExist();
    }
  }

  @Nested
  class Editing {
    @Test
    void itReplacesTheOnePlaceAndShowsTheDifference() throws IOException {
      write("a.txt", "1\n2\n3\n4\n5\n6\n7\n8\n9\n");

      JsonNode answer = editor.ok("path", "a.txt", "old", "5\n6", "new", "five\nand\nsix");

      assertThat(answer.path("diff").asText())
          .isEqualTo("@@ -2,8 +2,9 @@\n 2\n 3\n 4\n-5\n-6\n+five\n+and\n+six\n 7\n 8\n 9\n");
      assertThat(files.resolve("a.txt")).hasContent("1\n2\n3\n4\nfive\nand\nsix\n7\n8\n9\n");
    }

    @Test
    void itKeepsEncodingMarkAndLineEnds() throws IOException {
      byte[] before = "\uFEFFGrüße\r\naus Köln\r\nmixed\n".getBytes(StandardCharsets.UTF_16LE);
      Files.write(files.resolve("a.txt"), before);

      JsonNode answer = editor.ok("path", "a.txt", "old", "Grüße\naus", "new", "Viele\nGrüße\naus");

      assertThat(answer.path("lineEnd").asText()).isEqualTo("CRLF");
      assertThat(answer.path("encoding").asText()).isEqualTo("UTF-16LE");
      assertThat(files.resolve("a.txt"))
          .hasBinaryContent(
              "\uFEFFViele\r\nGrüße\r\naus Köln\r\nmixed\n".getBytes(StandardCharsets.UTF_16LE));
    }

    @ParameterizedTest
    @CsvSource({"UTF-8", "windows-1252", "UTF-16BE"})
    void itChangesNothingElse(String encoding) throws IOException {
      Charset charset = Charset.forName(encoding);
      String text = "één\r\ntwee\nдрие\rvier".replace("дрие", "drie");
      Files.write(files.resolve("a.txt"), text.getBytes(charset));

      editor.ok("path", "a.txt", "old", "twee", "new", "zwei");

      assertThat(Files.readString(files.resolve("a.txt"), charset))
          .isEqualTo(text.replace("twee", "zwei"));
    }

    @Test
    void itSaysWhereItIsSeveralTimes() throws IOException {
      write("a.txt", "x = 1\ny = 2\nx = 1\nx = 1\n");

      assertThat(editor.refused("path", "a.txt", "old", "x = 1", "new", "z").text())
          .isEqualTo(
              "ERROR NOT_UNIQUE: 'old' is in 'a.txt' 3 times, in lines 1, 3, 4; give more of the text"
                  + " around it, or set 'all'");
      assertThat(
              editor
                  .ok("path", "a.txt", "old", "x = 1", "new", "z", "all", true)
                  .path("replaced")
                  .asInt())
          .isEqualTo(3);
      assertThat(files.resolve("a.txt")).hasContent("z\ny = 2\nz\nz\n");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "int  total = 0; | ; it is in line 2 with other spaces or line ends: 'int total = 0;'",
          "INT TOTAL | ; it is in line 2 in other capitals: 'int total'",
          "int totale = 0; | ; the nearest is line 2: 'int total = 0;'",
          "nothing like it anywhere at all | ",
        })
    void itHintsAtWhatWasMeant(String old, String hint) throws IOException {
      write("a.txt", "class A {\n  int total = 0;\n}\n");

      assertThat(editor.refused("path", "a.txt", "old", old, "new", "z").message())
          .isEqualTo("'old' is not in 'a.txt'" + (hint == null ? "" : hint));
    }

    @Test
    void itSaysThatItIsDoneAlready() throws IOException {
      write("a.txt", "class B {\n}\n");

      assertThat(editor.refused("path", "a.txt", "old", "interface", "new", "class B").message())
          .isEqualTo("'old' is not in 'a.txt'; the new text is there already, in line 1");
    }

    @Test
    void aSecondTimeWithTheHashItTellsTheSame() throws IOException {
      write("a.txt", "hello");
      Object[] call = {"path", "a.txt", "old", "ell", "new", "ell ell", "ifSha", SHA_OF_HELLO};
      JsonNode first = editor.ok(call);

      JsonNode second = editor.ok(call);

      assertThat(files.resolve("a.txt")).hasContent("hell ello");
      assertThat(second.path("unchanged").asBoolean()).isTrue();
      assertThat(second.path("sha256")).isEqualTo(first.path("sha256"));
      assertThat(second.path("diff")).isEqualTo(first.path("diff"));
    }

    @Test
    void itRefusesWhatItWouldSpoil() throws IOException {
      Files.write(files.resolve("a.bin"), new byte[] {1, 0, 2, 0, 3, 5, 6, 7, 0, 0, 0, 1});
      byte[] late = ("x".repeat(70_000) + "é").getBytes(StandardCharsets.ISO_8859_1);
      Files.write(files.resolve("late.txt"), late);

      assertThat(editor.refused("path", "a.bin", "old", "a", "new", "b").code())
          .isEqualTo("BINARY");
      assertThat(editor.refused("path", "late.txt", "old", "é", "new", "e").message())
          .contains("has bytes that are not UTF-8, which an edit would lose");
      assertThat(files.resolve("late.txt")).hasBinaryContent(late);
      assertThat(editor.refused("path", "late.txt", "old", "", "new", "e").code())
          .isEqualTo("INVALID_ARGUMENT");
      assertThat(editor.refused("path", "late.txt", "old", "e", "new", "e").code())
          .isEqualTo("INVALID_ARGUMENT");
    }
  }

  @Nested
  class Moving {
    @BeforeEach
    void makeFiles() throws IOException {
      write("a.txt", "hello");
      write("b.txt", "other");
      write("folder/c.txt", "c");
    }

    @Test
    void itMovesFilesAndFolders() {
      mover.ok("from", "a.txt", "to", "new/place/a2.txt");
      JsonNode answer = mover.ok("from", "folder", "to", "new/folder");

      assertThat(answer.path("kind").asText()).isEqualTo("folder");
      assertThat(files.resolve("new/place/a2.txt")).hasContent("hello");
      assertThat(files.resolve("new/folder/c.txt")).hasContent("c");
      assertThat(files.resolve("a.txt")).doesNotExist();
    }

    @Test
    void itLosesNothingUnlessItIsSaid() {
      assertThat(mover.refused("from", "a.txt", "to", "b.txt").text())
          .isEqualTo(
              "ERROR EXISTS: 'b.txt' is there already; choose another name, or set 'replace'");
      assertThat(files.resolve("b.txt")).hasContent("other");
      assertThat(
              mover
                  .ok("from", "a.txt", "to", "b.txt", "replace", true)
                  .path("replaced")
                  .asBoolean())
          .isTrue();
      assertThat(files.resolve("b.txt")).hasContent("hello");
    }

    @Test
    void itReplacesNoFolderAndMovesNothingIntoItself() {
      assertThat(mover.refused("from", "a.txt", "to", "folder", "replace", true).message())
          .isEqualTo("'folder' is a folder; give the whole new path, with the name");
      assertThat(mover.refused("from", "folder", "to", "folder/in/it").message())
          .isEqualTo("'folder' cannot be moved into itself");
      assertThat(mover.refused("from", ".", "to", "x").code()).isEqualTo("NOT_A_FILE");
      assertThat(mover.refused("from", "a.txt", "to", "a.txt", "replace", true).message())
          .isEqualTo("'a.txt' is there already");
      assertThat(mover.refused("from", "none.txt", "to", "x").code()).isEqualTo("NOT_FOUND");
    }

    @Test
    void aSecondTimeWithTheHashItFindsItDone() {
      mover.ok("from", "a.txt", "to", "c.txt", "ifSha", SHA_OF_HELLO);

      assertThat(
              mover
                  .ok("from", "a.txt", "to", "c.txt", "ifSha", SHA_OF_HELLO)
                  .path("unchanged")
                  .asBoolean())
          .isTrue();
      assertThat(mover.refused("from", "b.txt", "to", "d.txt", "ifSha", SHA_OF_HELLO).code())
          .isEqualTo("CHANGED");
    }
  }

  @Test
  void whatSeveralWriteAtOnceIsWhole() throws Exception {
    List<Thread> threads =
        Stream.of("a", "b", "c", "d")
            .map(letter ->
                Thread.ofVirtual()
                    .start(() -> {
                      for (int i = 0; i < 20; i++) {
                        writer.ok("path", "shared.txt", "content", letter.repeat(10_000));
                      }
                    }))
            .toList();
    Caller reader = Caller.in(files, FileRead.tool(new FileGuard(FileRules.standard())));
    for (int i = 0; i < 100; i++) {
      if (reader.call("path", "shared.txt") instanceof ToolResult.Ok ok) {
        assertThat(ok.text()).containsPattern("\"text\":\"(a{10000}|b{10000}|c{10000}|d{10000})\"");
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(files).isDirectoryNotContaining("glob:**.tmp");
  }
}
