package dev.retinue.tools.egress;

import java.time.Duration;
import java.util.Set;

/**
 * What a host lets its tools do on the network. Immutable.
 *
 * @param destinations where they may go
 * @param limits how much and how long
 * @param pace how fast to one host
 */
public record EgressRules(Destinations destinations, Limits limits, Pace pace) {
  /** To the public web alone, within the usual limits. */
  public static EgressRules standard() {
    return new EgressRules(Destinations.publicWeb(), Limits.usual(), Pace.usual());
  }

  public EgressRules withDestinations(Destinations others) {
    return new EgressRules(others, limits, pace);
  }

  public EgressRules withLimits(Limits others) {
    return new EgressRules(destinations, others, pace);
  }

  public EgressRules withPace(Pace other) {
    return new EgressRules(destinations, limits, other);
  }

  /**
   * Where calls may go.
   *
   * @param schemes of {@code http} and {@code https}
   * @param ports any if empty
   * @param hosts the only ones, by name or as {@code *.example.com} for those below one; any if
   *     empty
   * @param internal what may be reached although it is not public: a network ({@code 10.1.0.0/16}),
   *     an address, or a name ({@code intranet.example}, {@code *.corp.example}) whatever it
   *     resolves to. A name or an address with a port ({@code localhost:8080}) is for that port
   *     alone, and opens it.
   */
  public record Destinations(
      Set<String> schemes, Set<Integer> ports, Set<String> hosts, Set<String> internal) {
    private static final Set<String> WEB = Set.of("http", "https");

    public Destinations {
      schemes = Set.copyOf(schemes);
      ports = Set.copyOf(ports);
      hosts = Set.copyOf(hosts);
      internal = Set.copyOf(internal);
      if (schemes.isEmpty() || !WEB.containsAll(schemes)) {
        throw new IllegalArgumentException("schemes must be of http and https, got " + schemes);
      }
      for (int port : ports) {
        if (port < 1 || port > 65_535) {
          throw new IllegalArgumentException("ports must be from 1 to 65535, got " + port);
        }
      }
      hosts.forEach(Host::checkRule);
      internal.forEach(InternalPlace::parse);
    }

    /** http and https on ports 80 and 443, to public addresses. */
    public static Destinations publicWeb() {
      return new Destinations(WEB, Set.of(80, 443), Set.of(), Set.of());
    }

    /** These ports, and no others. */
    public Destinations withPorts(Integer... others) {
      return new Destinations(schemes, Set.of(others), hosts, internal);
    }

    /** To these hosts, and no others. */
    public Destinations withHosts(String... others) {
      return new Destinations(schemes, ports, Set.of(others), internal);
    }

    /** Also to these places, although they are not public. */
    public Destinations withInternal(String... places) {
      return new Destinations(schemes, ports, hosts, Set.of(places));
    }
  }

  /**
   * How much one call may take and bring.
   *
   * @param total time for all of a call: waiting for its turn, redirects, and the body
   * @param stall time without a single byte, also for a connection to be made
   * @param bodyBytes of a body as it is received, and after it was decompressed
   * @param expansion how many times larger a body may be after it was decompressed, once that is
   *     more than 1 MiB
   * @param redirects in one call
   */
  public record Limits(
      Duration total, Duration stall, int bodyBytes, int expansion, int redirects) {
    public Limits {
      if (!total.isPositive() || !stall.isPositive()) {
        throw new IllegalArgumentException(
            "total and stall must be positive, got " + total + " and " + stall);
      }
      if (bodyBytes < 1 || expansion < 1 || redirects < 0) {
        throw new IllegalArgumentException(
            "bodyBytes and expansion must be positive and redirects not negative, got "
                + bodyBytes
                + ", "
                + expansion
                + " and "
                + redirects);
      }
    }

    /** A minute, 10 seconds without a byte, 10 MiB, 200 times, 5 redirects. */
    public static Limits usual() {
      return new Limits(Duration.ofMinutes(1), Duration.ofSeconds(10), 10 << 20, 200, 5);
    }

    public Limits withTotal(Duration time) {
      return new Limits(time, stall, bodyBytes, expansion, redirects);
    }

    public Limits withStall(Duration time) {
      return new Limits(total, time, bodyBytes, expansion, redirects);
    }
  }

  /**
   * How often one host is called.
   *
   * @param perSecond requests, evenly spread
   * @param together calls at one time
   * @param failures in a row after which a host is left alone
   * @param rest for how long
   */
  public record Pace(int perSecond, int together, int failures, Duration rest) {
    public Pace {
      if (perSecond < 1 || together < 1 || failures < 1 || !rest.isPositive()) {
        throw new IllegalArgumentException(
            "a pace must be positive, got "
                + perSecond
                + " a second, "
                + together
                + " together, "
                + failures
                + " failures, rest "
                + rest);
      }
    }

    /** 5 a second, 4 together; after 5 failures half a minute of rest. */
    public static Pace usual() {
      return new Pace(5, 4, 5, Duration.ofSeconds(30));
    }
  }
}
