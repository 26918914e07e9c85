package dev.retinue.run;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.effect.AccessClass;
import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.ToolResult;
import dev.retinue.journal.HeapJournal;
import dev.retinue.journal.JournalPosition;
import dev.retinue.journal.JournalRecord;
import dev.retinue.json.RecordedForm;
import dev.retinue.run.Outcome.Answered;
import dev.retinue.runtime.Agent;
import dev.retinue.secret.Secret;
import dev.retinue.testkit.ForwardingJournal;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.tool.ToolTraits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A planted secret reaches the tool that it is for, and is found in no prompt, no journal record,
 * no event and no line of the log, whatever the tool does with it.
 */
class SecretFlowTest {
  private static final String VALUE = "hunter2-hunter2-hunter2";
  private static final Secret KEY = Secret.of("key", VALUE).forTools("fetch").at("api.example.com");
  private static final String ARGUMENTS = "{\"text\":\"secret://key\"}";

  /** What a careless tool does with what it was given. */
  enum Carelessness {
    ECHOES,
    ECHOES_ENCODED,
    FAILS_WITH_IT,
    THROWS_IT,
    THROWS_IT_AS_A_CAUSE,
    PASSES_IT_ON,
    KEEPS_QUIET;

    ToolResult with(String value, dev.retinue.tool.ToolContext context) throws Exception {
      return switch (this) {
        case ECHOES -> new ToolResult.Ok("the server says: " + value);
        case ECHOES_ENCODED ->
            new ToolResult.Ok(
                "Authorization: Basic "
                    + Base64.getEncoder()
                        .encodeToString(("user:" + value).getBytes(StandardCharsets.UTF_8)));
        case FAILS_WITH_IT -> new ToolResult.Failed("UNAUTHORIZED", "bad key " + value);
        case THROWS_IT -> throw new java.io.IOException("GET https://x/?key=" + value);
        case THROWS_IT_AS_A_CAUSE ->
            throw new IllegalStateException("no answer", new java.io.IOException("key " + value));
        case PASSES_IT_ON ->
            context.effects().perform(new Effect.CallTool("note", "{\"text\":\"" + value + "\"}"));
        case KEEPS_QUIET -> new ToolResult.Ok("200");
      };
    }
  }

  private final List<String> given = new CopyOnWriteArrayList<>();
  private final RecordingTool note = RecordingTool.named("note").with(ToolTraits.READS);

  private RecordingTool fetch(Carelessness how, String destination) {
    return RecordingTool.named("fetch")
        .with(ToolTraits.touching(AccessClass.NETWORK).withEffectClass(EffectClass.IDEMPOTENT))
        .doing((arguments, context) -> {
          String value = context.secret(arguments.path("text").asText(), destination);
          given.add(value);
          return how.with(value, context);
        });
  }

