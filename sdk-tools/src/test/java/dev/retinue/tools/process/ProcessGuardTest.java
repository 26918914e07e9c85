package dev.retinue.tools.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.process.Confinement.Sandbox;
import dev.retinue.tools.process.Confinement.Unconfined;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessGuardTest {
  @TempDir Path folder;
  private final ProcessGuard guard = new ProcessGuard(ProcessRules.standard());

  @Nested
  class InASandbox {
    @BeforeEach
    void thereIsOne() throws InterruptedException {
      assumeTrue(
          guard.sandboxMissing().isEmpty(), () -> "skipped: no sandbox works on this machine");
    }

    @Test
    void aProgramRunsInItsFolder() throws Exception {
      Files.writeString(folder.resolve("in.txt"), "here");

      ProcessResult result =
          guard.run(sh("cat in.txt; pwd; echo oops >&2; echo out > out.txt; exit 3"));

      assertThat(result.exit()).isEqualTo(3);
      assertThat(result.output().text()).isEqualTo("here/work\n");
      assertThat(result.errors().text()).isEqualTo("oops\n");
      assertThat(result.limitHit()).isNull();
      assertThat(folder.resolve("out.txt")).hasContent("out");
    }

    @Test
    void itReadsItsInputAndItsEnvironment() throws Exception {
      ProcessResult result =
          guard.run(
              sh("cat; echo \"$GREETING\"; env | sort | cut -d= -f1 | tr '\\n' ' '")
                  .withInput("input ")
                  .withEnvironment(Map.of("GREETING", "a b\nc=$HOME")));

      assertThat(result.output().text())
          .isEqualTo("input a b\nc=$HOME\nGREETING HOME LANG PATH PWD TMPDIR c ");
    }

    @Test
    void itIsGoneWhenItsCallerIsInterrupted() throws Exception {
      CountDownLatch done = new CountDownLatch(1);
      Thread caller =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  guard.run(sh("touch started; sleep 60"));
                } catch (InterruptedException e) {
                  done.countDown();
                } catch (Refused e) {
                  throw new AssertionError(e);
                }
              });
      while (!Files.exists(folder.resolve("started"))) {
        Thread.onSpinWait();
      }

      caller.interrupt();
      done.await();

      assertThat(ProcessHandle.current().descendants()).noneMatch(ProcessGuardTest::isOurs);
    }

    @Test
    void aLiveOneIsTalkedToUntilItIsClosed() throws Exception {
      LiveProcess talker;
      try (LiveProcess live = guard.start(sh("echo hi >&2; while read l; do echo got $l; done"))) {
        talker = live;
        BufferedReader output =
            new BufferedReader(new InputStreamReader(live.output(), StandardCharsets.UTF_8));
        live.input().write("one\ntwo\n".getBytes(StandardCharsets.UTF_8));
        live.input().flush();

        assertThat(output.readLine()).isEqualTo("got one");
        assertThat(output.readLine()).isEqualTo("got two");
        assertThat(live.isAlive()).isTrue();
        assertThat(live.exit()).isEmpty();
        while (live.errors().text().isEmpty()) {
          Thread.onSpinWait();
        }
        assertThat(live.errors().text()).isEqualTo("hi\n");
      }
      assertThat(talker.isAlive()).isFalse();
      assertThat(talker.exit()).isPresent();
      assertThat(ProcessHandle.current().descendants()).noneMatch(ProcessGuardTest::isOurs);
    }
  }

  @Nested
  class WithoutASandbox {
    @Test
    void whatNeedsOneIsRefusedWithTheCure() {
      ProcessGuard bare =
          new ProcessGuard(ProcessRules.standard(), new Bubblewrap(List.of(folder)));

      assertThatThrownBy(() -> bare.run(sh("echo no")))
          .isInstanceOfSatisfying(
              Refused.class, refused -> assertThat(refused.code()).isEqualTo("SANDBOX_UNAVAILABLE"))
          .hasMessageContaining("'sh' was not run, since ")
          .hasMessageContaining("install bubblewrap (apt-get install bubblewrap");
    }

    @Test
    void whereItDoesNotWorkItSaysWhatItSaid() throws IOException {
      program("bwrap", "echo 'bwrap: No permissions to create a new namespace' >&2; exit 1");
      program("prlimit", "while [ \"$1\" != -- ]; do shift; done; shift; exec \"$@\"");
      ProcessGuard bare =
          new ProcessGuard(ProcessRules.standard(), new Bubblewrap(List.of(folder)));

      assertThatThrownBy(() -> bare.run(sh("touch ran")))
          .isInstanceOf(Refused.class)
          .hasMessageContaining(
              "bwrap is here and does not work (exit 1: bwrap: No permissions to create a new"
                  + " namespace); allow user namespaces");
      assertThat(folder.resolve("ran")).doesNotExist();
    }

    @Test
    void whatIsTrustedRunsWithinLimits() throws Exception {
      ProcessRequest request =
          ProcessRequest.of(new Unconfined(folder), "sh", "-c", "pwd; sleep 60");

      ProcessResult result =
          guard.run(request.withLimits(ProcessLimits.usual().withTime(Duration.ofMillis(200))));

      assertThat(result.output().text().strip()).isEqualTo(folder.toRealPath().toString());
      assertThat(result.limitHit()).isEqualTo(LimitHit.TIME);
    }

    @Test
    void whatIsNotThereIsSaid() {
      assertThatThrownBy(() -> guard.start(ProcessRequest.of(new Unconfined(folder), "no-such-x")))
          .isInstanceOfSatisfying(
              Refused.class, refused -> assertThat(refused.code()).isEqualTo("NOT_STARTED"))
          .hasMessageContaining("no-such-x");
    }

    private void program(String name, String script) throws IOException {
      Path file = folder.resolve(name);
      Files.writeString(file, "#!/bin/sh\n" + script + "\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private static boolean isOurs(ProcessHandle process) {
    return process.info().command().filter(name -> name.contains("bwrap")).isPresent();
  }

  private ProcessRequest sh(String script) {
    return ProcessRequest.of(Sandbox.around(folder), "sh", "-c", script);
  }
}
