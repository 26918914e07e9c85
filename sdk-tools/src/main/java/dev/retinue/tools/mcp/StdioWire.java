package dev.retinue.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.json.Json;
import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.schema.OutsideText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Messages as lines over a process's standard input and output. Thread-safe. */
final class StdioWire implements Wire {
  private static final Logger LOG = LoggerFactory.getLogger(StdioWire.class);
  private static final int MOST_WAITING = 256;

  /** Some servers greet, or log where they must not; more than this is no server. */
  private static final int MOST_GARBAGE = 50;

  private final McpServer server;
  private final McpServer.Stdio how;
  private final BlockingQueue<String> outgoing = new LinkedBlockingQueue<>(MOST_WAITING);
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile @Nullable ServerProcess process;
  private volatile @Nullable Thread writer;
  private volatile String garbage = "";
  private int garbageLines;

  StdioWire(McpServer server, McpServer.Stdio how) {
    this.server = server;
    this.how = how;
  }

  @Override
  public void open(Listener listener) throws Refused {
    ServerProcess started = ServerProcess.start(server.name(), how);
    process = started;
    thread("read", () -> read(started, listener));
    writer = thread("write", () -> write(started, listener));
  }

  private Thread thread(String what, Runnable work) {
    // A platform thread: reading from a pipe would hold the carrier of a virtual one.
    return Thread.ofPlatform()
        .daemon()
        .name("retinue-mcp-" + server.name() + "-" + what)
        .start(work);
  }

  private void read(ServerProcess from, Listener listener) {
    String why;
    try (InputStream in = from.output()) {
      why = lines(in, listener);
      if (why.isEmpty()) {
        why = from.ending();
      }
    } catch (IOException e) {
      why = "could not be read from: " + e.getMessage();
    } catch (InterruptedException e) {
      why = "was given up";
    }
    lost(listener, why);
  }

  /** Reads to the end; why it stopped before that, if it did. */
  private String lines(InputStream in, Listener listener) throws IOException {
    byte[] buffer = new byte[16 * 1024];
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int count = in.read(buffer);
    while (count >= 0) {
      int from = 0;
      for (int i = 0; i < count; i++) {
        if (buffer[i] == '\n') {
          line.write(buffer, from, i - from);
          from = i + 1;
          if (!told(line.toString(StandardCharsets.UTF_8), listener)) {
            return "wrote more than "
                + MOST_GARBAGE
                + " lines that are no messages to its standard output, first '"
                + garbage
                + "'";
          }
          line.reset();
        }
      }
      line.write(buffer, from, count - from);
      if (line.size() > server.limits().messageBytes()) {
        return "sent a message of more than " + server.limits().messageBytes() + " bytes";
      }
      if (ended.get()) {
        return "was given up";
      }
      count = in.read(buffer);
    }
    return "";
  }

  private boolean told(String line, Listener listener) {
    if (line.isBlank()) {
      return true;
    }
    JsonNode message;
    try {
      message = Json.tree(line);
    } catch (IllegalArgumentException e) {
      message = null;
    }
    if (message != null && (message.isObject() || message.isArray())) {
      listener.received(message);
      return true;
    }
    if (garbage.isEmpty()) {
      garbage = OutsideText.line(line, 100);
    }
    LOG.atDebug().addKeyValue("server", server.name()).log("a line is no message");
    return ++garbageLines <= MOST_GARBAGE;
  }

  private void write(ServerProcess to, Listener listener) {
    try {
      OutputStream out = to.input();
      while (!ended.get()) {
        out.write((outgoing.take() + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (IOException e) {
      // The reader says more of it when the output ends as well.
      LOG.atDebug().addKeyValue("server", server.name()).setCause(e).log("it takes no input");
    } catch (InterruptedException e) {
      lost(listener, "was given up");
    }
  }

  private void lost(Listener listener, String why) {
    if (ended.compareAndSet(false, true)) {
      listener.lost(why);
    }
    close();
  }

  @Override
  public void send(String json, String request) {
    if (!outgoing.offer(json)) {
      LOG.atWarn().addKeyValue("server", server.name()).log("it reads nothing; it is ended");
      close();
    }
  }

  @Override
  public void abandon(String request) {
    // A late answer is read and dropped.
  }

  @Override
  public void agreed(String version) {
    // The messages are the same in all versions.
  }

  @Override
  public String hint() {
    ServerProcess running = process;
    String said = running == null ? "" : running.said().orElse("");
    return (garbage.isEmpty() ? "" : "; it wrote what is no message: '" + garbage + "'")
        + (said.isEmpty() ? "" : "; it last said '" + said + "'");
  }

  @Override
  public void close() {
    ServerProcess running = process;
    if (running != null) {
      running.close();
    }
    Thread writing = writer;
    if (writing != null) {
      writing.interrupt();
    }
  }
}
