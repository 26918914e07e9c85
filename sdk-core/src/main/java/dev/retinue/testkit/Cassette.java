package dev.retinue.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test whose runs are recorded once and replayed from then on: models, tools, memory, knowledge,
 * clock and chance answer from a file, offline, and the test fails at the first effect that asks
 * something else. The test takes a {@link Tape} and puts it on its runtime's builder:
 *
 * <pre>{@code
 * @Test
 * @Cassette("march-offer")
 * void answers(Tape tape) throws Exception {
 *   try (AgentRuntime runtime = tape.on(AgentRuntime.builder().tools(mail)).build()) {
 *     ...
 *   }
 * }
 * }</pre>
 *
 * <p>The file is {@code src/test/resources/cassettes/<name>.yaml}, or in the folder that the system
 * property {@code retinue.cassettes} names. It is written when the test has passed.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ExtendWith(CassetteExtension.class)
public @interface Cassette {
  /** The file's name without its ending: letters, digits, {@code -}, {@code _} and {@code /}. */
  String value();

  /**
   * Whether to record; the system property {@code retinue.cassette} ({@code record} or {@code
   * replay}) says otherwise for all tests.
   */
  Mode mode() default Mode.AUTO;

  /** When a cassette is recorded. */
  enum Mode {
    /**
     * Replayed if the file is there; recorded if it is not. Where the environment variable {@code
     * CI} is set nothing is recorded, and the test fails.
     */
    AUTO,
    /** Replayed; the test fails if the file is not there. */
    REPLAY,
    /** Recorded, over what may be there. */
    RECORD
  }
}
