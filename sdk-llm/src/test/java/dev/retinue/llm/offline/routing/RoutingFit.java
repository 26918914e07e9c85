package dev.retinue.llm.offline.routing;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.retinue.embedding.Embeddings;
import dev.retinue.llm.embedding.OnnxEmbeddingsProvider;
import dev.retinue.llm.offline.Fixtures;
import dev.retinue.llm.offline.routing.Requests.Request;
import dev.retinue.llm.offline.text.Clues;
import dev.retinue.llm.offline.text.Meaning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Fits the weights of {@link Scorer} on the development requests and on those of the router's first
 * test, by gradient descent on the regularised cross-entropy, and prints them beside the accuracy
 * of a threefold cross-validation, and of what is fitted on the first file on the second, which was
 * written in another manner. Deterministic. The held-out requests are not read.
 */
public final class RoutingFit {
  private static final int FOLDS = 3;
  private static final int ROUNDS = 300;
  private static final double RATE = 0.1;

  private RoutingFit() {}

  /** The features of one request, and the places of the right answers among tools and none. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Sample(
      String text,
      List<String> names,
      double[][] tools,
      double[] none,
      List<Integer> right,
      boolean second) {}

  @SuppressWarnings("SystemOut") // a program to be run by hand
  public static void main(String[] arguments) {
    double[] penalties = {0.001};
    try (Embeddings embeddings = new OnnxEmbeddingsProvider().open()) {
      for (boolean meaning : new boolean[] {true, false}) {
        List<Sample> samples =
            samples(
                new Router(
                    new Meaning(() -> meaning ? Optional.of(embeddings) : Optional.empty())));
        System.out.println(meaning ? "with embeddings" : "by words alone");
        System.out.printf(
            Locale.ROOT,
            "as it is: %.3f%n",
            accuracy(samples, meaning ? Scorer.WITH_MEANING : Scorer.BY_WORDS, false));
        List<Sample> own = samples.stream().filter(each -> !each.second()).toList();
        List<Sample> second = samples.stream().filter(Sample::second).toList();
        System.out.printf(
            Locale.ROOT,
            "fitted on the first: %.3f of the second%n",
            accuracy(second, fit(own, 0.001), arguments.length > 0));
        double best = 0;
        double chosen = penalties[0];
        for (double penalty : penalties) {
          double validated = validated(samples, penalty, arguments.length > 0);
          System.out.printf(
              Locale.ROOT, "penalty %.3f: cross-validated %.3f%n", penalty, validated);
          if (validated > best) {
            best = validated;
            chosen = penalty;
          }
        }
        Scorer fitted = fit(samples, chosen);
        System.out.printf(
            Locale.ROOT, "penalty %.3f: on all %.3f%n", chosen, accuracy(samples, fitted, false));
        print("tool", Evidence.OF_TOOL, fitted.tool());
        print("none", Evidence.OF_NONE, fitted.none());
      }
    }
  }

  private static void print(String what, List<String> names, double[] weights) {
    System.out.println(what + ":");
    for (int i = 0; i < weights.length; i++) {
      System.out.printf(Locale.ROOT, "  %.2f, // %s%n", weights[i], names.get(i));
    }
  }

  private static List<Sample> samples(Router router) {
    List<ToolSpecification> tools = Requests.tools();
    List<Sample> samples = new ArrayList<>();
    for (String file : List.of("paraphrases-dev.jsonl", "paraphrases-dev2.jsonl")) {
      for (Request each : Requests.of(file)) {
        samples.add(sample(router, tools, each, file.contains("2")));
      }
    }
    for (List<Request> first : List.of(FirstRequests.TUNED_ON, FirstRequests.SEEN)) {
      // Thrice: few, but of another set of tools, so that the weights fit more than one.
      for (int i = 0; i < 3; i++) {
        first.forEach(each -> samples.add(sample(router, Fixtures.TOOLS, each, false)));
      }
    }
    return samples;
  }

  private static Sample sample(
      Router router, List<ToolSpecification> tools, Request request, boolean second) {
    ToolSet set = router.prepared(tools);
    Evidence evidence = router.evidence(new Clues(request.text()), set);
    double[][] features = new double[tools.size()][];
    List<Integer> right = new ArrayList<>();
    for (int i = 0; i < tools.size(); i++) {
      features[i] = evidence.ofTool(i);
      if (request.tools().contains(tools.get(i).name())) {
        right.add(i);
      }
    }
    if (request.isForNone()) {
      right.add(tools.size());
    }
    if (right.isEmpty()) {
      throw new IllegalArgumentException("no tool is called " + request.tools());
    }
    List<String> names = new ArrayList<>(tools.stream().map(ToolSpecification::name).toList());
    names.add(Requests.NONE);
    return new Sample(request.text(), names, features, evidence.ofNone(), right, second);
  }

  private static double validated(List<Sample> samples, double penalty, boolean tell) {
    double right = 0;
    for (int fold = 0; fold < FOLDS; fold++) {
      List<Sample> training = new ArrayList<>();
      List<Sample> held = new ArrayList<>();
      for (int i = 0; i < samples.size(); i++) {
        (samples.get(i).text().length() % FOLDS == fold ? held : training).add(samples.get(i));
      }
      right += accuracy(held, fit(training, penalty), tell) * held.size();
    }
    return right / samples.size();
  }

  private static double accuracy(List<Sample> samples, Scorer scorer, boolean tell) {
    int right = 0;
    for (Sample each : samples) {
      double[] likely = scorer.probabilities(each.tools(), each.none());
      int best = 0;
      for (int i = 1; i < likely.length; i++) {
        best = likely[i] > likely[best] ? i : best;
      }
      if (each.right().contains(best)) {
        right++;
      } else if (tell) {
        System.out.println("  " + each.text() + " -> " + each.names().get(best));
      }
    }
    return (double) right / samples.size();
  }

  /** Adam (Kingma and Ba 2015) over the whole set: no order of samples to depend on. */
  static Scorer fit(List<Sample> samples, double penalty) {
    int tools = Evidence.OF_TOOL.size();
    int size = tools + Evidence.OF_NONE.size();
    double[] weights = new double[size];
    double[] first = new double[size];
    double[] second = new double[size];
    for (int round = 1; round <= ROUNDS; round++) {
      double[] gradient = new double[size];
      Scorer scorer = scorer(weights, tools);
      for (Sample each : samples) {
        add(gradient, each, scorer, tools);
      }
      for (int i = 0; i < size; i++) {
        double slope = gradient[i] / samples.size() + penalty * weights[i];
        first[i] = 0.9 * first[i] + 0.1 * slope;
        second[i] = 0.999 * second[i] + 0.001 * slope * slope;
        double mean = first[i] / (1 - Math.pow(0.9, round));
        double spread = second[i] / (1 - Math.pow(0.999, round));
        weights[i] -= RATE * mean / (Math.sqrt(spread) + 1e-8);
      }
    }
    return scorer(weights, tools);
  }

  private static Scorer scorer(double[] weights, int tools) {
    return new Scorer(
        Arrays.copyOf(weights, tools), Arrays.copyOfRange(weights, tools, weights.length));
  }

  private static void add(double[] gradient, Sample sample, Scorer scorer, int size) {
    double[] likely = scorer.probabilities(sample.tools(), sample.none());
    double right = 0;
    for (int index : sample.right()) {
      right += likely[index];
    }
    for (int i = 0; i < likely.length; i++) {
      double pull =
          likely[i] - (sample.right().contains(i) ? likely[i] / Math.max(right, 1e-12) : 0);
      double[] features = i < likely.length - 1 ? sample.tools()[i] : sample.none();
      int offset = i < likely.length - 1 ? 0 : size;
      for (int j = 0; j < features.length; j++) {
        gradient[offset + j] += pull * features[j];
      }
    }
  }
}
