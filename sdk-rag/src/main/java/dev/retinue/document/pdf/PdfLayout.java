package dev.retinue.document.pdf;

import dev.retinue.document.Content;
import dev.retinue.document.pdf.PdfLines.Line;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes blocks of a PDF's lines. A PDF knows only where letters stand, so structure is inferred,
 * and only where it is plain: headings are set larger or bolder than the body, a paragraph ends at
 * a gap, an indent or a short line, rows of parted words are a table, and what stands again and
 * again at the edge of most pages is a header or footer and is left out.
 */
final class PdfLayout {
  private static final Pattern ITEM =
      Pattern.compile(
          "([\\u2022\\u2023\\u25AA\\u25CF\\u25E6\\u25CB\\u2013*-]|\\d{1,2}[.)]|\\(?[a-z]\\))\\s+(\\S.*)");
  private static final Pattern COMPOUND = Pattern.compile("\\p{L}+-\\p{L}+");
  private static final Pattern DIGITS = Pattern.compile("\\d+");
  private static final double EDGE = 0.12; // of the page's height, above and below
  private static final int EDGE_LINES = 3;

  private final List<Line> lines;
  private final float bodySize;
  private final boolean bodyBold;
  private final double leading; // baseline to baseline, in multiples of the font size
  private final List<Float> headingSizes;
  private final boolean boldHeadings;
  private final Set<String> compounds = new HashSet<>(); // words hyphenated within a line

  PdfLayout(List<Line> all) {
    this.lines = withoutHeadersAndFooters(all);
    Map<Float, Integer> characters = new HashMap<>();
    int bold = 0;
    int total = 0;
    for (Line line : lines) {
      COMPOUND
          .matcher(line.text())
          .results()
          .forEach(word -> compounds.add(word.group().toLowerCase(Locale.ROOT)));
      int length = line.text().length();
      characters.merge(line.size(), length, Integer::sum);
      bold += line.bold() ? length : 0;
      total += length;
    }
    this.bodySize =
        characters.entrySet().stream()
            .max(
                Map.Entry.<Float, Integer>comparingByValue()
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(Map.Entry::getKey)
            .orElse(10f);
    this.bodyBold = bold * 2 > total;
    this.leading = usualLeading();
    this.headingSizes = headingSizes();
    this.boldHeadings =
        !bodyBold && lines.stream().filter(this::isBoldHeading).count() * 4 < lines.size();
  }

  void write(Content content) {
    int from = 0;
    while (from < lines.size()) {
      int level = headingLevel(from);
      int to = from + 1;
      if (level > 0) {
        while (to < lines.size() && continuesHeading(lines.get(to - 1), to, level)) {
          to++;
        }
        content.heading(level, join(lines.subList(from, to)), page(from));
      } else if (isRow(from)) {
        while (to < lines.size() && isRow(to) && samePage(to - 1, to)) {
          to++;
        }
        content.table(lines.subList(from, to).stream().map(Line::cells).toList(), page(from));
      } else {
        Matcher item = ITEM.matcher(lines.get(from).text());
        boolean isItem = item.matches();
        while (to < lines.size() && continuesParagraph(from, to, isItem)) {
          to++;
        }
        String text = join(lines.subList(from, to));
        Matcher whole = ITEM.matcher(text);
        if (isItem && whole.matches()) {
          String label = whole.group(1);
          boolean counted = label.chars().anyMatch(Character::isLetterOrDigit);
          content.listItem(0, counted ? label : "-", whole.group(2), page(from));
        } else {
          content.paragraph(text, page(from));
        }
      }
      from = to;
    }
  }

  private OptionalInt page(int line) {
    return OptionalInt.of(lines.get(line).page());
  }

  private boolean samePage(int a, int b) {
    return lines.get(a).page() == lines.get(b).page();
  }

  private boolean continuesParagraph(int from, int at, boolean isItem) {
    Line previous = lines.get(at - 1);
    Line line = lines.get(at);
    if (previous.page() != line.page()
        || headingLevel(at) > 0
        || isRow(at)
        || ITEM.matcher(line.text()).matches()
        || Math.abs(line.size() - previous.size()) > 0.15 * previous.size()) {
      return false;
    }
    boolean openSentence =
        !previous.text().matches(".*[.!?:\\u201D\"]")
            && Character.isLowerCase(line.text().codePointAt(0));
    double down = line.baseline() - previous.baseline();
    if (down < 0 || down > 1.3 * leading * previous.size()) {
      return openSentence && (down < 0 || down < 2 * leading * previous.size()); // next column
    }
    boolean indented = line.left() - previous.left() > 0.8 * line.size();
    if (indented && !isItem && at - 1 > from && !openSentence) {
      return false;
    }
    double width = line.right() - line.left();
    boolean shortLine = previous.right() < line.right() - 0.25 * width;
    return !shortLine || openSentence;
  }

  /** Whether this line and a neighbour are parted into columns. */
  private boolean isRow(int at) {
    if (lines.get(at).cells().size() < 2) {
      return false;
    }
    boolean above = at > 0 && samePage(at - 1, at) && lines.get(at - 1).cells().size() >= 2;
    boolean below =
        at + 1 < lines.size() && samePage(at, at + 1) && lines.get(at + 1).cells().size() >= 2;
    return above || below;
  }

  /** The word that a hyphen at a line's end makes of both lines, if the hyphen is its own. */
  private static String compound(CharSequence line, String next) {
    int from = line.length() - 1;
    while (from > 0 && Character.isLetter(line.charAt(from - 1))) {
      from--;
    }
    int to = 0;
    while (to < next.length() && Character.isLetter(next.charAt(to))) {
      to++;
    }
    return (line.subSequence(from, line.length()) + next.substring(0, to)).toLowerCase(Locale.ROOT);
  }

  private String join(List<Line> lines) {
    StringBuilder text = new StringBuilder();
    for (Line line : lines) {
      String next = line.text();
      int end = text.length() - 1;
      boolean hyphenated =
          end > 0
              && (text.charAt(end) == '-' || text.charAt(end) == '\u2010')
              && Character.isLetter(text.charAt(end - 1))
              && Character.isLowerCase(next.codePointAt(0));
      if (hyphenated) {
        if (!compounds.contains(compound(text, next))) {
          text.setLength(end);
        }
      } else if (end >= 0) {
        text.append(' ');
      }
      text.append(next);
    }
    return text.toString();
  }

  // headings

  /** 1 to 6, or 0 if the line is no heading. */
  private int headingLevel(int at) {
    Line line = lines.get(at);
    if (!isHeadingText(line)) {
      return 0;
    }
    int bySize = headingSizes.indexOf(line.size());
    if (bySize >= 0) {
      return Math.min(bySize + 1, 6);
    }
    return boldHeadings && isBoldHeading(line) && standsApart(at)
        ? Math.min(headingSizes.size() + 1, 6)
        : 0;
  }

  private static boolean isHeadingText(Line line) {
    String text = line.text();
    return text.length() <= 150
        && text.codePoints().filter(Character::isLetter).limit(2).count() == 2;
  }

  private boolean isBoldHeading(Line line) {
    return line.bold()
        && line.size() >= 0.95 * bodySize
        && line.cells().size() == 1
        && line.text().length() <= 90
        && !line.text().matches(".*[.,;]");
  }

  private boolean standsApart(int at) {
    if (at == 0 || !samePage(at - 1, at)) {
      return true;
    }
    Line previous = lines.get(at - 1);
    double down = lines.get(at).baseline() - previous.baseline();
    return down < 0 || down > 1.15 * leading * bodySize || headingSizes.contains(previous.size());
  }

  private boolean continuesHeading(Line previous, int at, int level) {
    Line line = lines.get(at);
    return previous.page() == line.page()
        && Math.abs(previous.size() - line.size()) < 0.1
        && previous.bold() == line.bold()
        && line.baseline() - previous.baseline() > 0
        && line.baseline() - previous.baseline() <= 1.6 * line.size()
        && isHeadingText(line)
        && !ITEM.matcher(line.text()).matches()
        && (headingSizes.contains(line.size()) || level > headingSizes.size());
  }

  /** The sizes clearly above the body's, largest first; none if too much is set in them. */
  private List<Float> headingSizes() {
    TreeSet<Float> sizes = new TreeSet<>(Comparator.reverseOrder());
    int large = 0;
    for (Line line : lines) {
      if (line.size() >= 1.12 * bodySize && isHeadingText(line)) {
        sizes.add(line.size());
        large++;
      }
    }
    return large * 10 > lines.size() * 4 && lines.size() > 5 ? List.of() : List.copyOf(sizes);
  }

  /** Of the lower third, since gaps between paragraphs are in the sample too. */
  private double usualLeading() {
    List<Double> leadings = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      Line line = lines.get(i);
      double down = (line.baseline() - lines.get(i - 1).baseline()) / line.size();
      boolean body = line.size() == bodySize && lines.get(i - 1).size() == bodySize;
      if (body && samePage(i - 1, i) && down > 0.5 && down < 3) {
        leadings.add(down);
      }
    }
    leadings.sort(Comparator.naturalOrder());
    return leadings.isEmpty() ? 1.2 : leadings.get((leadings.size() - 1) / 3);
  }

