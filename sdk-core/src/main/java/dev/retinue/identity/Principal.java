package dev.retinue.identity;

/**
 * Whom a session is for. What is remembered in a session carries its principal, and recall returns
 * only what is the principal's or {@link #SHARED}.
 *
 * @param name a non-blank name chosen by the host, for instance a user id
 */
public record Principal(String name) {
  /**
   * Owner of what every principal of an agent may see; also the principal of sessions for which
   * none was named.
   */
  public static final Principal SHARED = new Principal("shared");

  public Principal {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a principal's name must not be blank");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
