package dev.retinue.tools.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.effect.ToolResult;
import dev.retinue.tool.ToolOffer;
import dev.retinue.tools.Caller;
import dev.retinue.tools.filesystem.FileGuard;
import dev.retinue.tools.filesystem.FileRules;
import dev.retinue.tools.general.programs.CodeRun;
import dev.retinue.tools.general.programs.ProgramTools;
import dev.retinue.tools.general.programs.ShellRules;
import dev.retinue.tools.general.programs.ShellRun;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine without bubblewrap: what runs all the same, and what never does. */
class WithoutSandboxTest {
  @TempDir Path folder;
  private final FileGuard files = new FileGuard(FileRules.standard());
  private ProcessGuard guard;

  @BeforeEach
  void makeAGuardThatFindsNoPrograms() {
    guard = new ProcessGuard(ProcessRules.standard(), new Bubblewrap(List.of(folder)));
  }

  @Test
  void javaScriptRunsInAJvmOfItsOwnWhichIsEnough() {
    Caller code = Caller.in(folder, CodeRun.tool(guard, files));

    JsonNode answer = code.ok("code", "6 * 7");
    JsonNode reaching = code.ok("code", "load('/etc/passwd')");

    assertThat(answer.path("value").asText()).isEqualTo("42");
    assertThat(reaching.path("exit").asInt()).isEqualTo(1);
    assertThat(reaching.path("stderr").asText()).contains("Operation is not allowed");
  }

  @Test
  void nothingElseRuns() {
    Caller code = Caller.in(folder, CodeRun.tool(guard, files));
    Caller shell = Caller.in(folder, ShellRun.tool(guard, files, ShellRules.standard()));

    for (ToolResult.Failed failed :
        List.of(
            code.refused("language", "python", "code", "open('ran', 'w')"),
            code.refused("language", "java", "code", "class Main {}"),
            shell.refused("argv", List.of("touch", "ran")))) {
      assertThat(failed.code()).isEqualTo("SANDBOX_UNAVAILABLE");
      assertThat(failed.message()).contains("was not run, since ");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void theProviderSaysWhatIsMissing() {
    List<ToolOffer> offers = new ProgramTools(guard, files).tools();

    assertThat(offers.getFirst()).isInstanceOf(ToolOffer.Available.class);
    assertThat(offers.getLast())
        .isInstanceOfSatisfying(
            ToolOffer.Unavailable.class,
            shell -> {
              assertThat(shell.name()).isEqualTo("shell_run");
              assertThat(shell.reason()).containsAnyOf("install bubblewrap", "need Linux");
            });
  }
}
