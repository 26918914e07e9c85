package dev.retinue.history;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.Tool;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.ToolResult;
import dev.retinue.identity.Address;
import dev.retinue.memory.ConversationMemory;
import dev.retinue.run.Run;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.testkit.Cassette;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.testkit.Tape;
import dev.retinue.timeline.Timeline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snippets of docs/time-travel.md, compiled and run. */
class TimeTravelDocumentTest {
  private static final AgentDefinition CLERK =
      AgentDefinition.builder("Clerk").tools("search").build();

  private final ScriptedModel model =
      ScriptedModel.turn(call("search", "{\"query\":\"ACME\"}"), say("We offered 95 EUR."));
  private final Mail mail = new Mail();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  @TempDir Path home;

  /** A tool of the host's. */
  static final class Mail {
    @Tool("Searches the mail")
    String search(String query) {
      return "95 EUR, said the mail about " + query;
    }
  }

  @Test
  void whatItSaysIsTrue() throws Exception {
    Path page = home.resolve("run.html");
    PrintStream before = System.out; // what the page has a reader print is looked at, not shown
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (AgentRuntime runtime =
        withHistory().model(model).memory(new ConversationMemory()).tools(mail).build()) {
      Agent agent = runtime.agent(CLERK);
      Run run = agent.start("What did we offer ACME?");
      run.await();
      read(runtime, agent, run, page);
      look(runtime, run);
      TimeTravel travel = runtime.timeTravel();
      Run fork =
          travel.fork(
              run.id(),
              new Address("2.0"),
              Variation.recorded().withResult(new ToolResult.Ok("sold out")));
      fork.await();
      System.out.println(travel.compare(run.id(), fork.id()));
    } finally {
      System.setOut(before);
    }

    assertThat(page).content().contains("What did we offer ACME?");
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("What did we offer ACME?")
        .contains("system: You are Clerk.")
        .contains("parts at 2.0")
        .contains("sold out");
  }

  private AgentRuntime.Builder withHistory() {
    return AgentRuntime.builder()
        .home(home)
        .history(Retention.lastRuns(200).noOlderThan(Duration.ofDays(30)));
  }

  private static void read(AgentRuntime runtime, Agent agent, Run run, Path page)
      throws IOException {
    for (RunSummary past : agent.history()) {
      System.out.println(past.startedAt() + " " + past.run() + " " + past.input());
    }
    RunHistory history = runtime.history(run.id());
    Files.writeString(page, Timeline.html(history));
    System.out.println(Timeline.text(history, 100));
  }

  private static void look(AgentRuntime runtime, Run run) {
    TimeTravel travel = runtime.timeTravel();
    RunState state = travel.stateAt(run.id(), new Address("3.0"));
    System.out.println(state); // the conversation that the model saw there
    Replay replay = travel.replay(run.id());
    assertThat(replay).isInstanceOf(Replay.Same.class);
  }

  @Test
  @Cassette("march-offer")
  void answersFromTheMail(Tape tape) throws Exception {
    try (AgentRuntime runtime = tape.on(AgentRuntime.builder().model(model).tools(mail)).build()) {
      assertThat(runtime.agent(CLERK).ask("What did we offer ACME?").text()).contains("95 EUR");
    }
  }

  @Test
  void everySnippetIsAmongTheseMethods() throws Exception {
    String document = Files.readString(Path.of("docs/time-travel.md"));
    String source =
        squeezed(
            Files.readString(
                Path.of("src/test/java/dev/retinue/history/TimeTravelDocumentTest.java")));
    Matcher blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(document);
    List<String> snippets = blocks.results().map(block -> squeezed(block.group(1))).toList();

    assertThat(snippets).hasSize(5).allSatisfy(snippet -> assertThat(source).contains(snippet));
  }

  private static String squeezed(String code) {
    return code.replaceAll("\\s+", "");
  }
}
