package dev.retinue.llm.offline.answer;

import dev.retinue.llm.offline.answer.Quotation.Source;
import dev.retinue.llm.offline.text.Sentences;
import dev.retinue.llm.offline.text.Sentences.Sentence;
import dev.retinue.llm.offline.text.Words;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sentence that may be quoted, with the words that tell what it speaks of.
 *
 * @param under the heading it stands under
 * @param place its index among all sentences
 * @param section that of {@link Sentence}
 * @param words its own
 * @param heading those of what it stands under
 * @param around those of its neighbours in the section
 */
record Candidate(
    Source source,
    String sentence,
    String under,
    int place,
    int section,
    Set<String> words,
    Set<String> heading,
    Set<String> around) {
  /** What a question's word counts when it stands only in the heading, or beside the sentence. */
  private static final double IN_HEADING = 0.75;

  private static final double NEARBY = 0.4;
  private static final int SHORT = 80;
  private static final Pattern LABEL = Pattern.compile("^\\p{Lu}[\\p{L} ]{1,24}(?=: )");
  private static final Pattern WITHIN =
      Pattern.compile("(\\d{1,6})(?: to |\\s?[-–]\\s?)(\\d{1,6})\\b");
  private static final Pattern BELOW =
      Pattern.compile("(?i)\\b(?:under|below|less than) (\\d{1,6})\\b");
  private static final Pattern FROM =
      Pattern.compile("(?i)\\b(\\d{1,6}) and (?:up|over|above|older)\\b");

  static List<Candidate> of(List<Source> sources) {
    List<Candidate> candidates = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Source source : sources) {
      List<Sentence> sentences = Sentences.of(source.text());
      Set<String> title = Words.content(source.heading());
      for (int i = 0; i < sentences.size(); i++) {
        Sentence sentence = sentences.get(i);
        Set<String> heading = new LinkedHashSet<>(title);
        heading.addAll(Words.content(sentence.heading()));
        Set<String> around = new LinkedHashSet<>();
        for (int j = Math.max(0, i - 2); j < Math.min(sentences.size(), i + 2); j++) {
          if (sentences.get(j).section() == sentence.section()) {
            around.addAll(Words.content(sentences.get(j).text()));
          }
        }
        // Chunks overlap: the same sentence is a candidate once.
        if (seen.add(sentence.heading() + "\n" + sentence.text())
            && !sentence.text().endsWith("?")) {
          candidates.add(
              new Candidate(
                  source,
                  sentence.text(),
                  sentence.heading(),
                  candidates.size(),
                  sentence.section(),
                  Words.content(sentence.text()),
                  heading,
                  around));
        }
      }
    }
    return candidates;
  }

  /** All that the sentence is about. */
  Set<String> subjects() {
    Set<String> subjects = new LinkedHashSet<>(words);
    subjects.addAll(heading);
    return subjects;
  }

  /** As it is compared by meaning: a short line says little without what it stands under. */
  String inContext() {
    return under.isEmpty() || sentence.length() > SHORT ? sentence : under + ": " + sentence;
  }

  /** How far the sentence speaks of a word, from 0 to 1. */
  double share(String word, Part part) {
    if (words.contains(word) || part.isAnsweredFor(word, sentence) || spans(word)) {
      return 1;
    }
    return heading.contains(word) ? IN_HEADING : around.contains(word) ? NEARBY : 0;
  }

  /** Whether it, or what it stands under, says at least one of the words that the part is about. */
  boolean speaksOf(Part part) {
    return part.words().entrySet().stream()
        .anyMatch(word -> word.getValue() == 1 && share(word.getKey(), part) >= IN_HEADING);
  }

  /** Stands in the same section and is labelled by the word, as in "Observer: Ines Varga". */
  boolean labels(Candidate other, String word) {
    Matcher label = LABEL.matcher(sentence);
    return source.equals(other.source())
        && section == other.section()
        && place != other.place()
        && label.find()
        && Words.content(label.group()).contains(word);
  }

  /** Whether the word is a number in a range that the sentence gives, as 9 is in "6 to 15". */
  private boolean spans(String word) {
    if (!word.matches("\\d{1,6}")) {
      return false;
    }
    int number = Integer.parseInt(word);
    for (Matcher m = WITHIN.matcher(sentence); m.find(); ) {
      if (Integer.parseInt(m.group(1)) <= number && number <= Integer.parseInt(m.group(2))) {
        return true;
      }
    }
    Matcher below = BELOW.matcher(sentence);
    Matcher from = FROM.matcher(sentence);
    return (below.find() && number < Integer.parseInt(below.group(1)))
        || (from.find() && number >= Integer.parseInt(from.group(1)));
  }
}
