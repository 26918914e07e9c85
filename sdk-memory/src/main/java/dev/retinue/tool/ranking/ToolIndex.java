package dev.retinue.tool.ranking;

import dev.retinue.collection.EnglishWords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Full text over some tools: BM25 over several fields, which saturates the weighted count of a word
 * once over all of them. Immutable.
 *
 * @see <a href="https://doi.org/10.1145/1031171.1031181">Robertson, Zaragoza and Taylor, Simple
 *     BM25 extension to multiple weighted fields</a>
 */
final class ToolIndex {
  private static final double SATURATION = 1.2;
  private static final double LENGTH = 0.5;

  private record Posting(int tool, double share) {}

  private final int tools;
  private final Map<String, List<Posting>> postings = new HashMap<>();

  ToolIndex(List<ToolText> texts, EnglishWords stems, RankingWeights.Fields weights) {
    tools = texts.size();
    List<List<List<String>>> fields = new ArrayList<>();
    for (ToolText text : texts) {
      fields.add(
          List.of(
              stems.of(text.name()),
              stems.of(text.description()),
              stems.of(text.parameters()),
              stems.of(String.join("\n", text.examples()))));
    }
    double[] of = {weights.name(), weights.description(), weights.parameters(), weights.examples()};
    double[] usual = new double[of.length];
    for (List<List<String>> tool : fields) {
      for (int i = 0; i < of.length; i++) {
        usual[i] += (double) tool.get(i).size() / Math.max(1, tools);
      }
    }
    for (int tool = 0; tool < tools; tool++) {
      Map<String, Double> counts = new HashMap<>();
      for (int i = 0; i < of.length; i++) {
        List<String> words = fields.get(tool).get(i);
        double length = 1 - LENGTH + LENGTH * words.size() / Math.max(1, usual[i]);
        for (String word : words) {
          counts.merge(word, of[i] / length, Double::sum);
        }
      }
      int here = tool;
      counts.forEach((word, count) ->
          postings
              .computeIfAbsent(word, key -> new ArrayList<>())
              .add(new Posting(here, count / (SATURATION + count))));
    }
  }

  /** The score of each tool for words with weights. */
  double[] scores(Map<String, Double> words) {
    double[] scores = new double[tools];
    words.forEach((word, weight) -> {
      List<Posting> with = postings.getOrDefault(word, List.of());
      double rarity = Math.log(1 + (tools - with.size() + 0.5) / (with.size() + 0.5));
      for (Posting posting : with) {
        scores[posting.tool()] += weight * rarity * posting.share();
      }
    });
    return scores;
  }
}
