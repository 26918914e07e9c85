package dev.retinue.run;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The log of one class, which is off in tests otherwise, until it is closed. */
final class CapturedLog implements AutoCloseable {
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Logger logger;
  private final Field level;
  private final int before;

  CapturedLog(String name) throws ReflectiveOperationException {
    logger = LoggerFactory.getLogger(name);
    level = logger.getClass().getDeclaredField("currentLogLevel");
    level.setAccessible(true);
    before = level.getInt(logger);
    level.setInt(logger, Level.DEBUG.toInt());
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
  }

  String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws ReflectiveOperationException {
    System.setErr(err);
    level.setInt(logger, before);
  }
}
