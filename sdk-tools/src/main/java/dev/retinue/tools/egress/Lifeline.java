package dev.retinue.tools.egress;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Ends a call from outside: closing its socket is the only way to wake a thread that reads from it.
 * Thread-safe.
 */
final class Lifeline {
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Closeable held;
  private boolean cut;
  private volatile String stage = "it began";

  /**
   * The call depends on this from now on.
   *
   * @throws SocketException if the call was ended; then this is closed
   */
  void hold(Closeable socket) throws IOException {
    lock.lock();
    try {
      held = socket;
      if (cut) {
        socket.close();
        throw new SocketException("the call was ended");
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the call; a second time does nothing. */
  void cut() {
    lock.lock();
    try {
      cut = true;
      if (held != null) {
        held.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a socket could not be closed", e);
    } finally {
      lock.unlock();
    }
  }

  /** What the call is doing, for a message should it take too long. */
  void stage(String doing) {
    stage = doing;
  }

  String stage() {
    return stage;
  }
}
