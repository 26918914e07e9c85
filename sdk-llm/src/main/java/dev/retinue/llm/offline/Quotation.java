package dev.retinue.llm.offline;

import dev.retinue.llm.offline.Sentences.Sentence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the sentences that answer a question best, and judges whether they answer it at all. */
final class Quotation {
  /** Below this a sentence is about something else. Tuned on the odd examples of the tests. */
  static final double ANSWERS = 0.5;

  /** Without embeddings words must carry more. */
  static final double ANSWERS_BY_WORDS = 0.55;

  private static final double BY_WORDS = 0.6;
  private static final double BY_MEANING = 0.4;

  /** What a question's word counts when it stands only in the heading, or elsewhere in the text. */
  private static final double IN_HEADING = 0.75;

  private static final double NEARBY = 0.4;
  private static final double WRONG_FORM = 0.65;

  /** The most sentences whose meanings are compared: an embedding costs some milliseconds. */
  private static final int COMPARED = 24;

  private final Meaning meaning;

  Quotation(Meaning meaning) {
    this.meaning = meaning;
  }

  /**
   * A text that may be quoted.
   *
   * @param number its mark
   * @param heading what it is about; counts like a heading
   */
  record Source(int number, String heading, String text) {}

  /**
   * @param source where it stands
   * @param place its index among all sentences
   * @param score from 0 to 1
   */
  record Quote(Source source, String sentence, int place, double score) {}

  private record Candidate(
      Source source,
      String sentence,
      int place,
      Set<String> words,
      Set<String> heading,
      Set<String> around) {}

  /** The best one to three sentences in the order of their sources; empty if none answers. */
  List<Quote> best(String question, List<Source> sources) {
    Set<String> asked = Words.content(question);
    List<Candidate> candidates = candidates(sources);
    if (asked.isEmpty() || candidates.isEmpty()) {
      return List.of();
    }
    var weights = new Words.Weights(candidates.stream().map(Candidate::words).toList());
    List<Quote> ranked = ranked(question, asked, candidates, weights);
    if (ranked.isEmpty()) {
      return List.of();
    }
    List<Quote> chosen = new ArrayList<>(List.of(ranked.getFirst()));
    Set<String> covered = new HashSet<>(Words.content(ranked.getFirst().sentence()));
    for (Quote next : ranked.subList(1, ranked.size())) {
      Set<String> adds = new HashSet<>(Words.content(next.sentence()));
      adds.retainAll(asked);
      adds.removeAll(covered);
      boolean asGood = next.score() >= 0.92 * ranked.getFirst().score();
      if (chosen.size() < 3 && asGood && !adds.isEmpty()) {
        chosen.add(next);
        covered.addAll(adds);
      }
    }
    chosen.sort(Comparator.comparingInt(Quote::place));
    return chosen;
  }

  private List<Quote> ranked(
      String question, Set<String> asked, List<Candidate> candidates, Words.Weights weights) {
    double all = weights.sum(asked);
    var utterance = Utterance.of(question);
    record Scored(Candidate candidate, double words) {}
    List<Scored> scored =
        candidates.stream()
            .map(each -> new Scored(each, coverage(asked, each, weights) / all))
            .sorted(Comparator.comparingDouble(Scored::words).reversed())
            .limit(COMPARED)
            .toList();
    Optional<double[]> near =
        meaning.nearness(
            question, scored.stream().map(each -> each.candidate().sentence()).toList());
    double threshold = near.isPresent() ? ANSWERS : ANSWERS_BY_WORDS;
    List<Quote> quotes = new ArrayList<>();
    for (int i = 0; i < scored.size(); i++) {
      Candidate each = scored.get(i).candidate();
      double words = scored.get(i).words();
      double score = near.isPresent() ? BY_WORDS * words + BY_MEANING * near.get()[i] : words;
      if (!utterance.mayBeAnsweredBy(each.sentence())) {
        score *= WRONG_FORM;
      }
      if (score >= threshold) {
        quotes.add(new Quote(each.source(), each.sentence(), each.place(), score));
      }
    }
    quotes.sort(Comparator.comparingDouble(Quote::score).reversed().thenComparingInt(Quote::place));
    return quotes;
  }

  private static double coverage(Set<String> asked, Candidate candidate, Words.Weights weights) {
    double sum = 0;
    for (String word : asked) {
      double share =
          candidate.words().contains(word)
              ? 1
              : candidate.heading().contains(word)
                  ? IN_HEADING
                  : candidate.around().contains(word) ? NEARBY : 0;
      sum += share * weights.of(word);
    }
    return sum;
  }

  private static List<Candidate> candidates(List<Source> sources) {
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
          around.addAll(Words.content(sentences.get(j).text()));
        }
        // Chunks overlap: the same sentence is a candidate once.
        if (seen.add(sentence.text()) && !sentence.text().endsWith("?")) {
          candidates.add(
              new Candidate(
                  source,
                  sentence.text(),
                  candidates.size(),
                  Words.content(sentence.text()),
                  heading,
                  around));
        }
      }
    }
    return candidates;
  }
}
