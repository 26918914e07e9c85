package dev.retinue.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.error.SetupException;
import dev.retinue.testkit.ScriptedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home belongs to one runtime at a time. */
class HomeTest {
  private static AgentRuntime open(Path home) {
    return AgentRuntime.builder()
        .home(home)
        .model(ScriptedModel.turn(ScriptedModel.say("fine")))
        .build();
  }

  /** Another process that holds a home until its input ends. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      try (AgentRuntime runtime = open(Path.of(arguments[0]))) {
        System.out.write('!');
        System.out.flush();
        while (System.in.read() >= 0) {
          // until whoever started this closes it
        }
        assertThat(runtime.agents()).isEmpty();
      }
    }
  }

  @Test
  void itIsMadeAndCanBeOpenedAgainAfterClosing(@TempDir Path folder) {
    Path home = folder.resolve("deep").resolve("home");
    for (int i = 0; i < 3; i++) {
      try (AgentRuntime runtime = open(home)) {
        assertThat(home).isDirectory();
        assertThat(runtime.health().toString()).contains("home: UP (" + home + ")");
      }
    }
  }

  @Test
  void aSecondRuntimeOfThisProcessIsRefused(@TempDir Path home) {
    try (AgentRuntime first = open(home)) {
      assertThatThrownBy(() -> open(home.resolve(".").resolve("x").resolve("..")))
          .isInstanceOf(SetupException.class)
          .hasMessage(
              "home "
                  + home
                  + " is in use by another runtime of this process; close that runtime or give another home");
      assertThat(first.health().status().name()).isEqualTo("UP");
    }
  }

  @Test
  void anotherProcessIsNamed(@TempDir Path home) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Holder.class.getName(),
                home.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(process.getInputStream().read()).isEqualTo('!');

      assertThatThrownBy(() -> open(home))
          .isInstanceOf(SetupException.class)
          .hasMessage(
              "home "
                  + home
                  + " is in use by the process "
                  + process.pid()
                  + "; close that runtime or give another home");
    } finally {
      process.getOutputStream().close();
      process.waitFor();
    }
    open(home).close();
  }

  @Test
  void aFileIsRefused(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");

    assertThatThrownBy(() -> open(file))
        .isInstanceOf(SetupException.class)
        .hasMessage(
            "home "
                + file
                + " cannot be used: "
                + file
                + " is a file, not a folder; give builder().home(..) a folder that this process may write");
  }

  @Test
  void aFolderThatCannotBeWrittenIsRefused(@TempDir Path folder) throws IOException {
    Path home = Files.createDirectory(folder.resolve("home"));
    assumeTrue(home.toFile().setWritable(false), "no permissions here");
    assumeFalse(Files.isWritable(home), "this user may write everywhere");

    assertThatThrownBy(() -> open(home))
        .isInstanceOf(SetupException.class)
        .hasMessageContaining("home " + home + " cannot be used: access denied to ");
  }

  @Test
  void aFolderThatNobodyCanWriteIsRefused() {
    Path nowhere = Path.of("/proc/retinue-home");
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "no /proc here");

    assertThatThrownBy(() -> open(nowhere))
        .isInstanceOf(SetupException.class)
        .hasMessageStartingWith("home " + nowhere + " cannot be used: ")
        .hasMessageEndingWith("; give builder().home(..) a folder that this process may write");
  }

  @Test
  void anAgentThatWasNotUsedHasNoFolder(@TempDir Path home) throws Exception {
    AgentDefinition definition = AgentDefinition.builder("A").build();
    try (AgentRuntime runtime = open(home)) {
      Agent agent = runtime.agent(definition);
      Path folder = agent.folder().orElseThrow();
      assertThat(folder).isEqualTo(home.resolve("agents").resolve("a")).doesNotExist();

      agent.ask("Go");

      assertThat(AgentDefinition.read(folder.resolve("agent.yaml"))).isEqualTo(definition);
    }
  }

  @Test
  void aChangedDefinitionAttachesAndTheFormerOneIsInTheHistory(@TempDir Path home)
      throws Exception {
    AgentDefinition former = AgentDefinition.builder("A").build();
    AgentDefinition changed = AgentDefinition.builder("A").description("changed").build();
    for (AgentDefinition definition : List.of(former, changed)) {
      try (AgentRuntime runtime = open(home)) {
        runtime.agent(definition).ask("Go");
      }
    }

    Path folder = home.resolve("agents").resolve("a");
    assertThat(AgentDefinition.read(folder.resolve("agent.yaml"))).isEqualTo(changed);
    try (var history = Files.list(folder.resolve("history"))) {
      Path kept =
          history
              .filter(file -> file.getFileName().toString().startsWith("agent-before-"))
              .findFirst()
              .orElseThrow();
      assertThat(AgentDefinition.read(kept)).isEqualTo(former);
    }
  }
}
