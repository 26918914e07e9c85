package dev.retinue.knowledge;

import dev.retinue.knowledge.Claim.Verdict;
import java.math.BigDecimal;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Checks an answer's citations without a model: of each sentence, whether its quotations stand in
 * the passages that it cites, letter for letter but for white space and case, and whether its
 * numbers, dates and names do. A sentence in which there is nothing of these is held against its
 * words: half of those that mean something must be in the passage.
 *
 * <p>What is supported by this may still be wrong, by a negation for example; what is missing is
 * worth a look in any case. Stateless.
 */
public final class CitationCheck {
  private static final Pattern MARK = Pattern.compile("\\s*\\[(\\d{1,2})]");
  private static final Pattern LATE_MARKS =
      Pattern.compile("([.!?])[ \\t]*((?:\\[\\d{1,2}])(?:[ \\t]*\\[\\d{1,2}])*)");
  private static final Pattern QUOTATION =
      Pattern.compile("[\"\u201C\u201E]([^\"\u201C\u201D\u201E]{3,})[\"\u201D\u201C]");
  private static final Pattern NUMBER =
      Pattern.compile("(?<![\\p{L}\\d])\\d+(?:[,' \u00A0\u202F]\\d{3})*(?:[.,:/-]\\d+)*");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}'\u2019-]*");
  private static final Set<String> EMPTY_WORDS =
      Set.of(
          "the", "a", "an", "of", "and", "or", "to", "in", "on", "at", "is", "are", "was", "were",
          "it", "this", "that", "for", "by", "with", "from", "as", "be", "has", "have", "had",
          "its", "their", "there", "which", "who", "what", "when", "where", "how", "will", "can",
          "may");
  private static final double SHARE = 0.5;

  private CitationCheck() {}

  /**
   * The sentences of an answer, each with what came of its check.
   *
   * @param answer with marks such as {@code [1]}
   * @param passages what the marks refer to, counted from 1
   */
  public static List<Claim> of(String answer, List<Passage> passages) {
    List<Claim> claims = new ArrayList<>();
    for (String sentence : sentences(answer)) {
      Set<Integer> marks = new LinkedHashSet<>();
      for (MatchResult mark : MARK.matcher(sentence).results().toList()) {
        marks.add(Integer.parseInt(mark.group(1)));
      }
      String said = MARK.matcher(sentence).replaceAll("").strip();
      if (WORD.matcher(said).find()) {
        claims.add(claim(said, marks, passages));
      }
    }
    return claims;
  }

  /** A mark after the end of a sentence belongs to it, and is put before its end. */
  private static List<String> sentences(String answer) {
    List<String> sentences = new ArrayList<>();
    for (String line : LATE_MARKS.matcher(answer).replaceAll(" $2$1 ").lines().toList()) {
      BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
      breaks.setText(line);
      int from = 0;
      for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
        sentences.add(line.substring(from, to));
        from = to;
      }
    }
    return sentences;
  }

  private static Claim claim(String said, Set<Integer> marks, List<Passage> passages) {
    if (marks.isEmpty()) {
      return new Claim(said, List.of(), Verdict.UNCITED, List.of());
    }
    StringBuilder source = new StringBuilder();
    for (int mark : marks) {
      if (mark >= 1 && mark <= passages.size()) {
        Passage passage = passages.get(mark - 1);
        source.append(passage.text()).append('\n').append(passage.citation()).append('\n');
      }
    }
    List<Integer> cited = List.copyOf(marks);
    if (source.isEmpty()) {
      return new Claim(said, cited, Verdict.MISSING, List.of("the passages " + cited));
    }
    String text = source.toString();
    List<String> missing = new ArrayList<>();
    int checked = quotations(said, text, missing);
    String unquoted = QUOTATION.matcher(said).replaceAll(" ");
    checked += numbers(unquoted, text, missing);
    checked += names(unquoted, text, missing);
    if (checked == 0) {
      return new Claim(
          said, cited, sharesWords(said, text) ? Verdict.SUPPORTED : Verdict.MISSING, List.of());
    }
    Verdict verdict =
        missing.isEmpty()
            ? Verdict.SUPPORTED
            : missing.size() == checked ? Verdict.MISSING : Verdict.PARTIAL;
    return new Claim(said, cited, verdict, missing);
  }

  private static int quotations(String said, String text, List<String> missing) {
    String plain = plain(text);
    int checked = 0;
    for (MatchResult quotation : QUOTATION.matcher(said).results().toList()) {
      checked++;
      if (!plain.contains(plain(quotation.group(1)))) {
        missing.add(quotation.group(1));
      }
    }
    return checked;
  }

  /** One spelling for white space, case, quotation marks and dashes. */
  private static String plain(String text) {
    return text.replaceAll("[\u2018\u2019]", "'")
        .replaceAll("[\u2010-\u2015]", "-")
        .replaceAll("\\s+", " ")
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  private static int numbers(String said, String text, List<String> missing) {
    Set<String> known = new HashSet<>();
    for (MatchResult number : NUMBER.matcher(text).results().toList()) {
      known.addAll(values(number.group()));
    }
    int checked = 0;
    for (MatchResult number : NUMBER.matcher(said).results().toList()) {
      checked++;
      if (values(number.group()).stream().noneMatch(known::contains)) {
        missing.add(number.group());
      }
    }
    return checked;
  }

  /** What a number may mean: as it is, and with its separators taken for those of thousands. */
  private static Set<String> values(String number) {
    Set<String> values = new HashSet<>();
    values.add(number);
    String joined = number.replaceAll("[' \u00A0\u202F]", "");
    for (String candidate : List.of(joined.replace(",", ""), joined.replace(',', '.'))) {
      if (candidate.matches("\\d+(?:\\.\\d+)?")) {
        values.add(new BigDecimal(candidate).stripTrailingZeros().toPlainString());
      }
    }
    return values;
  }

  /** Words with a capital that do not begin the sentence. */
  private static int names(String said, String text, List<String> missing) {
    Set<String> known = new HashSet<>();
    WORD.matcher(text).results().forEach(word -> known.add(stem(word.group())));
    int checked = 0;
    boolean first = true;
    for (MatchResult word : WORD.matcher(said).results().toList()) {
      boolean name = Character.isUpperCase(word.group().codePointAt(0)) && !first;
      first = false;
      if (name && word.group().length() > 1) {
        checked++;
        if (!known.contains(stem(word.group()))) {
          missing.add(word.group());
        }
      }
    }
    return checked;
  }

  private static String stem(String word) {
    return word.toLowerCase(Locale.ROOT).replaceFirst("['\u2019]s$", "");
  }

  private static boolean sharesWords(String said, String text) {
    Set<String> known = new HashSet<>();
    WORD.matcher(text).results().forEach(word -> known.add(stem(word.group())));
    List<String> words =
        WORD.matcher(said)
            .results()
            .map(word -> stem(word.group()))
            .filter(word -> !EMPTY_WORDS.contains(word))
            .toList();
    long shared = words.stream().filter(known::contains).count();
    return !words.isEmpty() && shared >= SHARE * words.size();
  }
}
