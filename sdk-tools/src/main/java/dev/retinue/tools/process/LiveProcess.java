package dev.retinue.tools.process;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalInt;

/**
 * A program that runs until it ends or is closed; whoever started it reads and writes. Its memory
 * and number of processes are limited, its time is not. It ends with the JVM. Thread-safe.
 */
public final class LiveProcess implements AutoCloseable {
  private final OwnedProcess owned;
  private final Captured errors;

  LiveProcess(OwnedProcess owned, Captured errors) {
    this.owned = owned;
    this.errors = errors;
  }

  /** What it reads; unbuffered, so flush what is to arrive. */
  public OutputStream input() {
    return owned.process().getOutputStream();
  }

  /** What it writes. Reading blocks, also the carrier of a virtual thread. */
  public InputStream output() {
    return owned.process().getInputStream();
  }

  /** What it wrote as errors so far. */
  public ProcessResult.Written errors() {
    return errors.written();
  }

  public boolean isAlive() {
    return owned.process().isAlive();
  }

  /** Its exit status, once it has ended. */
  public OptionalInt exit() {
    return isAlive() ? OptionalInt.empty() : OptionalInt.of(owned.process().exitValue());
  }

  /** Kills it and all that it started, and waits until they are gone; nothing if it has ended. */
  @Override
  public void close() {
    owned.kill();
  }
}
