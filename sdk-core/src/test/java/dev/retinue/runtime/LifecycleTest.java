package dev.retinue.runtime;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.effect.ToolResult;
import dev.retinue.embedding.Embeddings;
import dev.retinue.embedding.EmbeddingsProvider;
import dev.retinue.error.SetupException;
import dev.retinue.health.Health;
import dev.retinue.journal.HeapJournal;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelProvider;
import dev.retinue.reasoner.StopReason;
import dev.retinue.run.Outcome;
import dev.retinue.run.Run;
import dev.retinue.run.RunEvent;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.tool.ToolOffer;
import dev.retinue.tool.ToolProvider;
import dev.retinue.tool.ToolTraits;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a runtime starts, says how it is doing, and ends. */
class LifecycleTest {
  private static final AgentDefinition AGENT = AgentDefinition.builder("A").tools("work").build();

  /** Found through a services file that only some tests have on their class path. */
  public static final class BrokenProvider implements ToolProvider {
    public BrokenProvider() {
      throw new IllegalStateException("no licence");
    }

    @Override
    public String name() {
      return "broken";
    }

    @Override
    public List<ToolOffer> tools() {
      return List.of();
    }
  }

  /** Has one tool, and would have another. */
  public static final class HalfProvider implements ToolProvider {
    @Override
    public String name() {
      return "half";
    }

    @Override
    public List<ToolOffer> tools() {
      return List.of(
          new ToolOffer.Available(RecordingTool.named("here")),
          new ToolOffer.Unavailable("gone", "add org.example:gone"));
    }
  }

  /** Lacks its library. */
  public static final class LackingEmbeddings implements EmbeddingsProvider {
    @Override
    public String name() {
      return "lacking";
    }

    @Override
    public Embeddings open() {
      throw new SetupException("onnx", "add org.example:onnx for vectors");
    }
  }

  /** Tells the key that it took from the environment. */
  public static final class TalkativeModels implements ModelProvider {
    static final String KEY = "PATH"; // a variable that is there

    @Override
    public String name() {
      return "talkative";
    }

    @Override
    public LanguageModel open(ModelDefinition definition, Environment environment) {
      String key = environment.secret(KEY).orElseThrow();
      return LanguageModel.of(
          definition.reference(),
          ScriptedModel.answering(request -> {
            throw new IllegalStateException("no such key: " + key);
          }));
    }
  }

