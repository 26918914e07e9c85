package dev.retinue.tools.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.effect.ToolResult;
import dev.retinue.tool.Tool;
import dev.retinue.tools.Caller;
import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.filesystem.FileRules.HostFolder;
import dev.retinue.tools.general.files.FileEdit;
import dev.retinue.tools.general.files.FileList;
import dev.retinue.tools.general.files.FileMove;
import dev.retinue.tools.general.files.FileRead;
import dev.retinue.tools.general.files.FileSearch;
import dev.retinue.tools.general.files.FileWrite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way out of the folder that a path can take, tried with every tool that takes one. */
@ParameterizedClass(name = "by handles: {0}")
@ValueSource(booleans = {true, false})
class PathEscapeTest {
  private static final String SECRET = "the secret outside";

  @Parameter boolean handles;
  @TempDir Path temp;
  private Path files;
  private Path outside;
  private FileGuard guard;

  @BeforeEach
  void makeAnInsideAndAnOutside() throws IOException {
    files = Files.createDirectories(temp.resolve("agent/files"));
    outside = Files.createDirectories(temp.resolve("outside"));
    Files.writeString(outside.resolve("secret.txt"), SECRET);
    Files.writeString(temp.resolve("agent/agent.yaml"), SECRET);
    Files.createDirectories(temp.resolve("agent/files-too"));
    Files.writeString(temp.resolve("agent/files-too/secret.txt"), SECRET);
    Files.createDirectories(files.resolve("sub/deep"));
    Files.writeString(files.resolve("sub/inside.txt"), "inside");
    link("link", outside);
    link("file-link", outside.resolve("secret.txt"));
    link("up", Path.of(".."));
    link("sub/up", Path.of("../.."));
    link("sub/up-down", Path.of("../../files-too"));
    link("sibling", temp.resolve("agent/files-too"));
    link("chain-1", Path.of("chain-2"));
    link("chain-2", Path.of("sub/chain-3"));
    link("sub/chain-3", outside);
    link("around", files.resolve("../../outside"));
    link("through", files.resolve("link/secret.txt"));
    link("root", Path.of("/"));
    link("proc", Path.of("/proc/self/root"));
    link("loop", Path.of("loop"));
    link("ping", Path.of("pong"));
    link("pong", Path.of("ping"));
    link("gone", outside.resolve("not-yet.txt"));
    link("sub/gone-up", Path.of("nothing/../../../outside/secret.txt"));
    link("dots", Path.of("sub/../../files/../../outside"));
    guard = new FileGuard(FileRules.standard(), handles);
  }

  private void link(String name, Path target) throws IOException {
    Files.createSymbolicLink(files.resolve(name), target);
  }

  /** So that nobody has to warn of them who deletes the rest. */
  @AfterEach
  void deleteTheWidestLinks() throws IOException {
    Files.delete(files.resolve("root"));
    Files.delete(files.resolve("proc"));
  }

  static Stream<String> escapes() {
    return Stream.of(
        "..",
        "../agent.yaml",
        "sub/../../agent.yaml",
        "./../agent.yaml",
        "sub/deep/../../../agent.yaml",
        ".././agent.yaml",
        "..//agent.yaml",
        "..\\agent.yaml",
        "sub\\..\\..\\agent.yaml",
        "sub/..\\../agent.yaml",
        ".. /agent.yaml",
        "../ /agent.yaml",
        "... /../agent.yaml",
        ".../agent.yaml",
        ". ./agent.yaml",
        "/etc/passwd",
        "//etc/passwd",
        "\\etc\\passwd",
        "/proc/self/environ",
        "/dev/zero",
        "~/.ssh/id_rsa",
        "~root/.bashrc",
        "C:\\Windows\\win.ini",
        "C:secret.txt",
        "c:/secret.txt",
        "\\\\server\\share\\secret.txt",
        "\\\\?\\C:\\secret.txt",
        "\\\\.\\PhysicalDrive0",
        "link",
        "link/secret.txt",
        "link/../outside/secret.txt",
        "file-link",
        "up/agent.yaml",
        "up/files-too/secret.txt",
        "sub/up/outside/secret.txt",
        "sub/up-down/secret.txt",
        "sibling/secret.txt",
        "chain-1/secret.txt",
        "around/secret.txt",
        "through",
        "root/etc/passwd",
        "proc/etc/passwd",
        "loop",
        "loop/secret.txt",
        "ping/secret.txt",
        "gone",
        "sub/gone-up",
        "dots/secret.txt",
        "file:///etc/passwd",
        "%2e%2e/agent.yaml",
        "..%2fagent.yaml",
        "..%c0%afagent.yaml",
        "\uFF0E\uFF0E/agent.yaml",
        "\u2024\u2024/agent.yaml",
        "..\u2215agent.yaml",
        "..\u2044agent.yaml",
        "..\u0000/agent.yaml",
        "..\n/agent.yaml",
        "..\u200B/agent.yaml",
        "sub/\u0000../../agent.yaml",
        "$HOME/secret.txt",
        "`pwd`/../agent.yaml",
        "@host/secret.txt",
        "@/../agent.yaml",
        "x".repeat(5_000),
        "a/".repeat(3_000));
  }

