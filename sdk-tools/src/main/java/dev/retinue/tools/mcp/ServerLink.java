package dev.retinue.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retinue.secret.Secret;
import dev.retinue.secret.Vault;
import dev.retinue.tools.catalogue.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The link to a server over all its sessions: one that ended is followed by another at the next
 * call, with growing pauses; what the server lists is held against what it listed at first.
 * Thread-safe.
 */
final class ServerLink implements AutoCloseable {
  static final String UNAVAILABLE = "UNAVAILABLE";

  /** The server was lost in the middle of a call. */
  static final String LOST = "CONNECTION_LOST";

  /** Of a server by HTTP that knows the session no more, and so did nothing. */
  static final String SESSION_GONE = "SESSION_GONE";

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final McpServer server;
  private final LongSupplier nanos;
  private final Vault secrets;
  private final ServerAnswers answers;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, String> approved = new LinkedHashMap<>();
  private final List<String> notices = new ArrayList<>();
  private Map<String, String> listed = Map.of();
  private @Nullable LiveSession live;
  private int failures;
  private long notBefore;
  private boolean closed;

  ServerLink(McpServer server, LongSupplier nanos) {
    this.server = server;
    this.nanos = nanos;
    this.notBefore = nanos.getAsLong();
    List<Secret> own =
        server.reach() instanceof McpServer.Http http
            ? http.secrets().values().stream().map(ServerLink::forServer).toList()
            : List.of();
    this.secrets = new Vault(own, Map.of(), name -> Optional.empty());
    this.answers =
        new ServerAnswers(server.name(), server.limits().resultCharacters(), this.secrets);
  }

  /** The host has given it for the server, and so for every tool of it. */
  private static Secret forServer(Secret secret) {
    return new Secret(secret.name(), secret.value(), Set.of("*"), secret.destinations());
  }

  ServerAnswers answers() {
    return answers;
  }

  /** Connects for the first time; what the server lists now is what the host has approved. */
  List<RemoteTool> approve() throws Refused, InterruptedException {
    lock.lockInterruptibly();
    try {
      LiveSession session = opened();
      List<RemoteTool> tools = session.tools();
      tools.forEach(tool -> approved.put(tool.name(), tool.fingerprint()));
      listed = Map.copyOf(approved);
      well();
      return tools;
    } catch (Refused e) {
      throw new Refused(e.code(), answers.hidden(e.getMessage()), e.retryAfter());
    } finally {
      lock.unlock();
    }
  }

  /** Calls a tool as it was approved. */
  JsonNode call(RemoteTool tool, ObjectNode arguments, String key, Duration limit)
      throws Refused, InterruptedException {
    JsonNode result;
    LiveSession session = session(tool);
    try {
      result = session.call(tool, arguments, key, limit);
    } catch (Refused e) {
      if (!e.code().equals(SESSION_GONE)) {
        throw e;
      }
      // The server has said that it knows the session no more: it did nothing, and is asked anew.
      session.close();
      result = session(tool).call(tool, arguments, key, limit);
    }
    lock.lockInterruptibly();
    try {
      well();
    } finally {
      lock.unlock();
    }
    return result;
  }

  /** What ended before counts no more. */
  private void well() {
    failures = 0;
    notBefore = nanos.getAsLong();
  }

  /** A session in which the tool is what it was. */
  private LiveSession session(RemoteTool tool) throws Refused, InterruptedException {
    lock.lockInterruptibly();
    try {
      LiveSession session = live;
      if (session == null || session.isOver()) {
        session = opened();
        compare(session.tools());
      } else if (session.isListChanged()) {
        compare(session.tools());
      }
      String now = listed.get(tool.name());
      if (now == null) {
        throw new Refused(
            Refused.NOT_FOUND,
            "server '"
                + server.name()
                + "' has no tool '"
                + tool.name()
                + "' any more; go on without it");
      }
      if (!now.equals(tool.fingerprint())) {
        throw new Refused(
            "CHANGED",
            "server '"
                + server.name()
                + "' describes '"
                + tool.name()
                + "' otherwise than when the host approved it, so it is not called; the host must look at it"
                + " and connect anew");
      }
      return session;
    } finally {
      lock.unlock();
    }
  }

  private LiveSession opened() throws Refused, InterruptedException {
    if (closed) {
      throw new Refused(UNAVAILABLE, "server '" + server.name() + "' was closed with its toolkit");
    }
    long wait = notBefore - nanos.getAsLong();
    if (wait > 0) {
      Duration left = Duration.ofNanos(wait);
      throw new Refused(
          UNAVAILABLE,
          "server '"
              + server.name()
              + "' ended or failed "
              + failures
              + " times in a row and is tried again in "
              + Math.max(1, left.toSeconds())
              + " s; go on without it until then",
          left);
    }
    LiveSession before = live;
    if (before != null) {
      before.close();
    }
    // Counted before: whatever becomes of it, the next one waits, until a call has found it well.
    failures++;
    Duration pause = Duration.ofSeconds(1L << Math.min(6, failures - 1));
    notBefore =
        nanos.getAsLong() + (pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE).toNanos();
    LiveSession opened = LiveSession.open(server, wire());
    live = opened;
    return opened;
  }

  private Wire wire() {
    return switch (server.reach()) {
      case McpServer.Stdio how -> new StdioWire(server, how);
      case McpServer.Http how -> new HttpWire(server, how, secrets);
    };
  }

  private void compare(List<RemoteTool> tools) {
    Map<String, String> now = new LinkedHashMap<>();
    for (RemoteTool tool : tools) {
      String before = approved.get(tool.name());
      now.put(tool.name(), tool.fingerprint());
      if (before == null) {
        notice("'" + tool.name() + "' is new, and not used until the host connects anew");
      } else if (!before.equals(tool.fingerprint())) {
        notice(
            "'" + tool.name() + "' is described otherwise than when it was approved, and not used");
      }
    }
    for (String name : approved.keySet()) {
      if (!now.containsKey(name)) {
        notice("'" + name + "' is gone");
      }
    }
    listed = Map.copyOf(now);
  }

  private void notice(String text) {
    if (!notices.contains(text) && notices.size() < 1000) {
      notices.add(text);
    }
  }

  /** What has changed since the host approved. */
  List<String> notices() {
    lock.lock();
    try {
      return List.copyOf(notices);
    } finally {
      lock.unlock();
    }
  }

  /** What the host has approved: fingerprints by name. */
  Map<String, String> approved() {
    lock.lock();
    try {
      return Map.copyOf(approved);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      LiveSession session = live;
      if (session != null) {
        session.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