  private static URLClassLoader services(Path folder, Class<?> spi, Class<?>... providers)
      throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF").resolve("services"));
    Files.write(
        services.resolve(spi.getName()),
        java.util.Arrays.stream(providers).map(Class::getName).toList());
    URI uri = folder.toUri();
    return new URLClassLoader(new URL[] {uri.toURL()}, LifecycleTest.class.getClassLoader());
  }

  private static AgentRuntime.Builder builder(RecordingTool work) {
    return AgentRuntime.builder()
        .model(ScriptedModel.turn(call("work", "{}"), say("done")))
        .tool(work);
  }

  @Test
  void itStartsInPhasesAndReportsEach() {
    try (AgentRuntime runtime = AgentRuntime.builder().build()) {
      assertThat(runtime.startup()).extracting(Phase.Report::phase).containsExactly(Phase.values());
      assertThat(runtime.startup()).allMatch(report -> !report.took().isNegative());
      assertThat(runtime.startup().getFirst().components())
          .extracting(Health::component)
          .contains("home", "journal", "workers");
      assertThat(runtime.health().status()).isEqualTo(Health.Status.UP);
      assertThat(runtime.health().parts())
          .extracting(Health::component)
          .contains("memory", "knowledge", "models", "tools", "reasoners", "runs", "agents");
    }
  }

  @Test
  void aProviderThatFailsToLoadIsListedAndHarmsNobody(@TempDir Path folder) throws Exception {
    try (URLClassLoader loader =
            services(folder, ToolProvider.class, BrokenProvider.class, HalfProvider.class);
        AgentRuntime runtime = AgentRuntime.builder().classLoader(loader).build()) {
      assertThat(runtime.health().status()).isEqualTo(Health.Status.DEGRADED);
      assertThat(runtime.health().toString())
          .contains("ToolProvider: DEGRADED (a provider on the class path failed to load:")
          .contains("no licence")
          .contains("gone: DEGRADED (add org.example:gone)");
      assertThat(runtime.tools().available()).containsKey("here");
      assertThat(runtime.tools().problem("gone"))
          .contains("tool 'gone' is not available: add org.example:gone");
    }
  }

  @Test
  void withoutEmbeddingsItGoesOnAndSaysWhy(@TempDir Path folder) throws Exception {
    try (URLClassLoader loader =
            services(folder, EmbeddingsProvider.class, LackingEmbeddings.class);
        AgentRuntime runtime = AgentRuntime.builder().classLoader(loader).build()) {
      assertThat(runtime.health().toString())
          .contains("embeddings: DEGRADED (lacking: add org.example:onnx for vectors)");
    }
  }

  @Test
  void aKeyThatAProviderTookFromTheEnvironmentIsNotRecorded(@TempDir Path folder) throws Exception {
    try (URLClassLoader loader = services(folder, ModelProvider.class, TalkativeModels.class);
        AgentRuntime runtime = AgentRuntime.builder().classLoader(loader).build()) {
      Outcome outcome =
          runtime.agent(AgentDefinition.builder("A").llm("talkative:model").build()).ask("Go");

      assertThat(outcome).isInstanceOf(Outcome.Failed.class);
      assertThat(outcome.text())
          .contains("no such key: [secret PATH]")
          .doesNotContain(System.getenv(TalkativeModels.KEY));
    }
  }

  @Test
  void closingStopsAtAnEffectBoundaryAndTheNextRuntimeGoesOn() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch mayReturn = new CountDownLatch(1);
    RecordingTool work =
        RecordingTool.named("work")
            .with(ToolTraits.UNDECLARED)
            .doing((arguments, context) -> {
              inside.countDown();
              mayReturn.await();
              return new ToolResult.Ok("worked");
            });
    HeapJournal journal = new HeapJournal();
    AgentRuntime first =
        builder(work).journal(journal).shutdownGrace(Duration.ofSeconds(20)).build();
    Run run = first.agent(AGENT).start("Go");
    assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
    Thread closing = Thread.ofVirtual().start(first::close);
    while (closing.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait(); // Until it waits for the run.
    }
    mayReturn.countDown();
    closing.join();

    assertThat(run.await())
        .isInstanceOfSatisfying(
            Outcome.Stopped.class,
            stopped -> {
              assertThat(stopped.reason()).isEqualTo(StopReason.RUNTIME_CLOSED);
              assertThat(stopped.detail())
                  .isEqualTo(
                      "the runtime was closed; the run is in the journal and goes on when a runtime is built on it again");
            });
    CompletableFuture<Outcome> ended = new CompletableFuture<>();
    try (AgentRuntime next =
        builder(work)
            .journal(journal)
            .listener(event -> {
              if (event instanceof RunEvent.Ended end) {
                ended.complete(end.outcome());
              }
            })
            .build()) {
      next.agent(AGENT);
      assertThat(ended.get(20, TimeUnit.SECONDS).text()).isEqualTo("done");
      assertThat(work.calls()).as("its result was recorded").hasSize(1);
    }
  }

  @Test
  void aListenerHearsNothingAfterItWasClosed() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch hears = new CountDownLatch(1);
    CompletableFuture<Void> mayReturn = new CompletableFuture<>();
    AtomicBoolean heard = new AtomicBoolean();
    RecordingTool stuck =
        RecordingTool.named("work")
            .doing((arguments, context) -> {
              inside.countDown();
              return new CompletableFuture<ToolResult>().get();
            });
    AgentRuntime runtime =
        builder(stuck)
            .shutdownGrace(Duration.ZERO)
            .listener(event -> {
              if (event instanceof RunEvent.Ended) {
                hears.countDown();
                mayReturn.join();
                heard.set(true);
              }
            })
            .build();
    runtime.agent(AGENT).start("Go");
    assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();

    Thread closing = Thread.ofVirtual().start(runtime::close);
    assertThat(hears.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(closing.join(Duration.ofMillis(200))).as("closed before it was heard").isFalse();
    mayReturn.complete(null);
    closing.join();

    assertThat(heard).isTrue();
  }

  @Test
  void whatIsClosedRefusesAndSaysSo() {
    AgentRuntime runtime = builder(RecordingTool.named("work")).build();
    Agent agent = runtime.agent(AGENT);
    runtime.close();
    runtime.close();

    assertThat(runtime.health()).isEqualTo(Health.down("runtime", "closed"));
    assertThatThrownBy(() -> agent.start("Go"))
        .isInstanceOf(SetupException.class)
        .hasMessage("the runtime is closed; build a new one");
  }

  @Test
  void nothingOfItGoesOnAfterwards() throws Exception {
    for (int i = 0; i < 3; i++) {
      try (AgentRuntime runtime = builder(RecordingTool.named("work")).build()) {
        runtime.agent(AGENT).ask("Go");
      }
    }
    List<Thread> ours =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("retinue-"))
            .toList();
    for (Thread thread : ours) {
      thread.join(Duration.ofSeconds(10));
      assertThat(thread.isAlive()).as(thread.getName()).isFalse();
    }
  }
}
