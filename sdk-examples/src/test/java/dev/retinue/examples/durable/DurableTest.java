package dev.retinue.examples.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableTest {
  @TempDir Path folder;

  @Test
  void itIsKilledInTheMiddleAndDoesEachErrandOnce() throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    boolean allWell =
        new Durable(new PrintStream(said, true, StandardCharsets.UTF_8)).run(folder, true);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("ended with status 137")
        .contains("In the ledger are 6 errands of ten")
        .contains("which had not ended. It goes on.")
        .contains("in doubt: was it ordered? The supplier is asked by the key")
        .contains("It is not ordered again.")
        .contains("pending since the first process: May the agent pay the caterer 240 euros?")
        .contains("ten errands are done")
        .contains("10 effects, each once");
    assertThat(allWell).isTrue();
    assertThat(folder.resolve("timeline.html")).content().contains("the press");
    assertThat(new Ledger(folder.resolve("ledger.txt")).entries())
        .extracting(Ledger.Entry::what)
        .hasSize(10)
        .doesNotHaveDuplicates();
  }
}
