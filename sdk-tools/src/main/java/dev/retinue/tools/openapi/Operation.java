package dev.retinue.tools.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.EffectClass;
import dev.retinue.tool.ToolTraits;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One operation of an API, read and checked. Immutable.
 *
 * @param id that the document gives it, or method and path
 * @param specification what a model is told
 * @param call how it is called
 * @param credentials all of which are sent
 */
record Operation(
    String id, ToolSpecification specification, Call call, List<Credential> credentials) {
  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final Set<String> REPEATABLE = Set.of("PUT", "DELETE");

  /**
   * How an operation is called.
   *
   * @param method in capitals
   * @param server its URL, without a slash at the end
   * @param path with names in braces
   * @param bodyType the media type of its body; empty if it has none
   */
  record Call(
      String method, String server, String path, List<Parameter> parameters, String bodyType) {}

  /** What it touches, by its method (RFC 9110, 9.2): what only reads is no publication. */
  ToolTraits traits(Duration timeout) {
    Set<AccessClass> access = EnumSet.of(AccessClass.NETWORK);
    if (!credentials.isEmpty()) {
      access.add(AccessClass.SECRET);
      access.add(AccessClass.READ); // What is behind a credential is not public.
    }
    if (READING.contains(call.method())) {
      return new ToolTraits(access, EffectClass.PURE, timeout, 2, true);
    }
    access.add(AccessClass.PUBLISH);
    EffectClass effect =
        REPEATABLE.contains(call.method()) ? EffectClass.IDEMPOTENT : EffectClass.UNSAFE;
    return new ToolTraits(access, effect, timeout, 1, false);
  }

  /** Whether the call is worth a key by which a server can know it again. */
  boolean isChanging() {
    return !READING.contains(call.method());
  }

  /** Whether the arguments hold a value for this. */
  static boolean has(ObjectNode arguments, String name) {
    return !arguments.path(name).isMissingNode() && !arguments.path(name).isNull();
  }
}
