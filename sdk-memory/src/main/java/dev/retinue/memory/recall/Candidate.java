package dev.retinue.memory.recall;

import dev.retinue.collection.FieldValue;
import dev.retinue.collection.Sighting;
import dev.retinue.memory.recall.RecallHit.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A record under consideration.
 *
 * @param named whether the question names who said it
 * @param scoreOfContent the score without what it owes to its speaker
 * @param parts the greatest share first
 */
record Candidate(
    Sighting sighting, boolean named, double score, double scoreOfContent, List<Part> parts) {

  /** The score of what was found, under these weights. */
  static Candidate of(Sighting sighting, Map<Ingredient, Double> values, RecallWeights weights) {
    List<Part> parts = new ArrayList<>();
    double score = 0;
    double ofContent = 0;
    for (var found : values.entrySet()) {
      double share = weights.of(found.getKey()) * found.getValue();
      if (share != 0) {
        parts.add(new Part(found.getKey(), found.getValue(), share));
        score += share;
        ofContent += found.getKey() == Ingredient.SPEAKER ? 0 : share;
      }
    }
    parts.sort(Comparator.comparingDouble(Part::share).reversed());
    boolean named = values.getOrDefault(Ingredient.SPEAKER, 0.0) > 0;
    return new Candidate(sighting, named, score, ofContent, parts);
  }

  /**
   * Best first. Of those in which the same was said only the latest, in the place of the best: a
   * question asked before resembles itself most of all, and would crowd out what answers it.
   */
  static List<Candidate> ranked(List<Candidate> candidates) {
    Map<Object, Candidate> bySaying = new LinkedHashMap<>();
    candidates.stream()
        .sorted(Comparator.comparingDouble(Candidate::score).reversed())
        .forEach(each -> bySaying.merge(each.saying(), each, Candidate::later));
    return List.copyOf(bySaying.values());
  }

  private Object saying() {
    FieldValue says = sighting.fields().get(RecallFields.SAYS);
    return says == null ? sighting.document() : says;
  }

  private static Candidate later(Candidate better, Candidate other) {
    return other.at().isAfter(better.at())
        ? new Candidate(
            other.sighting, better.named, better.score, better.scoreOfContent, better.parts)
        : better;
  }

  private Instant at() {
    return sighting.fields().get(RecallFields.AT) instanceof FieldValue.Time time
        ? time.value()
        : Instant.MIN;
  }
}
