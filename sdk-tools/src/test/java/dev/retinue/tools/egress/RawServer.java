package dev.retinue.tools.egress;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server on all addresses of this machine that counts its connections, keeps the requests, and
 * answers byte for byte as it is told: the first request by the first answer, and so on, and all
 * further ones by the last.
 */
public final class RawServer implements AutoCloseable {
  /**
   * A request as it came.
   *
   * @param headers names in lower case
   */
  public record Request(String line, Map<String, String> headers, String body) {}

  /** How a request is answered. */
  public interface Answer {
    /**
     * @param closing is counted down when the test is over
     */
    void write(OutputStream out, CountDownLatch closing) throws IOException, InterruptedException;
  }

  private final ServerSocket server;
  private final List<Answer> answers;
  private final Thread accepting;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger answered = new AtomicInteger();

  /** How many connections were made. */
  public final AtomicInteger connections = new AtomicInteger();

  /** The requests in their order. */
  public final List<Request> requests = new CopyOnWriteArrayList<>();

  /** Counted down when the first request was read. */
  public final CountDownLatch asked = new CountDownLatch(1);

  /** Counted down when a client closed its connection while it was being answered. */
  public final CountDownLatch left = new CountDownLatch(1);

  public RawServer(Answer... answers) throws IOException {
    this(new ServerSocket(0), answers);
  }

  RawServer(ServerSocket server, Answer... answers) {
    this.server = server;
    this.answers = List.of(answers);
    this.accepting = Thread.ofVirtual().start(this::accept);
  }

  /** These bytes. */
  public static Answer text(String... lines) {
    return (out, closing) -> {
      out.write(String.join("\r\n", lines).getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    };
  }

  /** A plain answer with a body. */
  public static Answer ok(String body) {
    return status("200 OK", body);
  }

  public static Answer status(String status, String body, String... headers) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return bytes("HTTP/1.1 " + status, bytes, headers);
  }

  public static Answer bytes(String status, byte[] body, String... headers) {
    return (out, closing) -> {
      StringBuilder head = new StringBuilder(status).append("\r\n");
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
      out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
      out.write(body);
      out.flush();
    };
  }

  public static Answer redirect(int status, String location) {
    return status(status + " Elsewhere", "", "Location: " + location);
  }

  /** First these bytes, then nothing more, neither data nor the end. */
  public static Answer stalling(String... lines) {
    return (out, closing) -> {
      text(lines).write(out, closing);
      closing.await();
    };
  }

  /** First these bytes, then the same piece again and again. */
  static Answer endless(String head, byte[] piece) {
    return (out, closing) -> {
      text(head).write(out, closing);
      while (closing.getCount() > 0) {
        out.write(piece);
        out.flush();
      }
    };
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.incrementAndGet();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return; // It was closed.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      requests.add(read(new BufferedInputStream(socket.getInputStream())));
      asked.countDown();
      int index = Math.min(answered.getAndIncrement(), answers.size() - 1);
      Thread.ofVirtual().start(() -> watch(socket));
      answers.get(index).write(socket.getOutputStream(), closing);
    } catch (IOException e) {
      left.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch(Socket socket) {
    try {
      if (socket.getInputStream().read() < 0) {
        left.countDown();
      }
    } catch (IOException e) {
      left.countDown();
    }
  }

  private static Request read(InputStream in) throws IOException {
    String line = line(in);
    Map<String, String> headers = new LinkedHashMap<>();
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(':');
      if (colon < 0) {
        throw new IOException("no header: " + header);
      }
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Request(line, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the client left");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** When it returns nobody is let in any more: a closed socket can still accept one. */
  @Override
  public void close() throws IOException {
    closing.countDown();
    server.close();
    try {
      accepting.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