  @ParameterizedTest
  @EnumSource(Carelessness.class)
  void itIsFoundNowhere(Carelessness how) throws Exception {
    List<RunEvent> events = new CopyOnWriteArrayList<>();
    List<JournalRecord> records = new ArrayList<>();
    try (CapturedLog log = new CapturedLog("dev.retinue.run.internal.Performer");
        Scene scene =
            Scene.script(call("fetch", ARGUMENTS), say("done"))
                .with(fetch(how, "api.example.com"), note)
                .built(builder ->
                    builder
                        .secret(KEY)
                        .journal(new KeepingJournal(records))
                        .listener(events::add))) {
      assertThat(scene.ask()).isInstanceOf(Answered.class);

      assertThat(given).containsExactly(VALUE);
      List<String> seen = new ArrayList<>();
      scene.requests().forEach(request -> seen.add(request.toString()));
      records.forEach(record -> seen.add(RecordedForms.of(record)));
      records.forEach(record -> seen.add(record.toString()));
      events.forEach(event -> seen.add(event.toString() + everythingOf(event)));
      seen.add(log.text());
      if (how.name().startsWith("THROWS")) {
        assertThat(log.text()).contains("a tool failed with an exception", "[secret key]");
      }
      String base64 = Base64.getEncoder().encodeToString(VALUE.getBytes(StandardCharsets.UTF_8));
      assertThat(seen)
          .noneMatch(text -> text.contains(VALUE) || text.contains(base64.substring(4, 20)));
      assertThat(String.join("\n", seen)).contains("secret://key");
    }
    assertThat(note.calls()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Carelessness.class)
  void itIsInNoFileOfTheHome(Carelessness how, @TempDir Path home) throws Exception {
    try (Scene scene =
        Scene.script(call("fetch", ARGUMENTS), say("done"))
            .with(fetch(how, "api.example.com"), note)
            .built(builder -> builder.secret(KEY).home(home))) {
      Agent agent = scene.agent();
      assertThat(agent.ask("Go")).isInstanceOf(Answered.class);
      assertThat(given).containsExactly(VALUE);
    }
    StringBuilder bytes = new StringBuilder();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    String base64 = Base64.getEncoder().encodeToString(VALUE.getBytes(StandardCharsets.UTF_8));
    assertThat(bytes.toString())
        .contains("secret://key")
        .doesNotContain(VALUE, base64.substring(4, 20));
  }

  private static String everythingOf(RunEvent event) {
    return event instanceof RunEvent.EffectFinished finished
        ? finished.effect() + " " + finished.result()
        : "";
  }

  @Test
  void itIsNotGivenForAnotherDestination() throws Exception {
    try (Scene scene =
        Scene.script(call("fetch", ARGUMENTS), say("done"))
            .with(fetch(Carelessness.ECHOES, "evil.example.org"))
            .built(builder -> builder.secret(KEY))) {
      scene.ask();

      assertThat(scene.told())
          .containsExactly(
              "ERROR FAILED: secret 'key' may not go to 'evil.example.org'; it may go to [api.example.com]");
      assertThat(given).isEmpty();
    }
  }

  @Test
  void itIsNotGivenThroughAHandleThatThePolicyCouldNotSee() throws Exception {
    try (Scene scene =
        Scene.script(call("fetch", "{\"text\":\"secret:\\/\\/key\"}"), say("done"))
            .with(fetch(Carelessness.ECHOES, "api.example.com"))
            .built(builder -> builder.secret(KEY))) {
      scene.ask();

      assertThat(scene.told())
          .containsExactly(
              "ERROR FAILED: tool 'fetch' wants secret://key, but neither declares AccessClass.SECRET nor has the"
                  + " handle plainly in its arguments");
      assertThat(given).isEmpty();
    }
  }

  @Test
  void aHandleAmongTheArgumentsMakesTheCallOneThatTouchesASecret() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    try (Scene scene =
        Scene.script(call("fetch", ARGUMENTS), say("done"))
            .with(fetch(Carelessness.KEEPS_QUIET, "api.example.com"))
            .built(builder ->
                builder
                    .secret(KEY)
                    .policy(request -> {
                      if (request.effect() instanceof Effect.CallTool) {
                        asked.add(request.access().stream().sorted().toList().toString());
                      }
                      return new dev.retinue.policy.Decision.Allow("all");
                    }))) {
      scene.ask();

      assertThat(asked).containsExactly("[NETWORK, SECRET]");
    }
  }

  /** Keeps all records, of ended runs as well. */
  private static final class KeepingJournal extends ForwardingJournal {
    private final List<JournalRecord> records;

    KeepingJournal(List<JournalRecord> records) {
      super(new HeapJournal());
      this.records = records;
    }

    @Override
    public JournalPosition append(JournalRecord record) {
      records.add(record);
      return super.append(record);
    }
  }

  private static final class RecordedForms {
    static String of(JournalRecord record) {
      return switch (record) {
        case JournalRecord.Intent intent -> intent.permitted().request().text();
        case JournalRecord.Result result ->
            result.result().text()
                + (result.permitted() == null ? "" : result.permitted().request().text());
        case JournalRecord.Waiting waiting -> waiting.request().text();
        case JournalRecord.RunEnded ended -> ended.outcome().text();
        case JournalRecord.RunStarted started -> started.request().text();
        default -> RecordedForm.write(List.of(record.toString()));
      };
    }
  }
}
