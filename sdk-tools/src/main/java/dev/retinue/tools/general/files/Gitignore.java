package dev.retinue.tools.general.files;

import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.filesystem.Entry;
import dev.retinue.tools.filesystem.FolderView;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What the files {@code .gitignore} on the way to a path leave out (gitignore(5)); the last that
 * says something about a path is right. What is below a folder that is left out cannot be brought
 * back, so it need not be asked for. Immutable.
 *
 * @param rules from the topmost folder down
 */
record Gitignore(List<Rule> rules) {
  static final Gitignore NONE = new Gitignore(List.of());

  private static final String NAME = ".gitignore";
  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_LENGTH = 1_000;

  /**
   * @param base the folder of the file, with {@code /} at its end unless it is empty
   * @param path matches a path below it
   */
  private record Rule(String base, Pattern path, boolean folders, boolean back) {}

  /** These and those of the file in a folder, if there is one. */
  Gitignore in(String path, FolderView folder) throws Refused, IOException {
    if (folder.entry(NAME).filter(entry -> entry.kind() == Entry.Kind.FILE).isEmpty()) {
      return this;
    }
    try (InputStream in = folder.open(NAME)) {
      return with(path, new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
    }
  }

  /** These and those of a text, for a folder. */
  Gitignore with(String path, String text) {
    List<Rule> all = new ArrayList<>(rules);
    String base = path.isEmpty() ? "" : path + "/";
    text.lines().forEach(line -> rule(base, line).ifPresent(all::add));
    return new Gitignore(List.copyOf(all));
  }

  /** Whether a path is left out; the folders that it is in are not. */
  boolean excludes(String path, boolean folder) {
    if (path.equals(".git") || path.endsWith("/.git")) {
      return true;
    }
    for (Rule rule : rules.reversed()) {
      if (path.startsWith(rule.base())
          && (folder || !rule.folders())
          && rule.path().matcher(path.substring(rule.base().length())).matches()) {
        return !rule.back();
      }
    }
    return false;
  }

  private static Optional<Rule> rule(String base, String line) {
    String pattern = withoutSpaces(line);
    if (pattern.isEmpty() || pattern.startsWith("#") || pattern.length() > MOST_LENGTH) {
      return Optional.empty();
    }
    boolean back = pattern.startsWith("!");
    if (back) {
      pattern = pattern.substring(1);
    }
    boolean folders = pattern.endsWith("/");
    if (folders) {
      pattern = pattern.substring(0, pattern.length() - 1);
    }
    boolean anchored = pattern.contains("/");
    if (pattern.startsWith("/")) {
      pattern = pattern.substring(1);
    }
    if (pattern.isEmpty()) {
      return Optional.empty();
    }
    try {
      String regex = (anchored ? "" : "(?:.*/)?") + regex(pattern);
      return Optional.of(new Rule(base, Pattern.compile(regex), folders, back));
    } catch (PatternSyntaxException unreadableAlsoForGit) {
      return Optional.empty();
    }
  }

  /** Spaces at the end count only if they are escaped. */
  private static String withoutSpaces(String line) {
    String text = line;
    while (text.endsWith(" ") && !text.endsWith("\\ ")) {
      text = text.substring(0, text.length() - 1);
    }
    return text;
  }

  /**
   * Every repetition is possessive or bounded by a slash, so that matching takes no time to speak
   * of.
   */
  private static String regex(String pattern) {
    StringBuilder regex = new StringBuilder();
    int i = 0;
    while (i < pattern.length()) {
      char c = pattern.charAt(i);
      if (pattern.startsWith("**/", i) && (i == 0 || pattern.charAt(i - 1) == '/')) {
        regex.append("(?:.*/)?");
        i += 3;
      } else if (pattern.startsWith("/**", i) && i + 3 == pattern.length()) {
        regex.append("/.+");
        i += 3;
      } else if (c == '*') {
        while (i < pattern.length() && pattern.charAt(i) == '*') {
          i++;
        }
        regex.append("[^/]*");
      } else if (c == '[') {
        int end = classEnd(pattern, i);
        if (end < 0) {
          // Without an end nothing can match it.
          throw new PatternSyntaxException("a '[' without an end", pattern, i);
        }
        regex.append(characterClass(pattern.substring(i + 1, end)));
        i = end + 1;
      } else {
        if (c == '\\' && i + 1 < pattern.length()) {
          i++;
        }
        regex.append(c == '?' ? "[^/]" : Pattern.quote(String.valueOf(pattern.charAt(i))));
        i++;
      }
    }
    return regex.toString();
  }

  private static int classEnd(String pattern, int start) {
    int from = start + 1;
    if (from < pattern.length() && (pattern.charAt(from) == '!' || pattern.charAt(from) == '^')) {
      from++;
    }
    return pattern.indexOf(']', from + 1);
  }

  private static String characterClass(String content) {
    boolean not = content.startsWith("!") || content.startsWith("^");
    String members = not ? content.substring(1) : content;
    String escaped = members.replaceAll("[\\[\\]&^~]", "\\\\$0");
    return (not ? "[^/" : "(?!/)[") + escaped + "]";
  }
}
