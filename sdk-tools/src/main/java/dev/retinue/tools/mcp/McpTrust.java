package dev.retinue.tools.mcp;

import dev.retinue.effect.AccessClass;
import dev.retinue.effect.EffectClass;
import dev.retinue.label.Label;
import dev.retinue.tool.ToolTraits;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What is believed of a server's tools. Immutable.
 *
 * @param annotations whether what the server says of them is
 * @param traits what the host itself says, by the server's names; before the annotations
 */
public record McpTrust(boolean annotations, Map<String, ToolTraits> traits) {
  /** All that a program can do unseen. */
  private static final Set<AccessClass> ANYTHING =
      Set.of(
          AccessClass.READ,
          AccessClass.WRITE,
          AccessClass.NETWORK,
          AccessClass.PUBLISH,
          AccessClass.SPEND,
          AccessClass.EXECUTE);

  public McpTrust {
    traits = Map.copyOf(traits);
  }

  /** Nothing: every tool may do anything, and no call is repeated. */
  public static McpTrust none() {
    return new McpTrust(false, Map.of());
  }

  McpTrust inAnnotations() {
    return new McpTrust(true, traits);
  }

  McpTrust in(String tool, ToolTraits declared) {
    Map<String, ToolTraits> more = new LinkedHashMap<>(traits);
    more.put(tool, declared);
    return new McpTrust(annotations, more);
  }

  /**
   * What a tool is taken to touch. Whatever is believed, its results are untrusted, unless the host
   * has labelled them.
   *
   * @param remote whether its server is reached over the network
   */
  ToolTraits of(RemoteTool tool, Duration timeout, boolean remote) {
    ToolTraits declared = traits.get(tool.name());
    if (declared != null) {
      return declared.label() == null ? declared.withLabel(Label.UNTRUSTED_PRIVATE) : declared;
    }
    ToolTraits unknown =
        new ToolTraits(ANYTHING, EffectClass.UNSAFE, timeout, 1, false)
            .withLabel(Label.UNTRUSTED_PRIVATE);
    return annotations ? believed(tool.hints(), unknown, remote) : unknown;
  }

  private static ToolTraits believed(RemoteTool.Hints hints, ToolTraits unknown, boolean remote) {
    Set<AccessClass> access = EnumSet.noneOf(AccessClass.class);
    if (hints.openWorld() || remote) {
      access.add(AccessClass.NETWORK);
    }
    if (!hints.openWorld()) {
      access.add(AccessClass.READ);
    }
    if (hints.readOnly()) {
      Label label = hints.openWorld() ? Label.UNTRUSTED : Label.UNTRUSTED_PRIVATE;
      return new ToolTraits(access, EffectClass.PURE, unknown.timeout(), 2, true).withLabel(label);
    }
    access.add(AccessClass.WRITE);
    if (hints.openWorld()) {
      access.add(AccessClass.PUBLISH);
    }
    if (hints.destructive()) {
      access.add(AccessClass.EXECUTE); // There is no class for what cannot be undone; this asks.
    }
    EffectClass effect = hints.idempotent() ? EffectClass.IDEMPOTENT : EffectClass.UNSAFE;
    return new ToolTraits(access, effect, unknown.timeout(), 1, false)
        .withLabel(Label.UNTRUSTED_PRIVATE);
  }
}