  @ParameterizedTest
  @MethodSource("escapes")
  void noToolReadsOutside(String path) {
    for (Tool tool : tools()) {
      Caller caller = Caller.in(files, tool);
      ToolResult result =
          switch (tool.name()) {
            case "file_read", "file_list" -> caller.call("path", path);
            case "file_search" -> caller.call("path", path, "regex", ".", "ignored", true);
            case "file_edit" -> caller.call("path", path, "old", "secret", "new", "s");
            case "file_move" -> caller.call("from", path, "to", "taken.txt");
            default -> new ToolResult.Failed("NONE", "does not read");
          };
      assertThat(result).as(tool.name()).isInstanceOf(ToolResult.Failed.class);
      assertThat(result.text()).as(tool.name()).doesNotContain(SECRET);
    }
    assertThat(files.resolve("taken.txt")).doesNotExist();
    assertNothingChanged();
  }

  @ParameterizedTest
  @MethodSource("escapes")
  void noToolWritesOutside(String path) throws IOException {
    Files.writeString(files.resolve("mine.txt"), "mine");
    Caller.in(files, FileWrite.tool(guard)).call("path", path, "content", "evil");
    Caller.in(files, FileMove.tool(guard)).call("from", "mine.txt", "to", path, "replace", true);
    Caller.in(files, FileWrite.tool(guard)).call("path", path + "/evil.txt", "content", "evil");

    assertNothingChanged();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../*",
        "/etc/*",
        "**/../*",
        "link/*",
        "{..,sub}/*",
        "[.][.]/*",
        "up/**",
        "root/**"
      })
  void noGlobLooksOutside(String glob) {
    Caller lister = Caller.in(files, FileList.tool(guard));
    Caller searcher = Caller.in(files, FileSearch.tool(guard));

    assertThat(lister.call("glob", glob).text()).doesNotContain("secret.txt", "agent.yaml");
    assertThat(searcher.call("glob", glob, "regex", ".").text()).doesNotContain(SECRET);
  }

  @Test
  void aWalkFollowsNoLink() {
    Caller searcher = Caller.in(files, FileSearch.tool(guard));

    assertThat(searcher.ok("regex", ".", "ignored", true).path("hits").toString())
        .contains("inside.txt")
        .doesNotContain(SECRET);
  }

  @Test
  void aGitignoreThatIsALinkIsNotRead() throws IOException {
    Files.writeString(outside.resolve("rules"), "inside.txt\n");
    link("sub/.gitignore", outside.resolve("rules"));

    assertThat(Caller.in(files, FileList.tool(guard)).ok("path", "sub").toString())
        .contains("sub/inside.txt");
  }

  @Test
  void linksThatStayInsideAreFollowed() throws IOException {
    link("to-sub", Path.of("sub/deep/.."));
    link("absolute", files.toRealPath().resolve("sub/inside.txt"));
    Caller reader = Caller.in(files, FileRead.tool(guard));

    assertThat(reader.ok("path", "to-sub/inside.txt").path("path").asText())
        .isEqualTo("sub/inside.txt");
    assertThat(reader.ok("path", "absolute").path("text").asText()).isEqualTo("inside");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NUL",
        "con.txt",
        "sub/COM1",
        "lpt9.log",
        "a.",
        "a ",
        "a.txt::$DATA",
        "ab:c",
        "what?",
        "a|b",
        "x\u202Etxt.exe",
        "zero\u200Bwidth",
        "line\u2028break",
        " lead",
        "a\tb",
        "a\u0007b",
        ".retinue-01234567-0123-0123-0123-0123456789ab.tmp"
      })
  void namesThatMeanSomethingElseElsewhereAreNotGiven(String name) {
    assertThat(Caller.in(files, FileWrite.tool(guard)).refused("path", name, "content", "x").code())
        .isEqualTo("INVALID_ARGUMENT");
  }

  @Test
  void aNameIsAtMost255BytesLong() {
    Caller writer = Caller.in(files, FileWrite.tool(guard));

    writer.ok("path", "é".repeat(127), "content", "x");
    assertThat(writer.refused("path", "é".repeat(128), "content", "x").message())
        .endsWith("a name in it has more than 255 bytes");
  }

  @Test
  void aReadOnlyFolderOfTheHostIsNotChanged() throws IOException {
    Path docs = Files.createDirectories(temp.resolve("docs"));
    Files.writeString(docs.resolve("guide.md"), "# Guide");
    Files.createSymbolicLink(docs.resolve("out"), outside);
    FileGuard more =
        new FileGuard(
            FileRules.standard()
                .withFolders(
                    HostFolder.readable("docs", docs),
                    HostFolder.writable("drop", Files.createDirectories(temp.resolve("drop")))),
            handles);

    assertThat(Caller.in(files, FileRead.tool(more)).ok("path", "@docs/guide.md").toString())
        .contains("# Guide", "\"path\":\"@docs/guide.md\"");
    for (String path : List.of("@docs/guide.md", "@docs/new.md", "@docs/a/b.md")) {
      assertThat(
              Caller.in(files, FileWrite.tool(more)).refused("path", path, "content", "x").code())
          .isEqualTo("READ_ONLY");
    }
    Caller mover = Caller.in(files, FileMove.tool(more));
    assertThat(mover.refused("from", "@docs/guide.md", "to", "g.md").code()).isEqualTo("READ_ONLY");
    assertThat(mover.ok("from", "sub/inside.txt", "to", "@drop/a/in.txt").path("to").asText())
        .isEqualTo("@drop/a/in.txt");
    assertThat(temp.resolve("drop/a/in.txt")).hasContent("inside");
    assertThat(Caller.in(files, FileRead.tool(more)).refused("path", "@docs/../x").code())
        .isEqualTo("PATH_ESCAPE");
    assertThat(
            Caller.in(files, FileRead.tool(more)).refused("path", "@docs/out/secret.txt").message())
        .contains("outside the folder '@docs'");
  }

  @Test
  void aHardLinkElsewhereKeepsItsContent() throws IOException {
    Files.createLink(files.resolve("hard.txt"), outside.resolve("secret.txt"));

    Caller.in(files, FileWrite.tool(guard)).ok("path", "hard.txt", "content", "changed");

    assertThat(files.resolve("hard.txt")).hasContent("changed");
    assertNothingChanged();
  }

  @Test
  void whatIsSpecialIsNeverOpened() throws Exception {
    assertThat(new ProcessBuilder("mkfifo", files.resolve("pipe").toString()).start().waitFor())
        .isZero();
    for (Tool tool : List.of(FileRead.tool(guard), FileEdit.tool(guard))) {
      assertThat(Caller.in(files, tool).refused("path", "pipe", "old", "a", "new", "b").code())
          .isEqualTo("NOT_A_FILE");
    }
    assertThat(
            Caller.in(files, FileWrite.tool(guard)).refused("path", "pipe", "content", "x").code())
        .isEqualTo("NOT_A_FILE");
    assertThat(Caller.in(files, FileSearch.tool(guard)).ok("regex", "inside").path("hits"))
        .hasSize(1);
    assertThat(Caller.in(files, FileList.tool(guard)).ok("glob", "pipe").toString())
        .contains("\"kind\":\"other\"");
  }

  @Test
  void aFolderThatGoesWhileAFileIsWrittenIntoItIsSaid() throws Exception {
    try (Place place = workspace().place("going/file.txt")) {
      assertThatThrownBy(() ->
              place.write(out -> {
                out.write(1);
                deleteAll(files.resolve("going"));
              }))
          .isInstanceOf(Refused.class)
          .hasMessageContaining("was changed while it was looked at");
    }
    assertThat(files.resolve("going")).doesNotExist();
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  void aWriterThatFailsLeavesNothing() throws IOException, Refused {
    try (Place place = workspace().place("sub/new/file.txt")) {
      assertThatThrownBy(() ->
              place.write(out -> {
                out.write(new byte[100_000]);
                throw new IOException("the disk is full");
              }))
          .hasMessage("the disk is full");
    }
    try (Stream<Path> left = Files.list(files.resolve("sub/new"))) {
      assertThat(left).isEmpty();
    }
  }

  private Workspace workspace() throws IOException {
    return guard.workspace(Caller.in(files, FileRead.tool(guard)));
  }

  private List<Tool> tools() {
    return List.of(
        FileRead.tool(guard),
        FileWrite.tool(guard),
        FileEdit.tool(guard),
        FileSearch.tool(guard),
        FileList.tool(guard),
        FileMove.tool(guard));
  }

  private void assertNothingChanged() {
    assertThat(outside.resolve("secret.txt")).hasContent(SECRET);
    assertThat(temp.resolve("agent/agent.yaml")).hasContent(SECRET);
    assertThat(temp.resolve("agent/files-too/secret.txt")).hasContent(SECRET);
    assertThat(outside).isDirectoryNotContaining(path -> !path.endsWith("secret.txt"));
    assertThat(temp.resolve("agent"))
        .isDirectoryNotContaining(
            path -> !List.of("files", "files-too", "agent.yaml").contains(name(path)));
    assertThat(temp)
        .isDirectoryNotContaining(path -> !List.of("agent", "outside").contains(name(path)));
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }
}
