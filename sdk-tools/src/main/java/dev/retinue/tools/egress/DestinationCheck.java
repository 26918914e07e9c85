package dev.retinue.tools.egress;

import dev.retinue.tools.catalogue.Refused;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Judges where a call wants to go, and finds the addresses that it may connect to. Thread-safe. */
final class DestinationCheck {
  private final EgressRules.Destinations rules;
  private final List<String> hosts;
  private final List<InternalPlace> internal;
  private final Resolver resolver;

  /** Asks for the addresses of a name. */
  @FunctionalInterface
  interface Resolver {
    /**
     * @return at least one
     */
    List<InetAddress> addresses(String name) throws UnknownHostException;

    /** The one of the operating system. */
    static Resolver system() {
      return name -> List.of(InetAddress.getAllByName(name));
    }
  }

  DestinationCheck(EgressRules.Destinations rules, Resolver resolver) {
    this.rules = rules;
    this.hosts = rules.hosts().stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    this.internal = rules.internal().stream().map(InternalPlace::parse).toList();
    this.resolver = resolver;
  }

  /**
   * A destination that may be connected to.
   *
   * @param addresses all judged; to be connected to as they are, since a second look-up could give
   *     others
   * @param internal whether it is reached although it is not public
   */
  record Route(Target target, List<InetAddress> addresses, boolean internal) {}

  /**
   * Judges what can be judged without asking for addresses.
   *
   * @throws Refused if the rules do not let a call go there
   */
  void check(Target target) throws Refused {
    if (!rules.schemes().contains(target.scheme())) {
      throw Blocked.destination(
          target.url(),
          "scheme '"
              + target.scheme()
              + "' is not among "
              + rules.schemes()
              + "; the host may add it to EgressRules.Destinations.schemes");
    }
    if (!hosts.isEmpty() && hosts.stream().noneMatch(target.host()::isLike)) {
      throw Blocked.destination(
          target.url(),
          "host '"
              + target.host().name()
              + "' is not among those of EgressRules.Destinations.hosts, which the host sets");
    }
    if (!isOpen(target.port())
        && internal.stream().noneMatch(place -> place.port() == target.port())) {
      throw closed(target);
    }
  }

  private boolean isOpen(int port) {
    return rules.ports().isEmpty() || rules.ports().contains(port);
  }

  private Refused closed(Target target) {
    return Blocked.destination(
        target.url(),
        "port "
            + target.port()
            + " is not among "
            + rules.ports().stream().sorted().toList()
            + "; the host may add it to EgressRules.Destinations.ports");
  }

  /**
   * Judges everything: each address of the host must be public, or be let in by a rule.
   *
   * @throws Refused if one is not, or there is none
   */
  Route route(Target target) throws Refused {
    check(target);
    List<InetAddress> addresses = addresses(target);
    boolean within = false;
    for (InetAddress address : addresses) {
      if (isInternal(target, address)) {
        within = true;
        continue;
      }
      if (!isOpen(target.port())) {
        throw closed(target);
      }
      Optional<String> objection = SpecialAddresses.objection(address);
      if (objection.isPresent()) {
        throw notPublic(target, address, objection.get(), addresses.size());
      }
    }
    return new Route(target, addresses, within);
  }

  private boolean isInternal(Target target, InetAddress address) {
    return internal.stream()
        .anyMatch(place ->
            (isOpen(target.port()) ? place.isFor(target.port()) : place.port() == target.port())
                && place.holds(target.host(), address));
  }

  /** Whether it is internal by what stands in the URL, whatever a name may resolve to. */
  boolean isInternal(Target target) {
    return internal.stream()
        .anyMatch(place -> place.isFor(target.port()) && place.holds(target.host()));
  }

  private static Refused notPublic(
      Target target, InetAddress address, String objection, int addresses) {
    String host = target.host().bare();
    String shown = IpLiteral.text(address);
    return Blocked.destination(
        target.url(),
        (host.equals(shown)
                ? shown
                : "'"
                    + host
                    + "' has the address "
                    + shown
                    + (addresses > 1 ? " among others" : ""))
            + ", which is not public ("
            + objection
            + "); the host may let it in with EgressRules.Destinations.internal");
  }

  private List<InetAddress> addresses(Target target) throws Refused {
    Optional<InetAddress> literal = target.host().literal();
    if (literal.isPresent()) {
      return List.of(literal.get());
    }
    String name = target.host().name();
    try {
      return List.copyOf(resolver.addresses(name));
    } catch (UnknownHostException e) {
      throw new Refused(
          "UNKNOWN_HOST",
          "no address is known of '" + name + "'; check how it is spelled: " + target.url());
    }
  }
}
