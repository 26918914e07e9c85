package dev.retinue.llm.offline.answer;

import dev.retinue.llm.offline.text.Meaning;
import dev.retinue.llm.offline.text.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;

/** Finds the sentences that answer a question best, and judges whether they answer it at all. */
public final class Quotation {
  /** Below this a sentence is about something else. Tuned on the odd examples of the tests. */
  public static final double ANSWERS = 0.5;

  /** Without embeddings words must carry more. */
  public static final double ANSWERS_BY_WORDS = 0.55;

  private static final double BY_WORDS = 0.6;
  private static final double BY_MEANING = 0.4;

  private static final double WRONG_FORM = 0.65;
  private static final double AS_GOOD = 0.92;
  private static final int MOST = 3;

  /** The most sentences whose meanings are compared: an embedding costs some milliseconds. */
  private static final int COMPARED = 24;

  private final Meaning meaning;

  public Quotation(Meaning meaning) {
    this.meaning = meaning;
  }

  /**
   * A text that may be quoted.
   *
   * @param number its mark
   * @param heading what it is about; counts like a heading
   */
  public record Source(int number, String heading, String text) {}

  /**
   * @param source where it stands
   * @param place its index among all sentences
   * @param score from 0 to 1
   */
  public record Quote(Source source, String sentence, int place, double score) {}

  /**
   * The best one to three sentences in the order of their sources; empty if none answers. Each part
   * of a question has its own best sentence, and one that is found answers though another is not.
   */
  public List<Quote> best(String question, List<Source> sources) {
    List<Part> parts = Part.of(question);
    List<Candidate> candidates = Candidate.of(sources);
    var weights = new Words.Weights(candidates.stream().map(Candidate::subjects).toList());
    SequencedSet<Quote> chosen = new LinkedHashSet<>();
    for (Part part : parts) {
      List<Quote> ranked = ranked(part, candidates, weights);
      if (!ranked.isEmpty()) {
        Quote first = ranked.getFirst();
        add(chosen, first);
        labelled(part, candidates.get(first.place()), candidates)
            .ifPresent(label -> add(chosen, quote(label, first.score())));
        if (parts.size() == 1) {
          alsoGood(part, ranked).forEach(quote -> add(chosen, quote));
        }
      }
    }
    return chosen.stream().sorted(Comparator.comparingInt(Quote::place)).toList();
  }

  private static void add(SequencedSet<Quote> chosen, Quote next) {
    boolean known = chosen.stream().anyMatch(quote -> quote.place() == next.place());
    if (chosen.size() < MOST && !known) {
      chosen.add(next);
    }
  }

  /** Those about as good as the first that say more of what was asked. */
  private static List<Quote> alsoGood(Part part, List<Quote> ranked) {
    List<Quote> more = new ArrayList<>();
    Set<String> covered = new HashSet<>(Words.content(ranked.getFirst().sentence()));
    for (Quote next : ranked.subList(1, ranked.size())) {
      Set<String> adds = new HashSet<>(Words.content(next.sentence()));
      adds.retainAll(part.words().keySet());
      adds.removeAll(covered);
      if (next.score() >= AS_GOOD * ranked.getFirst().score() && !adds.isEmpty()) {
        more.add(next);
        covered.addAll(adds);
      }
    }
    return more;
  }

  /** The line of the same section whose label is asked for and which the sentence does not say. */
  private static Optional<Candidate> labelled(
      Part part, Candidate sentence, List<Candidate> candidates) {
    return candidates.stream()
        .filter(each ->
            part.words().keySet().stream()
                .anyMatch(word -> !sentence.words().contains(word) && each.labels(sentence, word)))
        .findFirst();
  }

  private List<Quote> ranked(Part part, List<Candidate> candidates, Words.Weights weights) {
    if (part.words().isEmpty() || candidates.isEmpty()) {
      return List.of();
    }
    record Scored(Candidate candidate, double words) {}
    List<Scored> scored =
        candidates.stream()
            .map(each -> new Scored(each, coverage(part, each, weights)))
            .sorted(Comparator.comparingDouble(Scored::words).reversed())
            .limit(COMPARED)
            .toList();
    Optional<double[]> near =
        meaning.nearness(
            part.text(), scored.stream().map(each -> each.candidate().inContext()).toList());
    double threshold = near.isPresent() ? ANSWERS : ANSWERS_BY_WORDS;
    List<Quote> quotes = new ArrayList<>();
    for (int i = 0; i < scored.size(); i++) {
      Candidate each = scored.get(i).candidate();
      double words = scored.get(i).words();
      double score = near.isPresent() ? BY_WORDS * words + BY_MEANING * near.get()[i] : words;
      if (!part.mayBeAnsweredBy(each.sentence()) || !each.speaksOf(part)) {
        score *= WRONG_FORM;
      }
      if (score >= threshold) {
        quotes.add(quote(each, score));
      }
    }
    quotes.sort(Comparator.comparingDouble(Quote::score).reversed().thenComparingInt(Quote::place));
    return quotes;
  }

  private static Quote quote(Candidate candidate, double score) {
    return new Quote(candidate.source(), candidate.sentence(), candidate.place(), score);
  }

  /** The share of the part's weighted words that a sentence speaks of. */
  private static double coverage(Part part, Candidate candidate, Words.Weights weights) {
    double sum = 0;
    double all = 0;
    for (Map.Entry<String, Double> word : part.words().entrySet()) {
      double weight = word.getValue() * weights.of(word.getKey());
      sum += weight * candidate.share(word.getKey(), part);
      all += weight;
    }
    return sum / all;
  }
}