  // headers and footers

  private static List<Line> withoutHeadersAndFooters(List<Line> lines) {
    Map<Integer, List<Line>> pages = new TreeMap<>();
    for (Line line : lines) {
      pages.computeIfAbsent(line.page(), page -> new ArrayList<>()).add(line);
    }
    if (pages.size() < 2) {
      return lines;
    }
    Map<String, Set<Integer>> pagesByPattern = new HashMap<>();
    Set<Line> edges = Collections.newSetFromMap(new IdentityHashMap<>());
    pages.forEach((page, own) -> {
      for (Line line : edges(own)) {
        edges.add(line);
        pagesByPattern.computeIfAbsent(pattern(line), text -> new HashSet<>()).add(page);
      }
    });
    // of two pages both, of more than two at least 60 in a hundred
    double enough = Math.max(2, 0.6 * pages.size());
    return lines.stream()
        .filter(line ->
            !edges.contains(line)
                || pagesByPattern.getOrDefault(pattern(line), Set.of()).size() < enough)
        .toList();
  }

  /** The few lines that stand highest and lowest, if they stand at the edge of the page. */
  private static List<Line> edges(List<Line> page) {
    List<Line> byHeight = new ArrayList<>(page);
    byHeight.sort(Comparator.comparingDouble(Line::baseline));
    List<Line> edges = new ArrayList<>();
    int last = byHeight.size() - 1;
    for (int i = 0; i < Math.min(EDGE_LINES, byHeight.size()); i++) {
      if (byHeight.get(i).baseline() < EDGE * byHeight.get(i).pageHeight()) {
        edges.add(byHeight.get(i));
      }
      Line low = byHeight.get(last - i);
      if (low.baseline() > (1 - EDGE) * low.pageHeight()) {
        edges.add(low);
      }
    }
    return edges;
  }

  /**
   * What makes lines of several pages the same: text with its numbers blanked, as page numbers
   * differ; place; and size, as a title may say the same as the header but is set larger.
   */
  private static String pattern(Line line) {
    boolean top = line.baseline() < line.pageHeight() / 2;
    String text = DIGITS.matcher(line.text()).replaceAll("#");
    return (top ? "top " : "bottom ") + line.size() + " " + text;
  }
}
