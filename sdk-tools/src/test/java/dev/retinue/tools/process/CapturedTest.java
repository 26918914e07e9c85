package dev.retinue.tools.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapturedTest {
  @ParameterizedTest
  @CsvSource({
    "'', 0, ''",
    "abc, 3, abc",
    "abcdefgh, 8, abcdefgh",
    "abcdefghi, 9, 'abcd\n[... 1 bytes left out ...]\nfghi'",
    "0123456789abcdefghij, 20, '0123\n[... 12 bytes left out ...]\nghij'",
  })
  void itKeepsTheBeginningAndTheEnd(String text, long bytes, String kept) {
    for (int chunk = 1; chunk <= 20; chunk++) {
      Captured captured = new Captured(8);
      for (int from = 0; from < text.length(); from += chunk) {
        byte[] part =
            text.substring(from, Math.min(text.length(), from + chunk))
                .getBytes(StandardCharsets.UTF_8);
        captured.take(part, part.length);
      }

      assertThat(captured.written()).isEqualTo(new ProcessResult.Written(kept, bytes, bytes > 8));
    }
  }

  @Test
  void itMayKeepNothing() {
    Captured captured = new Captured(0);
    captured.drain(new ByteArrayInputStream(new byte[100_000]));

    assertThat(captured.written().bytes()).isEqualTo(100_000);
    assertThat(captured.written().text()).isEqualTo("\n[... 100000 bytes left out ...]\n");
  }
}
