package dev.retinue.tools.general.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.tools.Caller;
import dev.retinue.tools.filesystem.FileGuard;
import dev.retinue.tools.filesystem.FileRules;
import dev.retinue.tools.process.ProcessGuard;
import dev.retinue.tools.process.ProcessRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeRunTest {
  @TempDir Path files;
  private final ProcessGuard guard = new ProcessGuard(ProcessRules.standard());
  private Caller code;

  @BeforeEach
  void makeTheTool() {
    code = Caller.in(files, CodeRun.tool(guard, new FileGuard(FileRules.standard())));
  }

  @Nested
  class JavaScript {
    @Test
    void itGivesTheValueAndWhatWasPrinted() {
      JsonNode answer =
          code.ok(
              "code",
              "console.log('rows: ' + input.split('\\n').length);"
                  + " Promise.resolve({sum: input.split('\\n').reduce((a, x) => a + Number(x), 0)})",
              "input",
              "1\n2\n3.5");

      assertThat(answer.path("value").asText()).isEqualTo("{\"sum\":6.5}");
      assertThat(answer.path("stdout").asText()).isEqualTo("rows: 3\n");
      assertThat(answer.path("stderr").asText()).isEmpty();
      assertThat(answer.path("exit").asInt()).isZero();
      assertThat(answer.has("limitHit")).isFalse();
    }

    @Test
    void itSaysWhereAScriptIsWrong() {
      JsonNode answer = code.ok("code", "let a = 1;\nb + a");

      assertThat(answer.path("exit").asInt()).isEqualTo(1);
      assertThat(answer.path("stderr").asText())
          .isEqualTo("ReferenceError: b is not defined (line 2)\n");
    }

    @Test
    void itReachesNothing() {
      JsonNode answer =
          code.ok(
              "code",
              """
              [() => Java.type('java.lang.System'), () => load('/etc/passwd'), () => read('/etc/passwd'),
               () => require('fs'), () => fetch('http://127.0.0.1'), () => quit(0),
               () => Polyglot.eval('js', '1'), () => new Worker('x'), () => Packages.java.io.File,
               () => (new Function('return this'))().java, () => process.env.HOME,
               () => import('fs') && undefined,
               () => input.constructor.constructor('return typeof Java')() === 'undefined' ? undefined : 1]
                .map(way => { try { return way() === undefined ? 'no' : 'YES'; } catch (e) { return 'no'; } })
                .join()
              """);

      assertThat(answer.path("value").asText()).matches("\"(no,)*no\"");
    }

    @Test
    void anEndlessLoopIsEnded() {
      JsonNode answer = code.ok("code", "for (;;) {}", "timeout", 2);

      assertThat(answer.path("limitHit").asText()).isEqualTo("time");
    }

    @Test
    void aMemoryBombIsEnded() {
      JsonNode answer =
          code.ok(
              "code",
              "const a = []; for (;;) a.push(new Uint8Array(10000000).fill(1))",
              "memoryMb",
              64,
              "timeout",
              60);

      assertThat(answer.path("limitHit").asText()).isEqualTo("memory");
    }
  }

  @Nested
  class InASandbox {
    @BeforeEach
    void thereIsOne() throws InterruptedException {
      assumeTrue(
          guard.sandboxMissing().isEmpty(), () -> "skipped: no sandbox works on this machine");
    }

    @Test
    void pythonReadsTheFolderAndCannotChangeIt() throws IOException {
      assumeTrue(guard.program("python3").isPresent(), "skipped: there is no python3");
      Files.writeString(files.resolve("a.txt"), "from the folder");

      JsonNode answer =
          code.ok(
              "language",
              "python",
              "code",
              "import sys\nprint(open('a.txt').read(), sys.stdin.read())\nopen('b.txt', 'w')",
              "input",
              "given");

      assertThat(answer.path("stdout").asText()).isEqualTo("from the folder given\n");
      assertThat(answer.path("stderr").asText()).contains("Read-only file system: 'b.txt'");
      assertThat(answer.path("exit").asInt()).isEqualTo(1);
      assertThat(files.resolve("b.txt")).doesNotExist();
    }

    @Test
    void javaIsCompiledAndRun() {
      JsonNode answer =
          code.ok(
              "language",
              "java",
              "code",
              "class Main { public static void main(String[] a) {"
                  + " System.out.println(java.util.stream.IntStream.rangeClosed(1, 10).sum()); } }",
              "timeout",
              60);

      assertThat(answer.path("stdout").asText()).isEqualTo("55\n");
    }
  }
}
