package dev.retinue.tools.egress;

import dev.retinue.tools.egress.DestinationCheck.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.util.function.Supplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A connection to an address that was judged. The name is not looked up again: it is only told to
 * the server (Host, SNI) and demanded of its certificate. Confined to the thread of the call.
 */
final class Connection implements AutoCloseable {
  private final Socket plain;
  private final Socket socket;
  private final InetAddress address;

  private Connection(Socket plain, Socket socket, InetAddress address) {
    this.plain = plain;
    this.socket = socket;
    this.address = address;
  }

  /** Connects a socket. */
  @FunctionalInterface
  interface Dialer {
    void connect(Socket socket, InetSocketAddress address, int millis) throws IOException;
  }

  /** How connections are made. */
  record Means(Dialer dialer, Supplier<SSLSocketFactory> tls) {}

  /**
   * Connects to the first address that takes it.
   *
   * @param stall milliseconds without a byte after which reading from it fails
   */
  static Connection open(Route route, Means means, int stall, Lifeline lifeline)
      throws IOException {
    IOException failure = null;
    for (InetAddress address : route.addresses()) {
      // Not through a proxy of the JVM, which would look the name up itself.
      Socket plain = new Socket(Proxy.NO_PROXY);
      try {
        lifeline.hold(plain);
        lifeline.stage("connecting to " + IpLiteral.text(address));
        means.dialer().connect(plain, new InetSocketAddress(address, route.target().port()), stall);
      } catch (IOException e) {
        plain.close();
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
        continue;
      }
      return over(plain, route, means, stall, address);
    }
    throw failure == null ? new SocketException("there is no address") : failure;
  }

  private static Connection over(
      Socket plain, Route route, Means means, int stall, InetAddress address) throws IOException {
    boolean ready = false;
    try {
      plain.setSoTimeout(stall);
      plain.setTcpNoDelay(true);
      Socket socket = route.target().isSecure() ? secured(plain, route.target(), means) : plain;
      ready = true;
      return new Connection(plain, socket, address);
    } finally {
      if (!ready) {
        plain.close();
      }
    }
  }

  private static Socket secured(Socket plain, Target target, Means means) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            means.tls().get().createSocket(plain, target.host().bare(), target.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS"); // Not on by itself in a bare SSLSocket.
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  Socket socket() {
    return socket;
  }

  InetAddress address() {
    return address;
  }

  @Override
  public void close() throws IOException {
    plain.close();
  }
}
