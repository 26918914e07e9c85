package dev.retinue.secret;

import dev.retinue.policy.ToolPattern;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A value that only some tools may have, and only to bring it to some destinations. Everywhere else
 * it is named by its {@link #handle}. Its text never shows the value.
 *
 * @param name letters, digits, {@code _}, {@code .} and {@code -}
 * @param value at least {@value #LEAST_CHARACTERS} characters, since a shorter one cannot be told
 *     from other text where it must not appear
 * @param tools names of tools, in which {@code *} stands for any characters; none if empty
 * @param destinations hosts, or {@code *.example.com} for those below one; none if empty
 */
public record Secret(String name, String value, Set<String> tools, Set<String> destinations) {
  /** How a handle begins. */
  public static final String SCHEME = "secret://";

  /** Fewer cannot be told from other text. */
  public static final int LEAST_CHARACTERS = 8;

  public Secret {
    check(name, value.length());
    tools = Set.copyOf(tools);
    destinations = Set.copyOf(destinations);
  }

  /**
   * Refuses what can be no secret, for who has the value in a form that can be wiped.
   *
   * @throws IllegalArgumentException if the name or the length is none of a secret
   */
  public static void check(String name, int characters) {
    if (name.isEmpty() || !name.chars().allMatch(Secret::isOfName)) {
      throw new IllegalArgumentException(
          "a secret's name may have letters, digits, '_', '.' and '-', got '" + name + "'");
    }
    if (characters < LEAST_CHARACTERS) {
      throw new IllegalArgumentException(
          "secret '"
              + name
              + "' must have at least "
              + LEAST_CHARACTERS
              + " characters: a shorter one cannot be recognised where it must not appear");
    }
  }

  private static boolean isOfName(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '.'
        || c == '-';
  }

  /** A secret that nobody may use yet. */
  public static Secret of(String name, String value) {
    return new Secret(name, value, Set.of(), Set.of());
  }

  /** For these tools, by name or pattern. */
  public Secret forTools(String... patterns) {
    return new Secret(name, value, Set.of(patterns), destinations);
  }

  /** For these destinations. */
  public Secret at(String... hosts) {
    return new Secret(name, value, tools, Set.copyOf(List.of(hosts)));
  }

  /** How it is written in arguments and settings of tools: {@code secret://name}. */
  public String handle() {
    return SCHEME + name;
  }

  /** The name in a handle; empty if the text is not one. */
  public static Optional<String> nameIn(String handle) {
    return handle.startsWith(SCHEME)
        ? Optional.of(handle.substring(SCHEME.length()))
        : Optional.empty();
  }

  boolean isFor(String tool) {
    return tools.stream().anyMatch(pattern -> new ToolPattern(pattern).matches(tool));
  }

  boolean mayGoTo(String destination) {
    Optional<String> host = host(destination);
    return host.isPresent()
        && destinations.stream().anyMatch(allowed -> isHost(allowed, host.get()));
  }

  private static boolean isHost(String allowed, String host) {
    String wanted = allowed.toLowerCase(Locale.ROOT);
    return wanted.startsWith("*.") ? host.endsWith(wanted.substring(1)) : host.equals(wanted);
  }

  /** The host of an address, or of {@code host:port}; what is before an {@code @} is none. */
  private static Optional<String> host(String destination) {
    try {
      URI uri = new URI(destination.contains("://") ? destination : "any://" + destination);
      String host = uri.getHost();
      if (host == null || uri.getUserInfo() != null) {
        return Optional.empty();
      }
      String lower = host.toLowerCase(Locale.ROOT);
      return Optional.of(lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "Secret[" + name + " for " + tools + " at " + destinations + "]";
  }
}
