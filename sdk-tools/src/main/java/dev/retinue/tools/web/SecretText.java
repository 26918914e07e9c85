package dev.retinue.tools.web;

import dev.retinue.secret.Secret;
import dev.retinue.secret.SecretException;
import dev.retinue.tool.ToolContext;
import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.egress.EgressGuard;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts secrets in the place of their handles, for the server that a URL names. Confined to a call.
 */
final class SecretText {
  private static final Pattern HANDLE =
      Pattern.compile(Pattern.quote(Secret.SCHEME) + "[A-Za-z0-9_.-]*[A-Za-z0-9_-]");
  private final EgressGuard guard;
  private final String url;
  private final ToolContext context;
  private boolean used;

  SecretText(EgressGuard guard, String url, ToolContext context) {
    this.guard = guard;
    this.url = url;
    this.context = context;
  }

  /**
   * @param written how a value is written in this text
   * @throws Refused if a secret may not go there
   */
  String filled(String text, UnaryOperator<String> written) throws Refused {
    if (!text.contains(Secret.SCHEME)) {
      return text;
    }
    String destination = guard.secretDestination(url);
    Matcher handle = HANDLE.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (handle.find()) {
      handle.appendReplacement(
          filled, Matcher.quoteReplacement(written.apply(value(handle.group(), destination))));
    }
    used = true;
    return handle.appendTail(filled).toString();
  }

  private String value(String handle, String destination) throws Refused {
    try {
      return context.secret(handle, destination);
    } catch (SecretException e) {
      throw new Refused("SECRET_REFUSED", e.getMessage());
    }
  }

  /** Whether there was a secret in any text. */
  boolean used() {
    return used;
  }
}
