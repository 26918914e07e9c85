package dev.retinue.journal.file;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.calls;
import static dev.retinue.testkit.ScriptedModel.results;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.MemoryDefinition;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.ToolResult;
import dev.retinue.policy.Decision;
import dev.retinue.policy.Policy;
import dev.retinue.policy.Settlement;
import dev.retinue.run.Outcome;
import dev.retinue.run.Run;
import dev.retinue.run.RunEvent;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.FaultyStorage;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.testkit.SettableClock;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolContext;
import dev.retinue.tool.ToolTraits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An agent whose storage crashes at any write: the next process comes to the end that an
 * uninterrupted one comes to, and the world has each effect as often as its class promises.
 */
@DisplayName("D1, D4: a run over a storage that crashes")
class RunCrashTest {
  private static final Settings SMALL =
      new Settings(4096, 8192, Duration.ofSeconds(10), Duration.ofMillis(1));
  private static final AgentDefinition AGENT =
      AgentDefinition.builder("Clerk")
          .tools("pure", "idempotent", "queryable", "unsafe")
          .memory(MemoryDefinition.Type.NONE)
          .build();

  /** What was done to the world, by idempotency key, and after how many changes of the storage. */
  private record Entry(EffectClass effectClass, String key, String text, int changes) {}

  /** A tool that writes what it does into the ledger, and can look there. */
  private record Writing(EffectClass effectClass, FaultyStorage storage, List<Entry> ledger)
      implements Tool {
    @Override
    public ToolSpecification specification() {
      return ToolSpecification.builder()
          .name(effectClass.name().toLowerCase(java.util.Locale.ROOT))
          .description("Writes into the ledger")
          .parameters(JsonObjectSchema.builder().addStringProperty("text", "any text").build())
          .build();
    }

    @Override
    public ToolTraits traits() {
      return ToolTraits.UNDECLARED.withEffectClass(effectClass);
    }

    @Override
    public ToolResult call(ObjectNode arguments, ToolContext context) {
      String text = name() + " " + arguments.path("text").asText();
      ledger.add(new Entry(effectClass, context.idempotencyKey(), text, storage.changes()));
      return new ToolResult.Ok(text);
    }

    @Override
    public Optional<ToolResult> probe(String key, ToolContext context) {
      return happened(ledger, key);
    }
  }

  private static Optional<ToolResult> happened(List<Entry> ledger, String key) {
    return ledger.stream()
        .filter(entry -> entry.key().equals(key))
        .findFirst()
        .map(entry -> new ToolResult.Ok(entry.text()));
  }

  private static AiMessage next(ChatRequest request) {
    return switch (results(request).size()) {
      case 0 -> calls("pure", "{\"text\":\"a\"}", "idempotent", "{\"text\":\"b\"}");
      case 2 -> call("queryable", "{\"text\":\"c\"}");
      case 3 -> call("unsafe", "{\"text\":\"d\"}");
      default -> say("Done: " + results(request));
    };
  }

  /** What is in doubt is settled as a person would who looks at the ledger. */
  private static Policy looking(List<Entry> ledger) {
    return new Policy() {
      @Override
      public Decision decide(Request request) {
        return new Decision.Allow("all");
      }

      @Override
      public Optional<Settlement> settle(Request call, String key) {
        return Optional.of(
            happened(ledger, key)
                .<Settlement>map(Settlement.Happened::new)
                .orElseGet(Settlement.Repeat::new));
      }
    };
  }

  private static AgentRuntime process(
      FaultyStorage storage, Sync sync, List<Entry> ledger, Consumer<RunEvent> listener) {
    AgentRuntime.Builder builder =
        AgentRuntime.builder()
            .journal(FileJournal.open(storage, sync, SMALL))
            .model(ScriptedModel.answering(RunCrashTest::next))
            .standardRules(false)
            .policy(looking(ledger))
            .clock(SettableClock.at("2026-05-01T08:00:00Z"))
            .random(new Random(7))
            .listener(listener);
    for (EffectClass each :
        List.of(
            EffectClass.PURE, EffectClass.IDEMPOTENT, EffectClass.QUERYABLE, EffectClass.UNSAFE)) {
      builder.tool(new Writing(each, storage, ledger));
    }
    return builder.build();
  }

