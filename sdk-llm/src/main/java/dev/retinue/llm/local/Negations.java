package dev.retinue.llm.local;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts into brackets what {@code not} is said of. In Jinja it binds more loosely than comparisons
 * and tests; in Jinjava it binds more tightly than some, so that {@code not tools is none} would
 * mean another thing.
 */
final class Negations {
  private static final Pattern TAG = Pattern.compile("(\\{[%{]-?)(.*?)(-?[%}]})", Pattern.DOTALL);
  private static final Pattern TOKEN =
      Pattern.compile("'(?:\\\\.|[^'\\\\])*'|\"(?:\\\\.|[^\"\\\\])*\"|\\w+|\\s+|.", Pattern.DOTALL);
  private static final Set<String> LOOSER = Set.of("and", "or", "if", "else", ",");
  private static final Set<String> OPENING = Set.of("(", "[", "{");
  private static final Set<String> CLOSING = Set.of(")", "]", "}");

  private Negations() {}

  static String explicit(String template) {
    return TAG.matcher(template)
        .replaceAll(
            tag -> Matcher.quoteReplacement(tag.group(1) + bracketed(tag.group(2)) + tag.group(3)));
  }

  private static String bracketed(String code) {
    List<String> tokens = TOKEN.matcher(code).results().map(MatchResult::group).toList();
    StringBuilder explicit = new StringBuilder();
    Deque<Integer> open = new ArrayDeque<>();
    int depth = 0;
    String before = "";
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      boolean closes = CLOSING.contains(token);
      while (!open.isEmpty() && open.peek() == depth && (closes || LOOSER.contains(token))) {
        explicit.append(')');
        open.pop();
      }
      depth += OPENING.contains(token) ? 1 : closes ? -1 : 0;
      explicit.append(token);
      if (token.equals("not") && !before.equals("is") && !follows(tokens, i, "in")) {
        explicit.append('(');
        open.push(depth);
      }
      before = token.isBlank() ? before : token;
    }
    return explicit + ")".repeat(open.size());
  }

  private static boolean follows(List<String> tokens, int at, String word) {
    return tokens.stream().skip(at + 1L).filter(each -> !each.isBlank()).findFirst().stream()
        .anyMatch(word::equals);
  }
}
