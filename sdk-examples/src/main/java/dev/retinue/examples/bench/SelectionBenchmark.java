package dev.retinue.examples.bench;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.retinue.embedding.Embeddings;
import dev.retinue.llm.embedding.OnnxEmbeddings;
import dev.retinue.tool.ranking.RankingWeights;
import dev.retinue.tool.ranking.ToolRanking;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How often the right tool is among the first that are chosen for a task, by words, by meaning and
 * by both; what each ingredient brings; and how long a choice among 100 tools takes.
 *
 * <p>Arguments after {@code selection}: {@code --dev} for the half that may be tuned on alone;
 * {@code --tiny} to see that it works and no more.
 */
final class SelectionBenchmark implements Bench.Benchmark {
  private static final int[] FIRST = {1, 3, 5, 8};
  private static final int MOST = 8;
  private static final int CHOICES = 2_000;

  @Override
  public void run(List<String> arguments, PrintStream out) throws Exception {
    boolean tiny = arguments.contains("--tiny");
    boolean devAlone = arguments.contains("--dev");
    SelectionSet set = SelectionSet.read();
    try (OnnxEmbeddings embeddings = OnnxEmbeddings.bgeSmall()) {
      Measure measure = new Measure(set, embeddings, tiny, devAlone, out);
      RankingWeights all = RankingWeights.STANDARD;
      measure.of("words", set.tools(), null, all);
      measure.of("meaning", set.tools(), embeddings, all.byMeaning());
      measure.of("both", set.tools(), embeddings, all);
      measure.of("both_without_examples", set.withoutExamples(), embeddings, all);
      measure.of("words_without_examples", set.withoutExamples(), null, all);
      if (!tiny) {
        measure.ablation(all);
      }
      speed(set, embeddings, tiny ? 20 : CHOICES, out);
    }
  }

  private record Measure(
      SelectionSet set, Embeddings embeddings, boolean tiny, boolean devAlone, PrintStream out) {
    void of(
        String name,
        List<ToolSpecification> tools,
        @Nullable Embeddings embeddings,
        RankingWeights weights)
        throws InterruptedException {
      try (ToolRanking ranking = new ToolRanking(embeddings, weights)) {
        ready(ranking, tools);
        half(name, "dev", ranking, tools, set.dev());
        if (!devAlone) {
          half(name, "held", ranking, tools, set.held());
        }
      }
    }

    private void half(
        String name,
        String half,
        ToolRanking ranking,
        List<ToolSpecification> tools,
        List<SelectionSet.Task> tasks) {
      List<SelectionSet.Task> asked = tiny ? tasks.subList(0, 10) : tasks;
      int[] found = new int[FIRST.length];
      for (SelectionSet.Task task : asked) {
        List<String> chosen = ranking.select(task.text(), tools, MOST);
        for (int i = 0; i < FIRST.length; i++) {
          boolean right =
              chosen.stream().limit(FIRST[i]).anyMatch(each -> task.right().contains(each));
          found[i] += right ? 1 : 0;
        }
      }
      for (int i = 0; i < FIRST.length; i++) {
        out.printf(
            Locale.ROOT,
            "figure tools_selection_%s_%s_first_%d %.1f percent%n",
            name,
            half,
            FIRST[i],
            100.0 * found[i] / asked.size());
      }
    }

    /** Each ingredient left out alone. */
    void ablation(RankingWeights w) throws InterruptedException {
      of("no_alike", weights(w.words(), 0, w.meaning(), w.parameterMeaning(), true, true));
      of("no_full_text", w.byMeaning());
      of("no_parameter_meaning", weights(w.words(), w.alike(), w.meaning(), 0, true, true));
      of(
          "no_example_meaning",
          new RankingWeights(
              w.fields(), w.words(), w.alike(), w.meaning(), w.parameterMeaning(), 0, true, true));
      of("no_kinds", weights(w.words(), w.alike(), w.meaning(), w.parameterMeaning(), false, true));
      of(
          "no_glosses",
          weights(w.words(), w.alike(), w.meaning(), w.parameterMeaning(), true, false));
    }

    private static RankingWeights weights(
        double words,
        double alike,
        double meaning,
        double parameters,
        boolean kinds,
        boolean glosses) {
      RankingWeights all = RankingWeights.STANDARD;
      return new RankingWeights(
          all.fields(), words, alike, meaning, parameters, all.exampleMeaning(), kinds, glosses);
    }

    private void of(String name, RankingWeights weights) throws InterruptedException {
      of(name, set.tools(), embeddings, weights);
    }
  }

  private static void ready(ToolRanking ranking, List<ToolSpecification> tools)
      throws InterruptedException {
    ranking.prepare(tools);
    if (!ranking.awaitMeanings(Duration.ofMinutes(5))) {
      throw new IllegalStateException("the tools do not get their vectors");
    }
  }

  /** Of tasks whose vectors the embeddings still have; tools of an agent are always the same. */
  private static void speed(SelectionSet set, Embeddings embeddings, int choices, PrintStream out)
      throws IOException, InterruptedException {
    List<ToolSpecification> tools = new ArrayList<>(set.tools());
    tools.add(
        ToolSpecification.builder().name("another").description("Makes them a hundred").build());
    List<SelectionSet.Task> tasks = set.dev();
    try (ToolRanking ranking = new ToolRanking(embeddings, RankingWeights.STANDARD)) {
      ready(ranking, tools);
      for (SelectionSet.Task task : tasks) {
        ranking.select(task.text(), tools, MOST);
      }
      double[] millis = new double[choices];
      for (int i = -choices / 5; i < choices; i++) { // The first fifth warms up.
        String task = tasks.get(Math.floorMod(i, tasks.size())).text();
        long begin = System.nanoTime();
        ranking.select(task, tools, MOST);
        if (i >= 0) {
          millis[i] = (System.nanoTime() - begin) / 1e6;
        }
      }
      MemoryBenchmark.figures(out, "tools_selection_of_100", millis);
    }
  }
}