  /**
   * The run that nothing interrupts, with the storage as it was after each change.
   *
   * @param lastStepAt the changes when its last step was recorded; once it has ended as well it may
   *     leave the journal at any time
   */
  private record Reference(
      FaultyStorage storage, List<Entry> ledger, String answer, int acceptedAt, int lastStepAt) {
    static Reference of(Sync sync) throws Exception {
      FaultyStorage storage = FaultyStorage.empty();
      List<Entry> ledger = new CopyOnWriteArrayList<>();
      AtomicInteger lastStepAt = new AtomicInteger();
      Consumer<RunEvent> listener =
          event -> {
            if (event instanceof RunEvent.EffectFinished) {
              lastStepAt.set(storage.changes());
            }
          };
      try (AgentRuntime runtime = process(storage, sync, ledger, listener)) {
        Run run = runtime.agent(AGENT).start("Go");
        int acceptedAt = storage.changes();
        Outcome outcome = run.await();
        return new Reference(storage, ledger, outcome.text(), acceptedAt, lastStepAt.get());
      }
    }

    Map<EffectClass, List<String>> keys() {
      return keysOf(ledger);
    }
  }

  private static Map<EffectClass, List<String>> keysOf(List<Entry> ledger) {
    return ledger.stream()
        .collect(
            Collectors.groupingBy(
                Entry::effectClass,
                () -> new EnumMap<>(EffectClass.class),
                Collectors.mapping(Entry::key, Collectors.toList())));
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESS", "GROUP"})
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void itComesToTheSameEnd(Sync sync) throws Exception {
    Reference reference = Reference.of(sync);
    assertThat(reference.answer()).contains("pure a", "idempotent b", "queryable c", "unsafe d");
    assertThat(reference.ledger()).hasSize(4);
    List<FaultyStorage.Crash> crashes = new ArrayList<>();
    List<Integer> after = new ArrayList<>();
    for (int changes = 0; changes <= reference.storage().changes(); changes++) {
      int now = changes;
      int[] torn = {0};
      reference
          .storage()
          .crashes(
              changes,
              crash -> {
                boolean processOnly = crash.what().contains("of the process");
                boolean taken =
                    crash.what().contains("torn")
                        ? torn[0]++ % 199 == 0 && sync == Sync.GROUP
                        : processOnly || sync == Sync.GROUP;
                if (taken) {
                  crashes.add(crash);
                  after.add(now);
                }
              });
    }
    int goneOn = 0;
    for (int i = 0; i < crashes.size(); i++) {
      // An effect between two changes may or may not have happened before the crash.
      for (boolean happened : new boolean[] {false, true}) {
        goneOn += check(reference, sync, crashes.get(i), after.get(i), happened) ? 1 : 0;
      }
    }
    assertThat(goneOn).as("crashes in the middle of the run").isGreaterThan(20);
  }

  /** True if the run was there and went on. */
  private static boolean check(
      Reference reference, Sync sync, FaultyStorage.Crash crash, int after, boolean happened)
      throws Exception {
    String where = crash.what() + " after change " + after + (happened ? ", effect done" : "");
    List<Entry> ledger = new CopyOnWriteArrayList<>();
    for (Entry entry : reference.ledger()) {
      if (entry.changes() < after || (entry.changes() == after && happened)) {
        ledger.add(entry);
      }
    }
    FaultyStorage storage = crash.storage().copy();
    boolean known;
    boolean over;
    try (FileJournal journal = FileJournal.open(storage.copy(), sync, SMALL)) {
      known = !journal.runs().isEmpty();
      over = known && journal.runs().getFirst().ended();
    }
    if (!known || over) {
      assertThat(!known && after >= reference.acceptedAt() && after <= reference.lastStepAt())
          .as("%s: an accepted run is lost", where)
          .isFalse();
      return false;
    }
    CompletableFuture<Outcome> end = new CompletableFuture<>();
    Consumer<RunEvent> listener =
        event -> {
          if (event instanceof RunEvent.Ended ended) {
            end.complete(ended.outcome());
          }
        };
    try (AgentRuntime next = process(storage, sync, ledger, listener)) {
      next.agent(AGENT);
      Outcome outcome = Objects.requireNonNull(end.get(20, TimeUnit.SECONDS));
      assertThat(outcome).as(where).isInstanceOf(Outcome.Answered.class);
      assertThat(outcome.text()).as(where).isEqualTo(reference.answer());
    }
    Map<EffectClass, List<String>> keys = keysOf(ledger);
    Map<EffectClass, List<String>> wanted = reference.keys();
    for (EffectClass once : List.of(EffectClass.QUERYABLE, EffectClass.UNSAFE)) {
      assertThat(keys.get(once)).as("%s: %s", where, once).isEqualTo(wanted.get(once));
    }
    for (EffectClass again : List.of(EffectClass.PURE, EffectClass.IDEMPOTENT)) {
      assertThat(keys.get(again))
          .as("%s: %s", where, again)
          .hasSizeBetween(1, 2)
          .hasSameElementsAs(wanted.get(again));
    }
    return true;
  }
}
