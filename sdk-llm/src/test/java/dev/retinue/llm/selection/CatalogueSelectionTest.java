package dev.retinue.llm.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.InternalServerException;
import dev.retinue.budget.Money;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.definition.DefinitionException;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.definition.ModelRequirements;
import dev.retinue.definition.ModelRequirements.Locality;
import dev.retinue.definition.ModelRequirements.Speed;
import dev.retinue.error.SetupException;
import dev.retinue.history.Replay;
import dev.retinue.llm.selection.Catalogue.Capability;
import dev.retinue.llm.selection.Catalogue.Entry;
import dev.retinue.model.ModelChoice;
import dev.retinue.model.ModelException;
import dev.retinue.model.ModelPrice;
import dev.retinue.model.ModelSelection;
import dev.retinue.model.PriceTable;
import dev.retinue.run.Outcome;
import dev.retinue.run.Run;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueSelectionTest {
  @TempDir Path home;
  private final ScriptedModel first = ScriptedModel.answering(request -> AiMessage.from("first"));
  private final ScriptedModel second = ScriptedModel.answering(request -> AiMessage.from("second"));
  private final ScriptedModel ill =
      ScriptedModel.answering(request -> {
        throw new InternalServerException("out of order");
      });
  private @Nullable AgentRuntime runtime;

  private static Entry entry(String model, Capability... capabilities) {
    return new Entry(model, 10_000, List.of(capabilities), null, Speed.MEDIUM);
  }

  private static Catalogue of(Entry... entries) {
    return new Catalogue("2026-01", List.of(entries));
  }

  private AgentRuntime.Builder builder(Catalogue catalogue) {
    return AgentRuntime.builder()
        .model("test:first", first)
        .model("test:second", second)
        .model("test:ill", ill)
        .prices(
            PriceTable.empty()
                .with("test:*", ModelPrice.usd("1", "1", "10"))
                .with("test:second", ModelPrice.usd("0.1", "0.1", "1")))
        .modelSelection(CatalogueSelection.builder().catalogue(catalogue).exploration(.1).build());
  }

  private static AgentDefinition definition(ModelRequirements requires, String... tools) {
    return AgentDefinition.builder("Chooser")
        .llm(ModelDefinition.auto(requires))
        .tools(tools)
        .build();
  }

  private Agent agent(Catalogue catalogue, ModelRequirements requires) {
    runtime = builder(catalogue).build();
    return runtime.agent(definition(requires));
  }

  @AfterEach
  void close() {
    if (runtime != null) {
      runtime.close();
    }
  }

  private static ModelChoice choice(AgentRuntime runtime, Run run) {
    return Objects.requireNonNull(
        runtime.history(run.id()).steps().stream()
            .flatMap(step -> step.reply().stream())
            .findFirst()
            .orElseThrow()
            .choice());
  }

  private static String model(Outcome outcome) {
    return outcome.usage().models().getLast();
  }

  private static final Catalogue BOTH = of(entry("test:first"), entry("test:second"));

  @Nested
  class Requirements {
    private ModelChoice choice(ModelRequirements requires, Entry... more) {
      Entry[] all = new Entry[more.length + 1];
      System.arraycopy(more, 0, all, 0, more.length);
      all[more.length] = entry("test:second", Capability.values());
      return agent(of(all), requires).explainModel("Hello").orElseThrow();
    }

    private static List<ModelChoice.Dropped> dropped(String why) {
      return List.of(new ModelChoice.Dropped(why, List.of("test:first")));
    }

    @Test
    void capabilities() {
      assertThat(choice(ModelRequirements.NONE.withVision(), entry("test:first")).dropped())
          .isEqualTo(dropped("it sees no images"));
    }

    @Test
    void theLengthOfTheContext() {
      Entry small = new Entry("test:first", 5_000, List.of(), null, Speed.FAST);

      assertThat(choice(ModelRequirements.NONE.withContextTokens(8_000), small).dropped())
          .isEqualTo(dropped("it takes 5000 tokens, and 8000 are needed"));
    }

    @Test
    void thePriceCeiling() {
      assertThat(
              choice(ModelRequirements.NONE.withMaxPrice(Money.usd("2")), entry("test:first"))
                  .dropped())
          .isEqualTo(dropped("it costs more than 2.00 USD for a million generated tokens"));
    }

    @Test
    void theSpeed() {
      Entry slow = new Entry("test:first", 10_000, List.of(), null, Speed.SLOW);

      assertThat(choice(ModelRequirements.NONE.withSpeed(Speed.MEDIUM), slow).dropped())
          .isEqualTo(dropped("it is slower than medium"));
    }

    @Test
    void theLocality() {
      Entry local = new Entry("test:first", 10_000, List.of(), true, Speed.SLOW);

      ModelChoice choice = choice(ModelRequirements.NONE.withLocality(Locality.LOCAL), local);

      assertThat(Objects.requireNonNull(choice).candidates())
          .extracting("model")
          .containsExactly("test:first");
      assertThat(choice.why())
          .isEqualTo("test:first is the only model that meets the requirements and can be called");
      assertThat(choice.dropped())
          .containsExactly(
              new ModelChoice.Dropped("it does not run locally", List.of("test:second")));
    }

    @Test
    void aKeyAndAProviderAreNeeded() {
      runtime =
          builder(of(entry("test:second"), entry("openai:gpt-5"), entry("nobody:x")))
              .prices(PriceTable.empty().with("*", ModelPrice.FREE))
              .classLoader(getClass().getClassLoader())
              .build();

      assertThat(
              runtime.agent(definition(ModelRequirements.NONE)).explainModel("Hello").orElseThrow())
          .satisfies(choice -> {
            assertThat(Objects.requireNonNull(choice).candidates())
                .extracting("model")
                .containsExactly("test:second");
            assertThat(choice.explain())
                .contains("not openai:gpt-5: model 'openai:gpt-5' needs a key")
                .contains("not nobody:x: no provider 'nobody' for the model nobody:x");
          });
    }

    @Test
    void anUnknownPrice() {
      runtime =
          builder(of(entry("test:first"), entry("test:second")))
              .prices(PriceTable.empty().with("test:second", ModelPrice.FREE))
              .build();

      assertThat(
              runtime
                  .agent(definition(ModelRequirements.NONE))
                  .explainModel("Hello")
                  .orElseThrow()
                  .dropped())
          .isEqualTo(dropped("its price is not known; give it by builder().prices(..)"));
    }

    @Test
    void theAgentsToolsFollowFromTheRequest() throws Exception {
      runtime =
          builder(of(entry("test:first"), entry("test:second", Capability.TOOLS)))
              .tool(RecordingTool.named("look"))
              .build();
      Agent agent = runtime.agent(definition(ModelRequirements.NONE, "look"));

      assertThat(agent.ask("Go").text()).isEqualTo("second");
      assertThat(first.requests()).isEmpty();
    }

    @Test
    void aPromptThatIsTooLongFollowsFromTheRequestToo() throws Exception {
      Entry large = new Entry("test:second", 100_000, List.of(), null, Speed.MEDIUM);
      Agent agent = agent(of(entry("test:first"), large), ModelRequirements.NONE);

      assertThat(agent.ask("Short").text()).isEqualTo("first");
      assertThat(agent.ask("long ".repeat(10_000)).text()).isEqualTo("second");
    }

    @Test
    void whereNobodyMeetsThemTheAgentIsNotMade() {
      assertThatThrownBy(() -> agent(BOTH, ModelRequirements.NONE.withVision()))
          .isInstanceOf(DefinitionException.class)
          .hasMessageContaining(
              "llm: no model can be chosen for 'auto': no model of the catalogue meets the"
                  + " requirements and can be called")
          .hasMessageContaining("not test:first, test:second: it sees no images");
    }
  }

  @Nested
  class Learned {
    @Test
    void whileNothingIsKnownTheFirstOfTheCatalogueIsChosen() throws Exception {
      Agent agent = agent(BOTH, ModelRequirements.NONE);

      assertThat(agent.explainModel("Hello").orElseThrow().why())
          .isEqualTo(
              "test:first comes first in the catalogue of 2 that are expected to do equally well");
      assertThat(agent.ask("Hello").text()).isEqualTo("first");
    }

    @Test
    void whoFailsIsStoodInForAndNotChosenAgain() throws Exception {
      Agent agent = agent(of(entry("test:ill"), entry("test:second")), ModelRequirements.NONE);

      assertThat(agent.ask("Hello").text()).isEqualTo("second");
      int failed = ill.requests().size();
      assertThat(failed).isPositive();
      for (int i = 0; i < 8; i++) {
        assertThat(agent.ask("Hello").text()).isEqualTo("second");
      }

      assertThat(ill.requests()).hasSize(failed);
      ModelChoice choice = agent.explainModel("Hello").orElseThrow();
      assertThat(choice.why())
          .isEqualTo("test:second is expected to do best of 2 in calls like this one");
      assertThat(choice.candidates().get(0).estimate())
          .isGreaterThan(choice.candidates().get(1).estimate());
    }

    @Test
    void exploringKeepsToItsShareAndFindsTheBetterModel() throws Exception {
      // It answers half of the time, and calls a tool that nobody has otherwise, which is of no
      // use.
      AtomicInteger calls = new AtomicInteger();
      ScriptedModel poor =
          ScriptedModel.answering(request ->
              calls.getAndIncrement() % 2 == 0
                  ? AiMessage.from("never mind")
                  : ScriptedModel.call("no_such_tool", "{}"));
      runtime =
          builder(of(entry("test:poor"), entry("test:second"))).model("test:poor", poor).build();
      Agent agent = runtime.agent(definition(ModelRequirements.NONE));
      int explored = 0;
      List<String> models = new ArrayList<>();
      for (int i = 1; i <= 60; i++) {
        Run run = agent.start("Hello");
        models.add(model(run.await()));
        ModelChoice choice = choice(runtime, run);
        explored += Objects.requireNonNull(choice).explores() ? 1 : 0;
        assertThat(explored).isLessThanOrEqualTo(1 + i / 10);
      }

      assertThat(models.subList(30, 60)).filteredOn("test:second"::equals).hasSizeGreaterThan(25);
    }
  }

  @Nested
  class Journaled {
    private AgentRuntime process() {
      return builder(of(entry("test:ill"), entry("test:second"))).home(home).build();
    }

    @Test
    void theChoiceIsPartOfTheRecordedReplyAndAReplayCallsNobody() throws Exception {
      runtime = process();
      Run run = runtime.agent(definition(ModelRequirements.NONE)).start("Hello");
      assertThat(run.await().text()).isEqualTo("second");
      int asked = second.requests().size();

      ModelChoice choice = choice(runtime, run);
      assertThat(Objects.requireNonNull(choice).candidates())
          .extracting("model")
          .containsExactly("test:ill", "test:second");
      assertThat(runtime.timeTravel().replay(run.id())).isInstanceOf(Replay.Same.class);
      assertThat(second.requests()).hasSize(asked);
    }

    @Test
    void theNextProcessKnowsWhatThisOneLearned() throws Exception {
      ModelChoice before;
      try (AgentRuntime first = process()) {
        Agent agent = first.agent(definition(ModelRequirements.NONE));
        agent.ask("Hello");
        before = agent.explainModel("Hello").orElseThrow();
      }
      int failed = ill.requests().size();

      runtime = process();
      Agent agent = runtime.agent(definition(ModelRequirements.NONE));

      assertThat(agent.explainModel("Hello")).contains(before);
      assertThat(agent.ask("Hello").text()).isEqualTo("second");
      assertThat(ill.requests()).hasSize(failed);
    }

    @Test
    void anErasedAgentLeavesNothing() throws Exception {
      runtime = process();
      runtime.agent(definition(ModelRequirements.NONE)).ask("Hello");
      assertThat(Files.readString(home.resolve("learning.json"))).contains("chooser/models");

      runtime.erase("chooser");

      assertThat(Files.readString(home.resolve("learning.json"))).doesNotContain("chooser");
    }
  }

  @Nested
  class NamesThatAreWrong {
    @Test
    void oneThatDiffersByMarksAloneIsToldWhenTheAgentIsMade() {
      AgentRuntime started = AgentRuntime.builder().secret("OPENAI_API_KEY", "sk-none").build();
      runtime = started;

      assertThatThrownBy(
              () -> started.agent(AgentDefinition.builder("Asker").llm("openai:gpt5-mini").build()))
          .isInstanceOf(DefinitionException.class)
          .hasMessageContaining(
              "llm: no model 'openai:gpt5-mini'; did you mean 'openai:gpt-5-mini'?");
      assertThat(started.agent(AgentDefinition.builder("New").llm("openai:gpt-6").build()))
          .as("what the catalogue does not know may be there all the same")
          .isNotNull();
    }

    @Test
    void oneThatTheProviderDoesNotKnowIsToldWithTheNearest() throws Exception {
      ScriptedModel unknown =
          ScriptedModel.answering(request -> {
            throw new ModelException(
                ModelException.Kind.UNKNOWN_MODEL, "test:frist", "test:frist is not known", null);
          });
      runtime = builder(BOTH).model("test:frist", unknown).build();

      Agent agent = runtime.agent(AgentDefinition.builder("Asker").llm("test:frist").build());

      assertThat(agent.ask("Hello").text())
          .contains("test:frist is not known; did you mean 'test:first'?");
    }
  }

  @Nested
  class Catalogues {
    @Test
    void theStandardOneHasAPriceForEachModel() {
      PriceTable prices = PriceTable.standard();

      assertThat(Catalogue.standard().models())
          .hasSizeGreaterThan(10)
          .allSatisfy(each -> assertThat(prices.of(each.model())).as(each.model()).isPresent());
    }

    @Test
    void oneOfTheHostsIsReadFromAFile() throws Exception {
      Path file = home.resolve("models.json");
      Files.writeString(
          file,
          """
          {"asOf": "2026-01", "models": [
            {"model": "openai:ours", "contextTokens": 1000, "capabilities": [], "speed": "FAST"}]}
          """);

      assertThat(Catalogue.read(file).models())
          .containsExactly(new Entry("openai:ours", 1000, List.of(), null, Speed.FAST));
      assertThat(
              Catalogue.standard().preferring(entry("ours:new"), entry("ollama:qwen3:8b")).models())
          .hasSize(Catalogue.standard().models().size() + 1)
          .startsWith(entry("ours:new"), entry("ollama:qwen3:8b"));
    }

    @Test
    void oneThatIsWrongIsToldWithItsFile() throws Exception {
      Path file = home.resolve("models.json");
      Files.writeString(file, "{\"models\": [{\"model\": \"x\"}]}");

      assertThatThrownBy(() -> Catalogue.read(file))
          .isInstanceOf(SetupException.class)
          .hasMessageStartingWith("the catalogue " + file + " cannot be read: ");
      assertThatThrownBy(() -> of(entry("a:b"), entry("a:b")))
          .hasMessage("model 'a:b' is listed twice");
    }

    @Test
    void itIsFoundByTheServiceLoader() {
      assertThat(ServiceLoader.load(ModelSelection.class))
          .extracting(ModelSelection::name)
          .containsExactly("catalogue");
    }
  }
}
