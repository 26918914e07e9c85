package dev.retinue.tools.general.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.testkit.ToolProviderContract;
import dev.retinue.tool.ToolProvider;
import dev.retinue.tools.Caller;
import dev.retinue.tools.filesystem.FileGuard;
import dev.retinue.tools.filesystem.FileRules;
import dev.retinue.tools.filesystem.FileRules.HostFolder;
import dev.retinue.tools.process.ProcessGuard;
import dev.retinue.tools.process.ProcessRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellRunTest {
  @TempDir Path temp;
  private final ProcessGuard guard = new ProcessGuard(ProcessRules.standard());
  private Path files;
  private Caller shell;

  @BeforeEach
  void makeTheTool() throws IOException, InterruptedException {
    assumeTrue(guard.sandboxMissing().isEmpty(), () -> "skipped: no sandbox works on this machine");
    files = Files.createDirectories(temp.resolve("files/sub"));
    files = temp.resolve("files");
    Path docs = Files.createDirectories(temp.resolve("docs"));
    Files.writeString(docs.resolve("guide.md"), "# Guide\n");
    FileGuard folders =
        new FileGuard(FileRules.standard().withFolders(HostFolder.readable("docs", docs)));
    shell = Caller.in(files, ShellRun.tool(guard, folders, ShellRules.standard()));
  }

  @Test
  void itRunsAProgramInTheAgentsFolder() throws IOException {
    Files.writeString(files.resolve("sub/a.txt"), "one\ntwo\nthree\n");

    JsonNode answer = shell.ok("argv", List.of("wc", "-l", "a.txt"), "cwd", "sub");

    assertThat(answer.path("stdout").asText()).isEqualTo("3 a.txt\n");
    assertThat(answer.path("exit").asInt()).isZero();
    assertThat(answer.path("truncated").asBoolean()).isFalse();
  }

  @Test
  void itPassesInputAndVariables() {
    assertThat(
            shell
                .ok("argv", List.of("tr", "a-z", "A-Z"), "stdin", "loud\n")
                .path("stdout")
                .asText())
        .isEqualTo("LOUD\n");
    assertThat(
            shell
                .ok("argv", List.of("date", "-d", "@0", "+%H"), "env", Map.of("TZ", "UTC-5"))
                .path("stdout")
                .asText())
        .isEqualTo("05\n");
  }

  @Test
  void itWritesWhereFileToolsMay() {
    assertThat(shell.ok("argv", List.of("touch", "made.txt")).path("exit").asInt()).isZero();
    assertThat(files.resolve("made.txt")).exists();
    assertThat(shell.ok("argv", List.of("cat", "guide.md"), "cwd", "@docs").path("stdout").asText())
        .isEqualTo("# Guide\n");
    assertThat(shell.ok("argv", List.of("touch", "no.txt"), "cwd", "@docs").path("stderr").asText())
        .contains("Read-only file system");
  }

  @Test
  void itSaysThatAProgramIsNotThere() {
    JsonNode answer = shell.ok("argv", List.of("no-such-program"));

    assertThat(answer.path("exit").asInt()).isEqualTo(127);
    assertThat(answer.path("stderr").asText()).contains("no-such-program");
  }

  @Nested
  class WhatIsRefused {
    @Test
    void aShell() {
      assertThat(shell.refused("argv", List.of("/bin/bash", "-c", "ls | wc")).text())
          .isEqualTo(
              "ERROR SHELL_NOT_ALLOWED: 'bash' is a shell, which this host does not allow; name the"
                  + " program itself and its arguments one by one");
    }

    @Test
    void aVariableThatIsNotOnTheList() {
      assertThat(shell.refused("argv", List.of("ls"), "env", Map.of("LD_PRELOAD", "x")).message())
          .isEqualTo(
              "the variable 'LD_PRELOAD' may not be set; of [COLUMNS, LANG, LC_ALL, NO_COLOR, TZ] it"
                  + " may be");
    }

    @Test
    void aFolderOutside() {
      assertThat(shell.refused("argv", List.of("ls"), "cwd", "..").code()).isEqualTo("PATH_ESCAPE");
      assertThat(shell.refused("argv", List.of("ls"), "cwd", "/").code()).isEqualTo("PATH_ESCAPE");
    }

    @Test
    void noProgram() {
      assertThat(shell.refused("argv", List.of()).message())
          .isEqualTo("'argv' must name a program first, got []");
      assertThat(shell.refused("argv", List.of("ls", "a\u0000b")).message()).contains("NUL");
    }
  }

  @Test
  void aHostThatAllowsShellsHasThem() {
    Caller free =
        Caller.in(
            files,
            ShellRun.tool(
                guard, new FileGuard(FileRules.standard()), ShellRules.standard().withShells()));

    assertThat(free.ok("argv", List.of("sh", "-c", "ls | wc -l")).path("stdout").asText().strip())
        .isEqualTo("1");
  }

  @Nested
  class Provider extends ToolProviderContract {
    @Override
    protected ToolProvider provider() {
      return new ProgramTools();
    }
  }
}
