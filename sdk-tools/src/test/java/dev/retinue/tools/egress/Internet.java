package dev.retinue.tools.egress;

import dev.retinue.testkit.SettableClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;

/**
 * An internet in a test: names have the addresses that are told here, and behind a public address
 * stands a server on loopback. Every other address is connected to for real, so that a guard that
 * lets one pass is found out.
 */
public final class Internet {
  public static final String PUBLIC = "93.184.216.34";
  public static final EgressRules.Pace FAST =
      new EgressRules.Pace(1000, 64, 1000, Duration.ofSeconds(30));
  public static final EgressRules ANY_PORT =
      EgressRules.standard()
          .withDestinations(EgressRules.Destinations.publicWeb().withPorts())
          .withPace(FAST);

  private final Map<String, Deque<List<InetAddress>>> names = new LinkedHashMap<>();
  private final Map<InetAddress, RawServer> servers = new LinkedHashMap<>();

  /** What was looked up. */
  final List<String> lookups = new CopyOnWriteArrayList<>();

  /** What was connected to. */
  public final List<String> dialled = new CopyOnWriteArrayList<>();

  final SettableClock clock = SettableClock.at("2026-03-03T12:00:00Z");

  /** A name has these addresses, the next time it is asked for; the last told it keeps. */
  public Internet name(String name, String... addresses) {
    names
        .computeIfAbsent(name, n -> new ArrayDeque<>())
        .addLast(Stream.of(addresses).map(text -> IpLiteral.parse(text).orElseThrow()).toList());
    return this;
  }

  /** Behind this address stands this server, whatever the port. */
  public Internet server(String address, RawServer server) {
    servers.put(IpLiteral.parse(address).orElseThrow(), server);
    return this;
  }

  /** A guard in this internet. */
  public EgressGuard guard(EgressRules rules) {
    return guard(rules, () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  EgressGuard guard(EgressRules rules, Supplier<SSLSocketFactory> tls) {
    return new EgressGuard(rules, this::resolve, new Connection.Means(this::dial, tls), clock);
  }

  private List<InetAddress> resolve(String name) throws UnknownHostException {
    lookups.add(name);
    Deque<List<InetAddress>> answers = names.get(name);
    if (answers == null) {
      throw new UnknownHostException(name);
    }
    return answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
  }

  private void dial(Socket socket, InetSocketAddress address, int millis) throws IOException {
    dialled.add(address.getAddress().getHostAddress() + ":" + address.getPort());
    RawServer server = servers.get(address.getAddress());
    socket.connect(
        server == null
            ? address
            : new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
        millis);
  }

  static EgressRequest get(String url) {
    return EgressRequest.get(url, new EgressRequest.Bounds(Duration.ofSeconds(20), 5_000_000));
  }
}
