package dev.retinue.tools.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.process.Confinement.Mount;
import dev.retinue.tools.process.Confinement.Sandbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program tries to get out, to take what is not its, or to stay. */
class SandboxEscapeTest {
  private static final String SECRET = "the secret outside";

  @TempDir Path temp;
  private static final ProcessGuard GUARD = new ProcessGuard(ProcessRules.standard());
  private Path work;

  @BeforeEach
  void thereIsASandbox() throws Exception {
    assumeTrue(GUARD.sandboxMissing().isEmpty(), () -> "skipped: no sandbox works on this machine");
    work = Files.createDirectories(temp.resolve("work"));
    Files.writeString(temp.resolve("secret.txt"), SECRET);
    Files.createSymbolicLink(work.resolve("out"), temp.resolve("secret.txt"));
    Files.createSymbolicLink(work.resolve("up"), Path.of(".."));
  }

  private ProcessRequest sh(String script) {
    return ProcessRequest.of(Sandbox.around(work), "sh", "-c", script)
        .withLimits(ProcessLimits.usual().withTime(Duration.ofSeconds(20)));
  }

  private ProcessResult run(String script) throws Refused, InterruptedException {
    return GUARD.run(sh(script));
  }

  @Nested
  class FilesOfTheHost {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "cat out",
          "cat up/secret.txt",
          "cat ../secret.txt",
          "ls -la / /root /home /var /mnt /opt",
          "cat /etc/passwd /etc/shadow /etc/hostname /etc/hosts",
          "cat /proc/1/environ",
          "cat /proc/1/root/etc/passwd",
          "ls -R /proc/self/root/root /proc/self/root/home",
          "cat /proc/self/cwd/../secret.txt",
          "ls /sys /boot /run /media /srv",
          "cat /proc/kcore | head -c 100",
          "cat /dev/mem | head -c 100",
          "dmesg",
          "cat /dev/kmsg",
          "find / -xdev -name secret.txt -exec cat {} +",
          "cat /usr/local/etc/npmrc",
          "mount -t tmpfs none /usr",
          "mount --bind / /work",
          "chroot / cat /etc/shadow",
          "unshare -Ur cat /etc/shadow",
          "nsenter -t 1 -m cat /etc/shadow",
          "su -c 'cat /etc/shadow'",
          "sudo -n cat /etc/shadow",
        })
    void nothingOfTheHostIsRead(String script) throws Exception {
      ProcessResult result = run(script);

      assertThat(result.output().text() + result.errors().text())
          .doesNotContain(SECRET, "root:x", "root:*", "PATH=/", ".bashrc", "registry=");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/x",
          "/usr/x",
          "/usr/bin/x",
          "/usr/local/x",
          "/etc/x",
          "/dev/x",
          "/proc/sys/kernel/x",
          "/lib/x",
          "/bin/x",
          "/root/x",
          "/home/x",
          "/var/x",
          "out",
          "up/x",
          "../x",
        })
    void nothingElseIsWritten(String path) throws Exception {
      ProcessResult result = run("echo evil > " + path);

      assertThat(result.exit()).isNotZero();
      assertThat(temp.resolve("secret.txt")).hasContent(SECRET);
      assertThat(temp.resolve("x")).doesNotExist();
      assertThat(Path.of(path.startsWith("/") ? path : "/x")).doesNotExist();
    }

    @Test
    void theKernelsSettingsAreNotChanged() throws Exception {
      assertThat(run("echo x > /proc/sys/kernel/hostname").exit()).isNotZero();
      assertThat(run("echo h > /proc/sysrq-trigger").exit()).isNotZero();
      assertThat(
              run("for f in $(find /proc -writable -type f 2> /dev/null); do"
                      + " test -c $f || echo $f; done | head")
                  .output()
                  .text())
          .as("as the root of the host it would own core_pattern")
          .isEmpty();
      assertThat(run("mount -o remount,rw /proc; echo > /proc/sys/kernel/domainname").exit())
          .isNotZero();
      assertThat(run("hostname evil").exit()).isNotZero();
      assertThat(run("date -s 2001-01-01").exit()).isNotZero();
    }

    @Test
    void whatIsReadOnlyIsNotWritten() throws Exception {
      Sandbox sandbox = new Sandbox(List.of(new Mount(work, "/work", false)), "/work", false);

      ProcessResult result =
          GUARD.run(
              ProcessRequest.of(
                  sandbox, "sh", "-c", "echo x > a; mount -o remount,rw /work; echo x > b"));

      assertThat(result.errors().text()).contains("Read-only file system");
      assertThat(work).isDirectoryNotContaining("glob:**/{a,b}");
    }

    @Test
    void aDeviceIsNotMade() throws Exception {
      assertThat(run("mknod disk b 254 0").exit()).isNotZero();
      assertThat(run("cat /dev/vda /dev/sda | head -c 10").output().bytes()).isZero();
    }

    @Test
    void aHardLinkToTheHostIsNotMade() throws Exception {
      assertThat(run("ln /usr/bin/env linked").exit()).isNotZero();
    }

    @Test
    void temporaryFilesVanishAndAreBounded() throws Exception {
      ProcessResult result =
          GUARD.run(
              sh("for i in 1 2 3 4 5 6 7 8; do head -c 40000000 /dev/zero > /tmp/f$i"
                      + " || exit 9; done")
                  .withLimits(ProcessLimits.usual().withMemoryBytes(256 << 20)));

      assertThat(result.exit()).isEqualTo(9);
      assertThat(result.errors().text()).contains("No space left on device");
      assertThat(run("ls /tmp").output().text()).isEmpty();
    }
  }

  @Nested
  class Rights {
    @Test
    void itHasNone() throws Exception {
      assertThat(
              run("id -u; grep -E 'CapEff|CapPrm|CapBnd|NoNewPrivs' /proc/self/status")
                  .output()
                  .text())
          .isEqualTo(
              """
              1000
              CapPrm:\t0000000000000000
              CapEff:\t0000000000000000
              CapBnd:\t0000000000000000
              NoNewPrivs:\t1
              """);
    }

    @Test
    void aSetuidProgramGivesNone() throws Exception {
      assertThat(run("cp /usr/bin/id own; chmod u+s own; ./own -u").output().text().strip())
          .isEqualTo("1000");
      assertThat(run("find /usr/bin -perm -4000 | head -1 | xargs -I{} {} -c id").output().text())
          .doesNotContain("uid=0");
    }

    @Test
    void noProgramIsLeftThatWouldRunAsTheHost() throws Exception {
      run("cp /usr/bin/id left; chmod 6755 left; mkdir d; cp left d/-x; chmod u+s d/-x");

      if ("root".equals(System.getProperty("user.name"))) {
        assertThat((int) Files.getAttribute(work.resolve("left"), "unix:mode") & 06000).isZero();
        assertThat((int) Files.getAttribute(work.resolve("d/-x"), "unix:mode") & 06000).isZero();
      }
      assertThat(work.resolve("left")).isExecutable();
    }
  }

  @Nested
  class Network {
    @Test
    void thereIsNone() throws Exception {
      try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        int port = server.getLocalPort();
        ProcessResult result =
            GUARD.run(
                ProcessRequest.of(
                    Sandbox.around(work),
                    "bash",
                    "-c",
                    "(echo hi > /dev/tcp/127.0.0.1/"
                        + port
                        + ") 2>&1; (echo > /dev/tcp/10.0.0.1/80)"
                        + " 2>&1; (echo > /dev/udp/8.8.8.8/53) 2>&1; cat /proc/net/route"));

        assertThat(result.output().text())
            .contains("Connection refused", "Network is unreachable")
            .doesNotContain("eth", "00000000\t");
      }
    }

    @Test
    void socketsOfTheHostAreOutOfReach() throws Exception {
      assertThat(run("cat /proc/net/unix | wc -l").output().text().strip()).isEqualTo("1");
    }
  }

  @Nested
  class OtherProcesses {
    @Test
    void itSeesItsOwnAlone() throws Exception {
      assertThat(run("ls -d /proc/[0-9]* | wc -l").output().text().strip()).matches("[1-6]");
    }

    @Test
    void itKillsNobody() throws Exception {
      Process victim = new ProcessBuilder("sleep", "60").start();
      try {
        run("kill -9 " + victim.pid() + "; kill -9 " + ProcessHandle.current().pid());
        run("kill -9 -1");

        assertThat(victim.isAlive()).isTrue();
      } finally {
        victim.destroyForcibly();
      }
    }

    @Test
    void nobodyStaysBehind() throws Exception {
      String mark = "7" + ProcessHandle.current().pid();
      run("setsid nohup sleep " + mark + " > /dev/null 2>&1 & (sleep " + mark + " &) ; exit 0");
      run("trap '' TERM HUP INT; sleep " + mark + " & sleep 0.1; kill -9 $$");
      GUARD.run(
          sh("trap '' TERM HUP INT; setsid sleep " + mark + " & wait")
              .withLimits(ProcessLimits.usual().withTime(Duration.ofMillis(300))));

      long until = System.nanoTime() + Duration.ofSeconds(5).toNanos();
      while (runs(mark) && System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      assertThat(runs(mark)).isFalse();
    }

    private boolean runs(String mark) throws IOException {
      try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
        return processes
            .map(process -> process.resolve("cmdline"))
            .filter(Files::isReadable)
            .anyMatch(file -> {
              try {
                return Files.readString(file).startsWith("sleep\0" + mark);
              } catch (IOException gone) {
                return false;
              }
            });
      }
    }
  }

  @Nested
  class Environment {
    @Test
    void nothingOfTheHostsIsThere() throws Exception {
      assertThat(run("env | cut -d= -f1 | sort | tr '\\n' ' '").output().text())
          .isEqualTo("HOME LANG PATH PWD TMPDIR ");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "GLIBC_TUNABLES", "A=B", "", "A B"})
    void theLoaderIsNotLedAstray(String name) {
      assertThatThrownBy(() -> GUARD.run(sh("true").withEnvironment(Map.of(name, "/work/evil.so"))))
          .isInstanceOf(Refused.class)
          .hasMessageContaining("'" + name + "'");
    }
  }

  @Nested
  class Bombs {
    @Test
    void ofForks() throws Exception {
      assumeTrue(
          !Objects.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"), 0)
              || isLimited(ProcessGroup.of(10)),
          "the host is root and may make no control group: nothing binds the bomb but a watcher");
      ProcessResult result =
          GUARD.run(
              ProcessRequest.of(Sandbox.around(work), "bash", "-c", "b() { b | b & }; b; sleep 20")
                  .withLimits(
                      ProcessLimits.usual().withProcesses(40).withTime(Duration.ofSeconds(3))));

      assertThat(result.limitHit()).isIn(LimitHit.PROCESSES, LimitHit.TIME);
      assertThat(ProcessHandle.current().descendants().count()).isLessThan(10);
    }

    private static boolean isLimited(Optional<ProcessGroup> group) {
      group.ifPresent(ProcessGroup::close);
      return group.isPresent();
    }

    @Test
    void ofMemory() throws Exception {
      ProcessResult result =
          GUARD.run(
              sh("x=0123456789; while :; do x=$x$x; done")
                  .withLimits(ProcessLimits.usual().withMemoryBytes(64 << 20)));

      assertThat(result.limitHit() == LimitHit.MEMORY || result.exit() != 0).isTrue();
      assertThat(result.took()).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void ofMemoryInManyProcesses() throws Exception {
      // Without an end after it a shell becomes its last command, and what it held is gone.
      ProcessResult result =
          GUARD.run(
              ProcessRequest.of(
                      Sandbox.around(work),
                      "sh",
                      "-c",
                      "for i in 1 2 3 4 5 6; do (v=$(head -c 30000000 /dev/zero | tr '\\0' x); sleep"
                          + " 15; true) & done; wait")
                  .withLimits(ProcessLimits.usual().withMemoryBytes(100 << 20)));

      assertThat(result.limitHit()).isEqualTo(LimitHit.MEMORY);
    }

    @Test
    void ofOutput() throws Exception {
      long before = used();

      ProcessResult result =
          GUARD.run(
              sh("head -c 1000000000 /dev/zero; echo the end")
                  .withLimits(ProcessLimits.usual().withOutputBytes(1000)));

      assertThat(result.output().bytes()).isEqualTo(1_000_000_008L);
      assertThat(result.output().cut()).isTrue();
      assertThat(result.output().text()).hasSizeLessThan(1_100).endsWith("the end\n");
      assertThat(used() - before).isLessThan(100 << 20);
    }

    private long used() {
      Runtime runtime = Runtime.getRuntime();
      return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void ofFiles() throws Exception {
      ProcessResult result =
          GUARD.run(
              sh("head -c 50000000 /dev/zero > big; exit $?")
                  .withLimits(ProcessLimits.usual().withFileBytes(1_000_000)));

      assertThat(result.limitHit()).isEqualTo(LimitHit.FILE_SIZE);
      assertThat(work.resolve("big")).hasSize(1_000_000);
    }

    @Test
    void ofTime() throws Exception {
      ProcessResult result =
          GUARD.run(
              sh("trap '' TERM; while :; do :; done")
                  .withLimits(ProcessLimits.usual().withTime(Duration.ofMillis(300))));

      assertThat(result.limitHit()).isEqualTo(LimitHit.TIME);
      assertThat(result.took()).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void ofInputThatIsNotRead() throws Exception {
      ProcessResult result = GUARD.run(sh("exit 4").withInput("x".repeat(5_000_000)));

      assertThat(result.exit()).isEqualTo(4);
    }
  }

  @Nested
  class Arguments {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "-n",
          "--help",
          "--",
          "--bind",
          "$(touch /work/evil)",
          "`touch /work/evil`",
          "; touch evil",
          "| touch evil",
          "& touch evil",
          "a\ntouch evil",
          "'; touch evil; '",
          "\"; touch evil; \"",
          "*",
          "?",
          "~",
          "$HOME",
          "${IFS}",
          "%s%n",
          "\\",
          "\u0007",
          "> evil",
          "é\u202E",
          "a b  c",
          "",
        })
    void eachArrivesAsItIs(String argument) throws Exception {
      ProcessResult result =
          GUARD.run(ProcessRequest.of(Sandbox.around(work), "printf", "[%s]", argument));

      assertThat(result.output().text()).isEqualTo("[" + argument + "]");
      assertThat(work.resolve("evil")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-c", "--bind", "--help", "--share-net", "--version", "-", "--"})
    void aProgramIsNeverAnOption(String program) throws Exception {
      ProcessResult result =
          GUARD.run(ProcessRequest.of(Sandbox.around(work), program, "/", "/work"));

      assertThat(result.exit()).isNotZero();
      assertThat(result.output().text()).doesNotContain("usage", "Usage", "bubblewrap");
    }

    @Test
    void aNulIsRefused() {
      assertThatThrownBy(() -> GUARD.run(ProcessRequest.of(Sandbox.around(work), "echo", "a\0b")))
          .isInstanceOf(Refused.class)
          .hasMessage("an argument of 'echo' has a NUL character, which no program can be given");
    }

    @ParameterizedTest
    @ValueSource(strings = {"relative", "/", "/a/../b", "/..", "/a\0b"})
    void aMountIsWhereItIsSaid(String inside) {
      assertThatThrownBy(() -> new Mount(work, inside, true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a path in a sandbox must be absolute");
    }
  }
}
