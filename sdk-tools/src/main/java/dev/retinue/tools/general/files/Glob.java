package dev.retinue.tools.general.files;

import dev.retinue.tools.catalogue.Refused;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/**
 * Which paths below a folder are meant.
 *
 * @param matchers of which one must match
 * @param depth how many folders deep a match can be
 */
record Glob(List<PathMatcher> matchers, int depth) {
  private static final int MOST_DEPTH = 64;

  /** The syntax of {@link java.nio.file.FileSystem#getPathMatcher}; all children if it is empty. */
  static Glob read(Optional<String> glob) throws Refused {
    String pattern = glob.orElse("*").strip();
    if (pattern.startsWith("/") || pattern.contains("..")) {
      throw new Refused(
          "PATH_ESCAPE", "the glob '" + pattern + "' is outside: it is matched below 'path'");
    }
    try {
      List<PathMatcher> matchers = new ArrayList<>();
      matchers.add(matcher(pattern));
      if (pattern.contains("**/")) {
        // People mean "here and below" by it; the JDK wants at least one folder.
        matchers.add(matcher(pattern.replace("**/", "")));
      }
      int depth =
          pattern.contains("**")
              ? MOST_DEPTH
              : (int) pattern.chars().filter(c -> c == '/').count() + 1;
      return new Glob(List.copyOf(matchers), depth);
    } catch (PatternSyntaxException e) {
      throw Refused.invalid(
          "the glob '"
              + pattern
              + "' is wrong at position "
              + (e.getIndex() + 1)
              + ": "
              + e.getDescription());
    }
  }

  boolean matches(Path relative) {
    return matchers.stream().anyMatch(matcher -> matcher.matches(relative));
  }

  private static PathMatcher matcher(String pattern) {
    return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
  }
}
