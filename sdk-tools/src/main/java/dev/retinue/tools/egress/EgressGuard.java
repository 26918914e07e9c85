package dev.retinue.tools.egress;

import dev.retinue.tools.catalogue.Refused;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The one way of tools to the web. A call goes where {@link EgressRules} allow: to a host each of
 * whose addresses is public, over a connection to one of those very addresses, so that no name is
 * looked up twice; a redirect is judged as a call of its own. Calls to one host are paced.
 *
 * <p>Thread-safe. Tools that should share paces share a guard. Proxies of the JVM are not used:
 * they would look names up themselves.
 */
public final class EgressGuard {
  private static final int MOST_CALLS = 64;
  private final EgressRules rules;
  private final DestinationCheck check;
  private final Exchange.Parts parts;
  private final Semaphore calls = new Semaphore(MOST_CALLS);

  /** A guard with these rules, trusting the certificates that the JVM trusts. */
  public EgressGuard(EgressRules rules) {
    this(rules, () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /**
   * @param tls makes TLS connections; asked for when the first is made
   */
  public EgressGuard(EgressRules rules, Supplier<SSLSocketFactory> tls) {
    this(
        rules,
        DestinationCheck.Resolver.system(),
        new Connection.Means((socket, to, millis) -> socket.connect(to, millis), tls),
        Clock.systemUTC());
  }

  EgressGuard(
      EgressRules rules, DestinationCheck.Resolver resolver, Connection.Means means, Clock clock) {
    this.rules = rules;
    this.check = new DestinationCheck(rules.destinations(), resolver);
    this.parts =
        new Exchange.Parts(rules.limits(), check, new HostPaces(rules.pace()), means, clock);
  }

  public EgressRules rules() {
    return rules;
  }

  /**
   * Sends a request, follows redirects, and waits for the answer, whatever its status. A call that
   * the server is too busy for (429, 503) is tried again when it says, if it may be and if the time
   * allows.
   *
   * @throws Refused if the rules do not let it go there ({@code BLOCKED_DESTINATION}) or nothing
   *     came of it, with what to do
   * @throws InterruptedException if the caller was interrupted; the connection is closed
   */
  public EgressResponse send(EgressRequest request) throws Refused, InterruptedException {
    return exchange(request, null);
  }

  /**
   * As {@link #send(EgressRequest)}; if the answer is a stream of events, they are told as they
   * come, and are no body of the answer.
   */
  public EgressResponse send(EgressRequest request, EventStream events)
      throws Refused, InterruptedException {
    return exchange(request, events);
  }

  private EgressResponse exchange(EgressRequest request, @Nullable EventStream events)
      throws Refused, InterruptedException {
    Duration asked = request.bounds().time();
    Duration most = rules.limits().total();
    Duration time = asked.compareTo(most) < 0 ? asked : most;
    Lifeline lifeline = new Lifeline();
    if (!calls.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS)) {
      lifeline.stage(MOST_CALLS + " other calls ran");
      throw late(request, time, lifeline);
    }
    Exchange exchange = new Exchange(parts, request, events, lifeline, time);
    FutureTask<EgressResponse> task = new FutureTask<>(exchange::run);
    // Of its own, and a platform thread: looking a name up cannot be interrupted, and would hold
    // the carrier of a virtual one.
    Thread.ofPlatform()
        .daemon()
        .name("retinue-egress")
        .start(() -> {
          try {
            task.run();
          } finally {
            calls.release();
          }
        });
    try {
      return task.get(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw late(request, time, lifeline);
    } catch (ExecutionException e) {
      throw cause(e);
    } finally {
      task.cancel(true);
      lifeline.cut();
    }
  }

  private static Refused late(EgressRequest request, Duration time, Lifeline lifeline) {
    return new Refused(
        Blocked.TIMEOUT,
        "'"
            + Blocked.shown(request.url())
            + "' took longer than "
            + time
            + " ("
            + lifeline.stage()
            + "); try again later, or with more time");
  }

  private static Refused cause(ExecutionException e) {
    return switch (e.getCause()) {
      case Refused refused -> refused;
      case Error error -> throw error;
      case RuntimeException fault -> throw fault;
      case null, default ->
          throw new IllegalStateException("a call ended as none can: " + e.getCause(), e);
    };
  }

  /**
   * Where secrets for this URL would be brought to: its scheme, host and port. Asks for no address.
   *
   * @throws Refused if it must not go there, or anybody on the way could read it
   */
  public String secretDestination(String url) throws Refused {
    Target target = Target.parse(url);
    check.check(target);
    if (!target.isSecure() && !check.isInternal(target)) {
      throw Blocked.destination(
          url, "a secret goes over https alone; http can be read by anybody on the way");
    }
    return target.origin();
  }
}
