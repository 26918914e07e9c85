package dev.retinue.run.internal;

import dev.langchain4j.data.message.ChatMessage;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.ToolResult;
import dev.retinue.identity.Address;
import dev.retinue.identity.RunScope;
import dev.retinue.json.RecordedForm;
import dev.retinue.secret.Secret;
import dev.retinue.secret.SecretException;
import dev.retinue.secret.Vault;
import dev.retinue.tool.ToolTraits;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What of secrets gets where: their values to the tools that may have them, and nothing of them
 * into results, messages and logs. Costs nothing where a runtime has no secrets. Thread-safe.
 */
public final class Disclosure {
  private static final Set<AccessClass> UNKNOWN = Set.of(AccessClass.UNKNOWN);
  private final Vault vault;

  public Disclosure(Vault vault) {
    this.vault = vault;
  }

  /** What a call touches: as declared, with SECRET where its arguments hold a handle. */
  static Set<AccessClass> access(ToolTraits traits, String arguments) {
    Set<AccessClass> declared =
        traits.access().isEmpty() && traits.effectClass() == EffectClass.UNSAFE
            ? UNKNOWN
            : traits.access();
    if (arguments.contains(Secret.SCHEME) && !declared.contains(AccessClass.SECRET)) {
      Set<AccessClass> more = EnumSet.of(AccessClass.SECRET);
      more.addAll(declared);
      return more;
    }
    return declared;
  }

  /**
   * The value of a secret for a call.
   *
   * @param scope on whose behalf it is made
   * @param access what the policy was told that the call touches
   */
  String open(
      String handle,
      RunScope scope,
      Effect.CallTool call,
      String destination,
      Set<AccessClass> access) {
    if (!access.contains(AccessClass.SECRET)) {
      throw new SecretException(
          handle,
          "tool '"
              + call.tool()
              + "' wants "
              + handle
              + ", but neither declares AccessClass.SECRET nor has the handle plainly in its arguments");
    }
    return vault.open(handle, scope, call.tool(), destination);
  }

  /** The result with nothing of a secret in it. */
  ToolResult redacted(ToolResult result) {
    if (vault.isEmpty()) {
      return result;
    }
    String before =
        switch (result) {
          case ToolResult.Ok ok -> ok.text();
          case ToolResult.Failed failed -> failed.message();
          case ToolResult.Denied denied -> denied.reason();
          case ToolResult.InDoubt doubt -> "";
        };
    String clean = vault.redacted(before);
    if (clean.equals(before)) {
      return result;
    }
    return switch (result) {
      case ToolResult.Ok ok -> new ToolResult.Ok(clean, ok.label());
      case ToolResult.Failed failed ->
          new ToolResult.Failed(failed.code(), clean, failed.retryAfter(), failed.label());
      case ToolResult.Denied denied -> new ToolResult.Denied(clean);
      case ToolResult.InDoubt doubt -> doubt;
    };
  }

  String redacted(String text) {
    return vault.isEmpty() ? text : vault.redacted(text);
  }

  /** The event with the exception, or with its text alone where it holds a secret. */
  LoggingEventBuilder log(LoggingEventBuilder event, Throwable cause) {
    if (vault.isEmpty()) {
      return event.setCause(cause);
    }
    StringWriter trace = new StringWriter();
    cause.printStackTrace(new PrintWriter(trace));
    return vault.foundIn(trace.toString()).isEmpty()
        ? event.setCause(cause)
        : event.addKeyValue("exception", vault.redacted(trace.toString()));
  }

  /**
   * Refuses a child effect of a tool that would carry a secret into the journal, before anything of
   * it is recorded.
   */
  void refuseSecrets(Effect<?> effect, Address address) {
    if (vault.isEmpty() || address.isTop()) {
      return;
    }
    vault
        .foundIn(asked(effect))
        .ifPresent(name -> {
          throw new SecretException(
              name,
              "a "
                  + EffectTraits.kind(effect)
                  + " of a tool holds the value of secret '"
                  + name
                  + "'; pass its handle secret://"
                  + name
                  + " on instead");
        });
  }

  private static String asked(Effect<?> effect) {
    if (effect instanceof Effect.CallModel call) {
      StringBuilder text = new StringBuilder();
      for (ChatMessage message : call.request().conversation().messages()) {
        text.append(message).append('\n');
      }
      return text.toString();
    }
    return RecordedForm.write(effect);
  }
}
