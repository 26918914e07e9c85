package dev.retinue.health;

import java.util.List;

/**
 * How a component is doing, and its parts. Immutable.
 *
 * @param component name of the component, unique among its siblings
 * @param status the worst of its own and what its parts imply
 * @param reason why the status is what it is and what to do; empty when up and nothing needs saying
 * @param parts the components it consists of
 */
public record Health(String component, Status status, String reason, List<Health> parts) {
  /** Up; working with less than was configured; not working. */
  public enum Status {
    UP,
    DEGRADED,
    DOWN
  }

  public Health {
    parts = List.copyOf(parts);
  }

  public static Health up(String component, String reason) {
    return new Health(component, Status.UP, reason, List.of());
  }

  public static Health degraded(String component, String reason) {
    return new Health(component, Status.DEGRADED, reason, List.of());
  }

  public static Health down(String component, String reason) {
    return new Health(component, Status.DOWN, reason, List.of());
  }

  /** A component that is as well as its parts: degraded when any of them is not up. */
  public static Health of(String component, List<Health> parts) {
    List<String> unwell =
        parts.stream().filter(part -> part.status != Status.UP).map(Health::component).toList();
    return unwell.isEmpty()
        ? new Health(component, Status.UP, "", parts)
        : new Health(component, Status.DEGRADED, "see " + String.join(", ", unwell), parts);
  }

  /** The tree as indented lines, one per component. */
  @Override
  public String toString() {
    StringBuilder lines = new StringBuilder();
    print(lines, "");
    return lines.toString();
  }

  private void print(StringBuilder lines, String indent) {
    lines.append(indent).append(component).append(": ").append(status);
    if (!reason.isEmpty()) {
      lines.append(" (").append(reason).append(')');
    }
    for (Health part : parts) {
      lines.append('\n');
      part.print(lines, indent + "  ");
    }
  }
}
