package dev.retinue.llm.offline;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.retinue.embedding.Embeddings;
import dev.retinue.llm.embedding.OnnxEmbeddingsProvider;
import dev.retinue.llm.offline.routing.Requests;
import dev.retinue.llm.offline.routing.Requests.Request;
import dev.retinue.llm.offline.routing.Router;
import dev.retinue.llm.offline.text.Clues;
import dev.retinue.llm.offline.text.Meaning;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Prints what the offline model makes of the requests held out, as lines {@code figure NAME VALUE
 * UNIT}: in all and for each tool, never for a single request. A program to be run by hand: it
 * lives here since the requests are no part of any artifact.
 */
public final class OfflineEvaluation {
  private static final int ROUNDS = 5;

  private OfflineEvaluation() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) {
    try (Embeddings embeddings = new OnnxEmbeddingsProvider().open()) {
      evaluate("", embeddings);
      evaluate(".words", null);
    }
  }

  @SuppressWarnings("SystemOut")
  private static void evaluate(String suffix, @Nullable Embeddings embeddings) {
    List<ToolSpecification> tools = Requests.tools();
    List<Request> requests = Requests.of("paraphrases.jsonl");
    Extractive model = Fixtures.model(embeddings);
    Measurement measured = Measurement.of(model, tools, requests);
    Measurement.Chains chains =
        Measurement.Chains.of(model, tools, Requests.chains("chains.jsonl"));
    System.out.println(measured.all() + " requests; routed of expected, by tool:");
    measured
        .byTool()
        .forEach(
            (tool, tally) -> System.out.println("  " + tool + " " + tally[1] + " of " + tally[0]));
    figure("accuracy" + suffix, measured.accuracy(), "share");
    figure(
        "called" + suffix,
        (double) measured.called() / (measured.all() - measured.none()),
        "share");
    figure("asked" + suffix, (double) measured.asked() / measured.all(), "share");
    figure("abstain_precision" + suffix, measured.abstentionPrecision(), "share");
    figure("abstain_recall" + suffix, measured.abstentionRecall(), "share");
    figure("arguments" + suffix, measured.exactness(), "share");
    figure("chains" + suffix, (double) chains.answered() / chains.all(), "share");
    figure("chain_calls" + suffix, (double) chains.calls() / chains.all(), "share");
    figure("chain_arguments" + suffix, (double) chains.exact() / chains.all(), "share");
    figure("time" + suffix, micros(requests, tools, embeddings), "us");
  }

  private static double micros(
      List<Request> requests, List<ToolSpecification> tools, @Nullable Embeddings embeddings) {
    Router router = new Router(new Meaning(() -> Optional.ofNullable(embeddings)));
    double best = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (Request each : requests) {
        // A text of its own each round, or its vector would be at hand.
        router.decide(new Clues(each.text() + " ".repeat(round)), tools);
      }
      best = Math.min(best, (System.nanoTime() - start) / 1e3 / requests.size());
    }
    return best;
  }

  @SuppressWarnings("SystemOut")
  private static void figure(String name, double value, String unit) {
    System.out.printf(Locale.ROOT, "figure offline.routing.%s %.3f %s%n", name, value, unit);
  }
}
