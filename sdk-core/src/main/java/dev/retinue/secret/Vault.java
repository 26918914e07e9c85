package dev.retinue.secret;

import dev.retinue.identity.RunScope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The secrets of a runtime: gives them to the tools that may have them, and keeps the values of all
 * that it knows or ever gave out from being recorded. Thread-safe.
 */
public final class Vault {
  private final Map<String, Secret> known = new LinkedHashMap<>();
  private final Secrets source;
  private final HiddenValues hidden = new HiddenValues();

  /**
   * @param secrets those that are known from the start
   * @param keys further values by name, which no tool is given, for instance keys of providers
   * @param source where the others are
   */
  public Vault(List<Secret> secrets, Map<String, String> keys, Secrets source) {
    this.source = source;
    secrets.forEach(secret -> {
      if (known.put(secret.name(), secret) != null) {
        throw new IllegalArgumentException("there are two secrets '" + secret.name() + "'");
      }
      hide(secret.name(), secret.value());
    });
    keys.forEach(this::hide);
  }

  /**
   * The value of a secret for a tool that is about to bring it to a destination.
   *
   * @param scope on whose behalf the tool is called
   * @throws SecretException if there is none, or it is not for that tool or that destination
   */
  public String open(String handle, RunScope scope, String tool, String destination) {
    String name =
        Secret.nameIn(handle)
            .orElseThrow(() ->
                new SecretException(
                    handle, "'" + handle + "' is no handle of a secret; write secret://<name>"));
    Secret secret = known.get(name);
    if (secret == null) {
      secret = source.find(scope, name).orElse(null);
    }
    if (secret == null) {
      throw new SecretException(
          name, "there is no secret '" + name + "'; give it with builder().secret(..)");
    }
    if (!secret.isFor(tool)) {
      throw new SecretException(
          name,
          "secret '"
              + name
              + "' is not for tool '"
              + tool
              + "'; it is for "
              + (secret.tools().isEmpty() ? "none" : secret.tools()));
    }
    if (!secret.mayGoTo(destination)) {
      throw new SecretException(
          name,
          "secret '"
              + name
              + "' may not go to '"
              + destination
              + "'; it may go to "
              + (secret.destinations().isEmpty() ? "none" : secret.destinations()));
    }
    hide(name, secret.value());
    return secret.value();
  }

  /**
   * Keeps a value from being recorded that no tool is given; not one that is too short to be told
   * from other text.
   */
  public void hide(String name, String value) {
    if (value.length() >= Secret.LEAST_CHARACTERS) {
      hidden.hide(name, value);
    }
  }

  /** The text with {@code [secret name]} in place of every value, in whatever form it is there. */
  public String redacted(String text) {
    return hidden.redacted(text, name -> "[secret " + name + "]");
  }

  /** The name of a secret whose value is in the text, in whatever form. */
  public Optional<String> foundIn(String text) {
    return hidden.foundIn(text);
  }

  /** Whether there is nothing to hide. */
  public boolean isEmpty() {
    return hidden.isEmpty();
  }
}
