package dev.retinue.memory.recall;

import java.util.Collection;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * How likely the candidates hold an answer. Two things speak against it: nothing is near (the best
 * words and the best meaning), and what is near was said by somebody else than the question names
 * ("What did Maria paint?", when it was John who painted).
 *
 * <p>A logistic regression on half of LoCoMo: its questions, its adversarial ones, and its
 * questions put to another dialogue under the names of that one. Meaning is scaled as
 * bge-small-en-v1.5 scales it; see docs/recall.md.
 */
final class Answerability {
  private static final Pattern BETWEEN_WORDS = Pattern.compile("\\W+");

  private Answerability() {}

  static double of(String question, Collection<Candidate> candidates) {
    OptionalDouble cosine = OptionalDouble.empty();
    double bm25 = 0;
    for (Candidate candidate : candidates) {
      bm25 = Math.max(bm25, candidate.sighting().textScore().orElse(0));
      OptionalDouble own = candidate.sighting().vectorScore();
      if (own.isPresent() && own.getAsDouble() > cosine.orElse(-1)) {
        cosine = own;
      }
    }
    if (bm25 == 0 && cosine.isEmpty()) {
      return 0;
    }
    double wordsEach = bm25 / words(question);
    OptionalDouble named = best(candidates, true);
    OptionalDouble others = best(candidates, false);
    boolean twoSides = named.isPresent() && others.isPresent();
    double lead = twoSides ? named.getAsDouble() - others.getAsDouble() : 0;
    double odds =
        cosine.isPresent()
            ? -5.54 + 7.86 * cosine.getAsDouble() + 1.84 * wordsEach + 0.80 * lead
            : -0.70 + 2.73 * wordsEach + 1.05 * lead;
    return 1 / (1 + Math.exp(-(twoSides ? odds - 1 : odds)));
  }

  private static double words(String question) {
    return Math.max(
        1, BETWEEN_WORDS.splitAsStream(question).filter(word -> !word.isEmpty()).count());
  }

  /** The best score by the speakers named, or by the others, if who speaks counted nothing. */
  private static OptionalDouble best(Collection<Candidate> candidates, boolean named) {
    return candidates.stream()
        .filter(candidate -> candidate.named() == named)
        .mapToDouble(Candidate::scoreOfContent)
        .max();
  }
}
