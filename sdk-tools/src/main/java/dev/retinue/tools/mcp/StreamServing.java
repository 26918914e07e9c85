package dev.retinue.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves one client over streams: a message a line. Used by one thread. */
final class StreamServing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamServing.class);
  private static final int LONGEST_MESSAGE = 8 << 20;
  private static final int MOST_TOGETHER = 64;
  private static final int PARSE_ERROR = -32_700;
  private static final String CLIENT = "stream";

  private final Dispatch dispatch;
  private final OutputStream out;
  private final ReentrantLock writing = new ReentrantLock();
  private final Semaphore together = new Semaphore(MOST_TOGETHER);
  private final ExecutorService calls =
      Executors.newThreadPerTaskExecutor(
          Thread.ofVirtual().name("retinue-mcp-serve-", 0).factory());

  StreamServing(Dispatch dispatch, OutputStream out) {
    this.dispatch = dispatch;
    this.out = out;
  }

  /** Reads messages to the end of the input. */
  void run(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    byte[] buffer = new byte[16 * 1024];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      for (int i = 0; i < count; i++) {
        if (buffer[i] == '\n') {
          take(line.toString(StandardCharsets.UTF_8));
          line.reset();
        } else {
          line.write(buffer[i]);
        }
      }
      if (line.size() > LONGEST_MESSAGE) {
        throw new IOException("a client sent a message of more than " + LONGEST_MESSAGE + " bytes");
      }
    }
  }

  private void take(String line) throws IOException {
    if (line.isBlank()) {
      return;
    }
    JsonNode message;
    try {
      message = Json.tree(line);
    } catch (IllegalArgumentException e) {
      write(Dispatch.error(null, PARSE_ERROR, "a message is " + e.getMessage()));
      return;
    }
    together.acquireUninterruptibly();
    calls.execute(() -> {
      try {
        String answer = dispatch.answer(message, CLIENT).orElse("");
        if (!answer.isEmpty()) {
          write(answer);
        }
      } catch (IOException e) {
        LOG.atDebug().setCause(e).log("a client is gone before it was answered");
      } catch (InterruptedException e) {
        LOG.atDebug().log("a call was given up, since its client is gone");
      } finally {
        together.release();
      }
    });
  }

  private void write(String message) throws IOException {
    writing.lock();
    try {
      out.write((message + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } finally {
      writing.unlock();
    }
  }

  /** Cancels what runs, and waits for it to end. */
  @Override
  public void close() {
    dispatch.leave(CLIENT);
    calls.shutdownNow();
  }
}
