package dev.retinue.tools.mcp;

import dev.retinue.secret.Secret;
import dev.retinue.tool.ToolTraits;
import dev.retinue.tools.egress.EgressGuard;
import dev.retinue.tools.egress.EgressRules;
import dev.retinue.tools.schema.OutsideName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server of the Model Context Protocol as a host describes it: how it is reached, what it may
 * take, and what of what it says about itself is believed. Immutable.
 *
 * @param name before the names of its tools: lower-case letters, digits, {@code _} and {@code -}
 * @param reach how it is reached
 * @param limits what it may take
 * @param trust what is believed of its tools
 */
public record McpServer(String name, Reach reach, Limits limits, McpTrust trust) {
  public McpServer {
    OutsideName.checkToolkit(name);
  }

  /** How a server is reached. */
  public sealed interface Reach {}

  /**
   * By standard input and output of a child process.
   *
   * @param command program and arguments; no shell reads them
   * @param environment beside the few variables that every program needs ({@code PATH}, {@code
   *     HOME}, {@code LANG}, ...); nothing else of the host's environment is handed on
   * @param folder where it runs; null for a new empty one
   */
  public record Stdio(List<String> command, Map<String, String> environment, @Nullable Path folder)
      implements Reach {
    public Stdio {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
      if (command.isEmpty()) {
        throw new IllegalArgumentException("a server's command must not be empty");
      }
    }

    /** Without the values of the environment, which may be secrets. */
    @Override
    public String toString() {
      return "Stdio[" + command + ", " + environment.keySet() + ", " + folder + "]";
    }
  }

  /**
   * By streamable HTTP.
   *
   * @param uri of its one endpoint
   * @param secrets whose values are sent as headers of these names; a value goes after {@code
   *     Bearer} in {@code Authorization}, and to hosts alone that the secret is for
   * @param guard that all calls go through
   */
  public record Http(URI uri, Map<String, Secret> secrets, EgressGuard guard) implements Reach {
    public Http {
      secrets = Map.copyOf(secrets);
    }
  }

  /**
   * What a server may take.
   *
   * @param start to start and to list its tools
   * @param call of one tool
   * @param resultCharacters that a result may have; what is beyond is left out, and that it was is
   *     said
   * @param messageBytes of one message, beyond which the server is given up
   */
  public record Limits(Duration start, Duration call, int resultCharacters, int messageBytes) {
    public Limits {
      if (!start.isPositive() || !call.isPositive()) {
        throw new IllegalArgumentException(
            "start and call must be positive, got " + start + " and " + call);
      }
      if (resultCharacters < 100 || messageBytes < 1024) {
        throw new IllegalArgumentException(
            "resultCharacters must be at least 100 and messageBytes 1024, got "
                + resultCharacters
                + " and "
                + messageBytes);
      }
    }

    /** 30 seconds, a minute, 50,000 characters, 8 MiB. */
    public static Limits usual() {
      return new Limits(Duration.ofSeconds(30), Duration.ofMinutes(1), 50_000, 8 << 20);
    }
  }

  /** A server that is started by this command, and believed nothing. */
  public static McpServer stdio(String name, String... command) {
    return new McpServer(
        name, new Stdio(List.of(command), Map.of(), null), Limits.usual(), McpTrust.none());
  }

  /**
   * A server at this address, behind a guard of its own with the standard rules, which waits for an
   * answer as long as a call may take. Believed nothing.
   */
  public static McpServer http(String name, URI uri) {
    EgressRules rules = EgressRules.standard();
    return http(
        name,
        uri,
        new EgressGuard(rules.withLimits(rules.limits().withStall(Duration.ofMinutes(1)))));
  }

  /** A server at this address, behind this guard. Believed nothing. */
  public static McpServer http(String name, URI uri, EgressGuard guard) {
    return new McpServer(name, new Http(uri, Map.of(), guard), Limits.usual(), McpTrust.none());
  }

  /** With this variable in the environment of its process. */
  public McpServer withEnvironment(String variable, String value) {
    if (!(reach instanceof Stdio(List<String> command, Map<String, String> before, Path folder))) {
      throw new IllegalArgumentException(
          "server '" + name + "' is reached by HTTP and has no environment");
    }
    Map<String, String> environment = new LinkedHashMap<>(before);
    environment.put(variable, value);
    return new McpServer(name, new Stdio(command, environment, folder), limits, trust);
  }

  /** With its process in this folder. */
  public McpServer withFolder(Path folder) {
    if (!(reach instanceof Stdio process)) {
      throw new IllegalArgumentException(
          "server '" + name + "' is reached by HTTP and has no folder");
    }
    return new McpServer(
        name, new Stdio(process.command(), process.environment(), folder), limits, trust);
  }

  /** With a secret in this header, of a server reached by HTTP. */
  public McpServer withSecret(String header, Secret secret) {
    if (!(reach instanceof Http(URI uri, Map<String, Secret> before, EgressGuard guard))) {
      throw new IllegalArgumentException(
          "server '" + name + "' is a process and takes no headers; give it in its environment");
    }
    Map<String, Secret> secrets = new LinkedHashMap<>(before);
    secrets.put(header, secret);
    return new McpServer(name, new Http(uri, secrets, guard), limits, trust);
  }

  public McpServer withLimits(Limits others) {
    return new McpServer(name, reach, others, trust);
  }

  /** Believing what it says of its tools: that they only read, or may be repeated. */
  public McpServer trustingAnnotations() {
    return new McpServer(name, reach, limits, trust.inAnnotations());
  }

  /** With what the host itself knows of a tool, by the name that the server gives it. */
  public McpServer withTraits(String tool, ToolTraits traits) {
    return new McpServer(name, reach, limits, trust.in(tool, traits));
  }
}
