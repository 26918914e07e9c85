package dev.retinue.tool.ranking;

import dev.retinue.collection.EnglishWords;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A task as tools are ranked by it: in English as far as it can be told, and with addresses and
 * paths as what they are, since their own words say nothing of what is to be done.
 *
 * @param words stems, each once
 * @param meanings what is embedded: the whole first, then as it was written if that is different,
 *     then its sentences, since in a long task one of them says what is to be done
 */
record TaskText(Set<String> words, List<String> meanings) {
  /** What comes after so much of a task is material rather than the task. */
  private static final int LONGEST = 2_000;

  private static final int MOST_SENTENCES = 6;
  private static final int SHORTEST_SENTENCE = 12;
  private static final Pattern SENTENCES = Pattern.compile("(?<=[.;:?!])\\s+");

  private static final Pattern VALUE =
      Pattern.compile(
          "(?<url>https?://[^\\s,;]+[^\\s,;.:!?)\"])"
              + "|(?<mail>[\\w.+-]+@[\\w-]+\\.[\\w.-]+)"
              + "|(?<path>(?:[\\w.~-]*/)*\\.?[\\w-]+(?:\\.[\\w-]+)*\\.[A-Za-z][A-Za-z0-9]{0,9}\\b|(?:(?=[\\w.~-]*?[A-Za-z~.])[\\w.~-]++/)+(?!\\w))");

  static TaskText of(
      String task, EnglishWords stems, Vocabulary vocabulary, RankingWeights weights) {
    String cut = task.length() > LONGEST ? task.substring(0, LONGEST) : task;
    UnaryOperator<String> english =
        weights.glosses() ? vocabulary.intoEnglish(cut) : UnaryOperator.identity();
    StringBuilder text = new StringBuilder();
    int from = 0;
    for (Matcher m = VALUE.matcher(cut); m.find(); ) {
      String kind = weights.kinds() ? kind(m, vocabulary) : "";
      if (!kind.isEmpty()) {
        text.append(english.apply(cut.substring(from, m.start()))).append(kind);
        from = m.end();
      }
    }
    text.append(english.apply(cut.substring(from)));
    String read = text.toString();
    Set<String> meanings = new LinkedHashSet<>(List.of(read, cut));
    SENTENCES
        .splitAsStream(read)
        .filter(sentence -> sentence.length() >= SHORTEST_SENTENCE)
        .limit(MOST_SENTENCES)
        .forEach(meanings::add);
    meanings.removeIf(String::isBlank);
    return new TaskText(new LinkedHashSet<>(stems.of(read)), List.copyOf(meanings));
  }

  private static String kind(Matcher value, Vocabulary vocabulary) {
    if (value.group("url") != null) {
      String kind = vocabulary.kind(value.group());
      return kind.isEmpty() ? "url page" : kind + " url";
    }
    if (value.group("mail") != null) {
      return "e-mail address";
    }
    String path = value.group("path");
    if (path.endsWith("/")) {
      return "folder";
    }
    String kind = vocabulary.kind(path);
    return kind.isEmpty() ? path.indexOf('/') < 0 ? "" : "file" : kind + " file";
  }
}
