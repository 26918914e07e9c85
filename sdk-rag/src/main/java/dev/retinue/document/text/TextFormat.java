package dev.retinue.document.text;

import dev.retinue.document.Content;
import dev.retinue.document.DocumentFormat;
import dev.retinue.document.Source;
import dev.retinue.document.UnreadableDocumentException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plain text: paragraphs parted by blank lines. Lines that only wrap a paragraph are joined; lines
 * that look set by hand are kept as code, so that columns and verses survive. A heading is a line
 * underlined with {@code ===} or {@code ---}, or a short line in capitals standing alone.
 */
public final class TextFormat implements DocumentFormat {
  private static final OptionalInt NO_PAGE = OptionalInt.empty();
  private static final Pattern UNDERLINE = Pattern.compile("\\s*(={3,}|-{3,}|~{3,})\\s*");
  private static final Pattern ITEM =
      Pattern.compile("(\\s*)([-*+\\u2022\\u2013]|\\d{1,3}[.)]|[a-z][.)])\\s+(\\S.*)");
  private static final Pattern COLUMNS = Pattern.compile("\\S(\\t| {3,})\\S");
  private static final int WRAPPED_LINE = 45;

  private static final Set<String> ENDINGS = Set.of("txt", "text", "log");

  @Override
  public Set<String> endings() {
    return ENDINGS;
  }

  @Override
  public Match match(Source source) {
    return ENDINGS.contains(source.ending()) || source.ending().isEmpty() ? Match.NAME : Match.NONE;
  }

  @Override
  public String read(Source source, Content content) throws UnreadableDocumentException {
    String text = source.text("\n", "text");
    List<String> group = new ArrayList<>();
    for (String line : (Iterable<String>) text.lines()::iterator) {
      if (line.isBlank()) {
        group(group, content);
        group.clear();
      } else {
        group.add(line.replace("\f", ""));
      }
    }
    group(group, content);
    return "text/plain";
  }

  private static void group(List<String> lines, Content content) {
    int from = 0;
    while (from < lines.size()) {
      String line = lines.get(from);
      boolean underlined =
          from + 1 < lines.size()
              && UNDERLINE.matcher(lines.get(from + 1)).matches()
              && !UNDERLINE.matcher(line).matches()
              && line.length() <= 120;
      if (underlined) {
        content.heading(lines.get(from + 1).strip().startsWith("=") ? 1 : 2, line, NO_PAGE);
        from += 2;
      } else if (UNDERLINE.matcher(line).matches()) {
        from++; // a rule
      } else if (lines.size() == 1 && isCapitals(line)) {
        content.heading(2, line, NO_PAGE);
        from++;
      } else {
        int to = from + 1;
        while (to < lines.size() && !UNDERLINE.matcher(lines.get(to)).matches()) {
          to++;
        }
        boolean nextIsUnderlined = to < lines.size() && to - 1 > from;
        body(lines.subList(from, nextIsUnderlined ? to - 1 : to), content);
        from = nextIsUnderlined ? to - 1 : to;
      }
    }
  }

  private static void body(List<String> lines, Content content) {
    if (lines.stream().filter(line -> COLUMNS.matcher(line).find()).count() * 2 > lines.size()
        && lines.size() > 1) {
      content.code(String.join("\n", lines), NO_PAGE);
      return;
    }
    int from = 0;
    while (from < lines.size()) {
      int to = from + 1;
      while (to < lines.size() && !ITEM.matcher(lines.get(to)).matches()) {
        to++;
      }
      Matcher item = ITEM.matcher(lines.get(from));
      if (item.matches()) {
        String label = item.group(2).matches("[-*+\\u2022\\u2013]") ? "-" : item.group(2);
        String rest = String.join(" ", lines.subList(from + 1, to));
        content.listItem(
            Math.min(item.group(1).length() / 2, 8), label, item.group(3) + " " + rest, NO_PAGE);
      } else if (isWrapped(lines.subList(from, to))) {
        content.paragraph(String.join(" ", lines.subList(from, to)), NO_PAGE);
      } else {
        content.code(String.join("\n", lines.subList(from, to)), NO_PAGE);
      }
      from = to;
    }
  }

  /** Whether every line but the last is long enough to have been broken only for want of room. */
  private static boolean isWrapped(List<String> lines) {
    return lines.size() == 1
        || lines.subList(0, lines.size() - 1).stream()
            .allMatch(line -> line.strip().length() >= WRAPPED_LINE);
  }

  private static boolean isCapitals(String line) {
    long letters = line.chars().filter(Character::isLetter).count();
    return line.length() <= 70
        && letters >= 4
        && line.chars().noneMatch(Character::isLowerCase)
        && letters * 2 > line.strip().length();
  }
}
