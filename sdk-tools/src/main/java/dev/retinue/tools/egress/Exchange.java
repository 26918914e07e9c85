package dev.retinue.tools.egress;

import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.egress.DestinationCheck.Route;
import dev.retinue.tools.egress.EgressResponse.Hop;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.jspecify.annotations.Nullable;

/**
 * One call, from its URL to the answer: over redirects, each judged as if it were the first, and
 * with another try where a busy server says when. Confined to the thread of the call.
 */
final class Exchange {
  private static final int MOST_TRIES = 3;
  private final Parts parts;
  private final EgressRequest request;
  private final @Nullable EventStream events;
  private final Lifeline lifeline;
  private final long deadline;
  private final List<Hop> hops = new ArrayList<>();

  /** What all calls of a guard share. */
  record Parts(
      EgressRules.Limits limits,
      DestinationCheck check,
      HostPaces paces,
      Connection.Means means,
      Clock clock) {}

  /**
   * @param time from now, after which the lifeline is cut
   */
  Exchange(
      Parts parts,
      EgressRequest request,
      @Nullable EventStream events,
      Lifeline lifeline,
      Duration time) {
    this.parts = parts;
    this.request = request;
    this.events = events;
    this.lifeline = lifeline;
    this.deadline = System.nanoTime() + time.toNanos();
  }

  EgressResponse run() throws Refused, InterruptedException {
    Outgoing outgoing = Outgoing.of(request);
    Target target = Target.parse(request.url());
    boolean internal = false;
    int tries = 1;
    while (true) {
      Route route = route(target);
      internal |= route.internal();
      Reply reply = answer(route, outgoing);
      Optional<Target> next = next(target, reply);
      if (next.isPresent()) {
        outgoing = outgoing.redirected(target, next.get(), reply.status());
        target = next.get();
        continue;
      }
      Optional<Duration> wait = reply.retryAfter(parts.clock().instant());
      if (wait.isPresent()
          && tries < MOST_TRIES
          && outgoing.isIdempotent()
          && wait.get().compareTo(left()) < 0) {
        tries++;
        lifeline.stage("waiting as the server asked");
        Thread.sleep(wait.get());
        continue;
      }
      return new EgressResponse(
          reply.status(),
          reply.headers(),
          reply.body().bytes(),
          reply.body().truncated(),
          new EgressResponse.Provenance(target.url(), reply.address(), internal, hops));
    }
  }

  private Duration left() {
    return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
  }

  private Route route(Target target) throws Refused {
    lifeline.stage("looking up '" + target.host().name() + "'");
    try {
      return parts.check().route(target);
    } catch (Refused e) {
      throw hops.isEmpty() ? e : redirected(e);
    }
  }

  private Refused redirected(Refused e) {
    return new Refused(
        e.code(), hops.getLast().url() + " redirects to it: " + e.getMessage(), e.retryAfter());
  }

  /** Where the answer redirects to. */
  private Optional<Target> next(Target target, Reply reply) throws Refused {
    Optional<String> location = reply.location();
    if (location.isEmpty()) {
      return Optional.empty();
    }
    hops.add(new Hop(target.url(), reply.status()));
    if (hops.size() > parts.limits().redirects()) {
      throw new Refused(
          "TOO_MANY_REDIRECTS",
          "'"
              + Blocked.shown(request.url())
              + "' redirects more than "
              + parts.limits().redirects()
              + " times, last at "
              + target.url());
    }
    try {
      return Optional.of(target.resolve(location.get()));
    } catch (Refused e) {
      throw redirected(e);
    }
  }

  private Reply answer(Route route, Outgoing outgoing) throws Refused, InterruptedException {
    HostPace pace = parts.paces().of(route.target().host());
    lifeline.stage("waiting for a turn at '" + route.target().host().name() + "'");
    try (HostPace.Turn turn = pace.turn(left())) {
      Reply reply = connected(route, outgoing, turn);
      if (reply.isOfIllServer()) {
        turn.failed();
      } else {
        turn.answered();
      }
      reply.retryAfter(parts.clock().instant()).ifPresent(pace::rest);
      return reply;
    }
  }

  private Reply connected(Route route, Outgoing outgoing, HostPace.Turn turn) throws Refused {
    int stall = (int) Math.min(Integer.MAX_VALUE, parts.limits().stall().toMillis());
    int most = Math.min(request.bounds().bodyBytes(), parts.limits().bodyBytes());
    boolean connected = false;
    try (Connection connection =
        Connection.open(route, parts.means(), Math.max(1, stall), lifeline)) {
      connected = true;
      return Wire.exchange(
          connection,
          route.target(),
          outgoing,
          new Body.Bounds(most, parts.limits(), events),
          lifeline);
    } catch (HttpException e) {
      turn.failed();
      throw badResponse(route.target(), e.getMessage());
    } catch (IOException e) {
      turn.failed();
      throw told(route.target(), e, connected);
    }
  }

  private Refused told(Target target, IOException e, boolean connected) {
    return switch (e) {
      case MessageConstraintException large ->
          new Refused(
              Blocked.TOO_BIG,
              target.origin() + " answers with headers that are too many or too long");
      case SSLException insecure ->
          new Refused(
              "INSECURE",
              "no secure connection to "
                  + target.origin()
                  + ": "
                  + insecure.getMessage()
                  + "; the server's certificate or protocol is at fault");
      case SocketTimeoutException silent ->
          new Refused(
              Blocked.TIMEOUT,
              target.origin()
                  + " sent nothing for "
                  + parts.limits().stall()
                  + " while "
                  + lifeline.stage()
                  + "; try again later");
      default ->
          connected
              ? badResponse(target, e.getMessage())
              : new Refused(
                  Blocked.UNREACHABLE,
                  "no connection to "
                      + target.origin()
                      + ": "
                      + e.getMessage()
                      + "; check the address, or try again later");
    };
  }

  private static Refused badResponse(Target target, @Nullable String why) {
    return new Refused(
        Blocked.BAD_RESPONSE,
        target.origin()
            + " gave no whole answer of HTTP/1.1: "
            + Blocked.shown(why == null ? "the connection ended" : why)
            + "; whether it did what was asked is not known");
  }
}
