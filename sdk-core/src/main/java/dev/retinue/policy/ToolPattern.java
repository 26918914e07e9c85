package dev.retinue.policy;

import java.util.Collection;

/**
 * A name of tools, in which {@code *} stands for any characters.
 *
 * @param text as it was written
 */
public record ToolPattern(String text) {
  public ToolPattern {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a pattern for tools must not be blank");
    }
  }

  /** Whether a tool's name is of this pattern. */
  public boolean matches(String name) {
    // Greedy with one place to go back to: linear in practice, and bounded by both lengths.
    int at = 0;
    int star = -1;
    int mark = 0;
    int p = 0;
    while (at < name.length()) {
      if (p < text.length() && text.charAt(p) == '*') {
        star = p++;
        mark = at;
      } else if (p < text.length() && text.charAt(p) == name.charAt(at)) {
        p++;
        at++;
      } else if (star >= 0) {
        p = star + 1;
        at = ++mark;
      } else {
        return false;
      }
    }
    while (p < text.length() && text.charAt(p) == '*') {
      p++;
    }
    return p == text.length();
  }

  /** Whether it is the pattern of any of these names. */
  public boolean matchesAny(Collection<String> names) {
    return names.stream().anyMatch(this::matches);
  }

  /** Whether it is one name alone. */
  public boolean isName() {
    return text.indexOf('*') < 0;
  }
}
