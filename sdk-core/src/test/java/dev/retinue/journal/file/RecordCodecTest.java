package dev.retinue.journal.file;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
  @Test
  void anUnknownVerdictIsNamed() {
    ByteWriter frame = new ByteWriter(100);
    frame.reset(Frame.HEADER);
    frame.putString("r");
    frame.putInstant(Instant.EPOCH);
    frame.putString("1.0");
    frame.putString("ada");
    frame.putString("PERHAPS");
    Frame.begin(frame.array(), frame.length(), RecordCodec.SETTLED, 1, 0);

    assertThatThrownBy(
            () -> RecordCodec.payloads(RecordCodec.SETTLED, ByteReader.body(frame.array(), 0)))
        .isInstanceOf(IOException.class)
        .hasMessage("a verdict of unknown name 'PERHAPS'");
  }
}
