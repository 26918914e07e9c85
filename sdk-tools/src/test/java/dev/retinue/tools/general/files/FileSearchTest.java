package dev.retinue.tools.general.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.effect.ToolResult;
import dev.retinue.tool.Tool;
import dev.retinue.tools.Caller;
import dev.retinue.tools.filesystem.FileGuard;
import dev.retinue.tools.filesystem.FileRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSearchTest {
  @TempDir Path files;
  private Caller searcher;
  private Caller lister;

  @BeforeEach
  void makeTheTools() {
    FileGuard guard = new FileGuard(FileRules.standard());
    searcher = Caller.in(files, FileSearch.tool(guard));
    lister = Caller.in(files, FileList.tool(guard));
  }

  private void write(String path, String text) throws IOException {
    Files.createDirectories(files.resolve(path).getParent());
    Files.writeString(files.resolve(path), text);
  }

  private static List<String> hits(JsonNode answer) {
    return answer
        .path("hits")
        .valueStream()
        .map(hit -> hit.path("path").asText() + ":" + hit.path("line").asText())
        .toList();
  }

  @Test
  void itFindsLinesWithWhatIsAround() throws IOException {
    write("notes/a.md", "one\r\ntwo TODO\r\nthree\r\nfour");
    write("b.txt", "todo");

    assertThat(searcher.ok("regex", "TODO", "context", 1).path("hits").toString())
        .isEqualTo(
            "[{\"path\":\"notes/a.md\",\"line\":2,\"text\":\"two TODO\",\"before\":[\"one\"],"
                + "\"after\":[\"three\"]}]");
    assertThat(hits(searcher.ok("regex", "todo", "ignoreCase", true)))
        .containsExactly("b.txt:1", "notes/a.md:2");
    assertThat(hits(searcher.ok("regex", "t.o", "path", "notes"))).containsExactly("notes/a.md:2");
    assertThat(hits(searcher.ok("regex", "t.o", "path", "notes", "literal", true))).isEmpty();
    assertThat(hits(searcher.ok("regex", "o", "glob", "*.txt"))).containsExactly("b.txt:1");
    assertThat(hits(searcher.ok("regex", "todo", "path", "b.txt"))).containsExactly("b.txt:1");
  }

  @Test
  void itGoesOnAfterTheCursor() throws IOException {
    for (String path : List.of("a/x.txt", "a-b.txt", "b.txt")) {
      write(path, "hit\nmiss\nhit\nhit\n");
    }
    List<String> all = new ArrayList<>();
    JsonNode answer = searcher.ok("regex", "hit", "maxHits", 2);
    all.addAll(hits(answer));
    while (answer.path("truncated").asBoolean()) {
      answer = searcher.ok("regex", "hit", "maxHits", 2, "cursor", answer.path("cursor").asText());
      all.addAll(hits(answer));
    }

    assertThat(all).hasSize(9).doesNotHaveDuplicates();
    assertThat(all).isEqualTo(hits(searcher.ok("regex", "hit")));
  }

  @Test
  void itPassesOverWhatIsNoTextAndCutsLongLines() throws IOException {
    Files.write(files.resolve("a.bin"), new byte[] {0, 'h', 0, 'i', 't', 0, 1, 2});
    write("long.txt", "x".repeat(90_000) + "hit" + "y".repeat(90_000) + "\nhit");

    JsonNode answer = searcher.ok("regex", "hit");

    assertThat(hits(answer)).containsExactly("long.txt:1", "long.txt:2");
    assertThat(answer.path("hits").get(0).path("text").asText())
        .hasSize(406)
        .contains("xxhityy")
        .startsWith("...");
    assertThat(answer.path("searched").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(.*a){20}b", "(a*)*\\1b", "((a+)\\2?)+b", "(?:a+){20}b", "a*a*a*a*a*a*a*b"})
  void anExpressionThatNeverEndsIsEnded(String regex) throws IOException {
    write("a.txt", "a".repeat(60) + "!");
    Tool quick = FileSearch.tool(new FileGuard(FileRules.standard()), Duration.ofMillis(200));

    ToolResult.Failed failed = Caller.in(files, quick).refused("regex", regex);

    assertThat(failed.code()).isEqualTo("TIMEOUT");
    assertThat(failed.message())
        .startsWith("the search took longer than PT0.2S, the last in line 1 of 'a.txt'; simplify");
  }

  @Test
  void itSaysWhatIsWrongWithAnExpression() throws IOException {
    write("deep.txt", "ab".repeat(50_000));

    assertThat(searcher.refused("regex", "a(b").message())
        .isEqualTo(
            "'regex' is wrong at position 4: Unclosed group; set 'literal' to search for it as plain"
                + " text");
    assertThat(searcher.refused("regex", "").code()).isEqualTo("INVALID_ARGUMENT");
    assertThat(searcher.refused("regex", "(a|b)*c").message()).contains("needs too many steps");
  }

  @Nested
  class WhatGitLeavesOut {
    @BeforeEach
    void makeATree() throws IOException {
      write(
          ".gitignore",
          """
          # built
          *.log
          !keep.log
          /build/
          target
          docs/*.tmp
          **/cache/**
          a[0-9].txt
          \\#note
          """);
      for (String path :
          List.of(
              "x.log",
              "keep.log",
              "build/x.txt",
              "sub/build/x.txt",
              "target/x.txt",
              "sub/target/x.txt",
              "docs/a.tmp",
              "docs/deep/a.tmp",
              "sub/cache/x.txt",
              "a1.txt",
              "ab.txt",
              "#note",
              "sub/y.log",
              ".git/config",
              "sub/.git/config",
              "sub/plain.txt")) {
        write(path, "hit");
      }
      write("sub/.gitignore", "!y.log\nplain.txt\n");
    }

    @Test
    void itIsNeitherListedNorSearched() {
      List<String> kept =
          List.of(
              ".gitignore",
              "ab.txt",
              "docs/deep/a.tmp",
              "keep.log",
              "sub/.gitignore",
              "sub/build/x.txt",
              "sub/y.log");

      assertThat(files("**")).containsExactlyElementsOf(kept);
      assertThat(hits(searcher.ok("regex", "^hit$")))
          .containsExactly(
              "ab.txt:1", "docs/deep/a.tmp:1", "keep.log:1", "sub/build/x.txt:1", "sub/y.log:1");
    }

    private List<String> files(String glob) {
      return lister
          .ok("glob", glob)
          .path("entries")
          .valueStream()
          .filter(entry -> entry.path("kind").asText().equals("file"))
          .map(entry -> entry.path("path").asText())
          .toList();
    }

    @Test
    void whatIsSaidAboveHoldsBelow() {
      assertThat(hits(searcher.ok("regex", "hit", "path", "sub")))
          .containsExactly("sub/build/x.txt:1", "sub/y.log:1");
    }

    @Test
    void itIsThereForWhoAsksForIt() {
      assertThat(hits(searcher.ok("regex", "^hit$", "ignored", true))).hasSize(16);
      assertThat(lister.ok("ignored", true).toString()).contains(".git\"", "x.log");
    }
  }
}
