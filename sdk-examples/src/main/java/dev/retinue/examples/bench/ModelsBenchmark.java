package dev.retinue.examples.bench;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.retinue.budget.Cost;
import dev.retinue.budget.LimitedBudget;
import dev.retinue.llm.router.ModelRouter;
import dev.retinue.llm.router.Quota;
import dev.retinue.llm.router.ResilientRouting;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.Models;
import dev.retinue.model.PriceTable;
import dev.retinue.model.Routing;
import dev.retinue.model.Tokens;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/**
 * The CPU that routing costs beside an instant model: called directly; through a {@link
 * ModelRouter} of three models, bare and with quotas and a budget; and as a runtime routes a chain
 * of one model. Ways take turns, round by round.
 *
 * <p>Then embeddings, see {@link EmbeddingBenchmark}.
 *
 * <p>Arguments: {@code --tiny} to see that it works and no more, {@code --quick} for fewer rounds
 * of embeddings, {@code --routing} or {@code --embeddings} for that part alone.
 */
final class ModelsBenchmark implements Bench.Benchmark {
  private static final ChatResponse ANSWER =
      ChatResponse.builder()
          .aiMessage(AiMessage.from("324 m."))
          .finishReason(FinishReason.STOP)
          .tokenUsage(new TokenUsage(19, 10))
          .build();
  private static final ChatRequest QUESTION =
      ChatRequest.builder().messages(UserMessage.from("How high is the tower?")).build();

  /** A way to an answer. */
  private interface Way {
    ChatResponse answer() throws InterruptedException;
  }

  private static ChatModel instant() {
    return new ChatModel() {
      @Override
      public ChatResponse doChat(ChatRequest request) {
        return ANSWER;
      }
    };
  }

  private static ModelRouter.Builder three() {
    return ModelRouter.builder()
        .model("a:1", instant())
        .model("b:1", instant())
        .model("c:1", instant());
  }

  @Override
  public void run(List<String> arguments, PrintStream out) throws Exception {
    if (!arguments.contains("--embeddings")) {
      routing(arguments.contains("--tiny"), out);
    }
    if (!arguments.contains("--routing")) {
      new EmbeddingBenchmark().run(arguments, out);
    }
  }

  private static void routing(boolean tiny, PrintStream out) throws Exception {
    int calls = tiny ? 100 : 20_000;
    int rounds = tiny ? 1 : 15;
    ChatModel direct = instant();
    try (ModelRouter bare = three().build();
        ModelRouter limited =
            three()
                .quota(new Quota(1_000_000_000, 2_000_000_000, 1_000), "a", "b", "c")
                .prices(PriceTable.empty())
                .budget(LimitedBudget.of("bench", Cost.UNLIMITED))
                .build();
        Routing routing = new ResilientRouting()) {
      List<LanguageModel> chain = List.of(LanguageModel.of("d:1", instant()));
      Map<String, Way> ways = new LinkedHashMap<>();
      ways.put("direct", () -> direct.chat(QUESTION));
      ways.put("runtime", () -> routing.route(chain, QUESTION, new Free()).response());
      ways.put("router", () -> bare.chat(QUESTION));
      ways.put("router_limited", () -> limited.chat(QUESTION));
      out.println("Called from a platform thread");
      measure("", ways, calls, rounds, out);
      out.println("Called from a virtual thread");
      onAVirtualThread(() -> measure("_virtual", ways, calls, rounds, out));
    }
  }

  private static void onAVirtualThread(Callable<?> work) throws Exception {
    FutureTask<?> task = new FutureTask<>(work);
    Thread.startVirtualThread(task);
    task.get();
  }

  private static Figures measure(
      String suffix, Map<String, Way> ways, int calls, int rounds, PrintStream out)
      throws IOException, InterruptedException {
    Figures figures = new Figures();
    List<String> names = new ArrayList<>(ways.keySet());
    for (int round = -rounds; round < rounds; round++) { // the first half warms up
      for (Map.Entry<String, Way> way : ways.entrySet()) {
        double micros = cpuOfACall(way.getValue(), calls);
        if (round >= 0) {
          figures.add("model_cpu_" + way.getKey() + suffix, micros);
        }
      }
    }
    out.printf(
        Locale.ROOT, "CPU of a call beside an instant model, %d rounds of %,d%n", rounds, calls);
    names.forEach(name -> figures.printFigure(out, "model_cpu_" + name + suffix, "us"));
    for (String name : names.subList(1, names.size())) {
      out.printf(
          Locale.ROOT,
          "figure routing_overhead_%s%s %.2f us%n",
          name,
          suffix,
          figures.median("model_cpu_" + name + suffix)
              - figures.median("model_cpu_direct" + suffix));
    }
    return figures;
  }

  private static double cpuOfACall(Way way, int calls) throws IOException, InterruptedException {
    long start = ProcessorTime.nanos();
    for (int i = 0; i < calls; i++) {
      if (!ANSWER.equals(way.answer())) {
        throw new IllegalStateException("another answer than the model's");
      }
    }
    return (ProcessorTime.nanos() - start) / 1_000.0 / calls;
  }

  /** A call as the pipeline makes it, without its budget. */
  private static final class Free implements Models.Call, Models.Attempt {
    @Override
    public Duration timeout() {
      return Duration.ofMinutes(1);
    }

    @Override
    public boolean streams() {
      return false;
    }

    @Override
    public Models.Attempt begin(String model) {
      return this;
    }

    @Override
    public void token(String text) {}

    @Override
    public void succeeded(Tokens tokens) {}

    @Override
    public void failed(String reason) {
      throw new IllegalStateException("the instant model failed: " + reason);
    }
  }
}
