package dev.retinue.tools.general.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.effect.ToolResult;
import dev.retinue.tools.Caller;
import dev.retinue.tools.filesystem.FileGuard;
import dev.retinue.tools.filesystem.FileRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileListTest {
  @TempDir Path temp;
  private Path files;
  private Caller lister;

  @BeforeEach
  void makeTheAgentsFolder() throws IOException {
    files = Files.createDirectories(temp.resolve("files"));
    lister = Caller.in(files, FileList.tool(new FileGuard(FileRules.standard())));
    for (String path :
        List.of("b.txt", "a.md", "a/z.md", "a/b/c.md", "a-b/x.csv", "reports/2026/q1.md")) {
      Files.createDirectories(files.resolve(path).getParent());
      Files.writeString(files.resolve(path), path);
    }
  }

  @Test
  void itTellsSizesAndTimes() throws IOException {
    Files.createDirectory(files.resolve("one"));
    Path file = Files.writeString(files.resolve("one/plan.md"), "12345");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-03-03T14:30:15.5Z")));

    assertThat(lister.callJson("{\"path\":\"one\"}").text())
        .isEqualTo(
            "{\"path\":\"one\",\"entries\":[{\"path\":\"one/plan.md\",\"kind\":\"file\","
                + "\"bytes\":5,\"modified\":\"2026-03-03T14:30:15Z\"}],"
                + "\"total\":1,\"truncated\":false}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "* | a a-b a.md b.txt reports",
        "*.md | a.md",
        "**/*.md | a/b/c.md a/z.md a.md reports/2026/q1.md",
        "** | a a/b a/b/c.md a/z.md a-b a-b/x.csv a.md b.txt reports reports/2026"
            + " reports/2026/q1.md",
        "a/*.md | a/z.md",
        "*.{md,txt} | a.md b.txt",
        "*/?.md | a/z.md",
        "nothing* |",
      })
  void itListsWhatMatches(String glob, String paths) {
    assertThat(paths(lister.ok("glob", glob)))
        .containsExactly(paths == null ? new String[0] : paths.split(" ", -1));
  }

  @Test
  void itListsAFolderBelowWithPathsThatCanBeRead() {
    assertThat(paths(lister.ok("path", "reports/", "glob", "**/*.md")))
        .containsExactly("reports/2026/q1.md");
  }

  @Test
  void itSaysWhatEachIs() throws IOException {
    Files.createSymbolicLink(files.resolve("link"), temp);

    JsonNode entries = lister.ok().path("entries");

    assertThat(entries)
        .extracting(e -> e.path("kind").asText())
        .containsExactly("folder", "folder", "file", "file", "link", "folder");
    assertThat(entries.get(0).has("bytes")).isFalse();
  }

  @Test
  void itDoesNotFollowLinks() throws IOException {
    Files.writeString(temp.resolve("secret.md"), "secret");
    Files.createSymbolicLink(files.resolve("link"), temp);

    assertThat(paths(lister.ok("glob", "**/secret.md"))).isEmpty();
    assertThat(lister.refused("path", "link").code()).isEqualTo("PATH_ESCAPE");
  }

  @Test
  void itGoesOnAfterTheCursor() {
    List<String> all = new ArrayList<>();
    JsonNode answer = lister.ok("glob", "**", "maxEntries", 4);
    all.addAll(paths(answer));
    while (answer.path("truncated").asBoolean()) {
      answer = lister.ok("glob", "**", "maxEntries", 4, "cursor", answer.path("cursor").asText());
      all.addAll(paths(answer));
    }

    assertThat(all).hasSize(11).doesNotHaveDuplicates();
    assertThat(answer.path("total").asInt()).isEqualTo(11);
    assertThat(all).isEqualTo(paths(lister.ok("glob", "**")));
  }

  @Nested
  class WhatIsRefused {
    @Test
    void aGlobThatIsWrong() {
      ToolResult.Failed failed = lister.refused("glob", "[a");

      assertThat(failed.code()).isEqualTo("INVALID_ARGUMENT");
      assertThat(failed.message()).startsWith("the glob '[a' is wrong at position 2: Missing ']");
    }

    @Test
    void aGlobThatGoesUp() {
      assertThat(lister.refused("glob", "../*").text())
          .isEqualTo("ERROR PATH_ESCAPE: the glob '../*' is outside: it is matched below 'path'");
    }

    @Test
    void aFile() {
      assertThat(lister.refused("path", "b.txt").text())
          .isEqualTo("ERROR NOT_A_FOLDER: 'b.txt' is a file; read it with file_read");
    }

    @Test
    void aFolderThatIsNotThere() {
      assertThat(lister.refused("path", "report").text())
          .isEqualTo(
              "ERROR NOT_FOUND: there is no 'report' in the agent's folder; did you mean"
                  + " 'reports'?");
    }

    @Test
    void aPathOutside() {
      assertThat(lister.refused("path", "..").code()).isEqualTo("PATH_ESCAPE");
      assertThat(lister.refused("path", "/").code()).isEqualTo("PATH_ESCAPE");
    }

    @Test
    void moreThanItGives() {
      assertThat(lister.refused("maxEntries", 5000).message())
          .isEqualTo("'maxEntries' must be a whole number from 1 to 1000, got 5000");
    }
  }

  private static List<String> paths(JsonNode answer) {
    return answer.path("entries").valueStream().map(e -> e.path("path").asText()).toList();
  }
}
