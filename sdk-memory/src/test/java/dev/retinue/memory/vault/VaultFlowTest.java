package dev.retinue.memory.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.ToolResult;
import dev.retinue.identity.Principal;
import dev.retinue.memory.MemorySelection;
import dev.retinue.run.Outcome.Answered;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.secret.Secret;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.tool.ToolTraits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A secret of an agent's vault reaches the agent's own tool, and is in no byte of the home, no
 * prompt, no event and no line of the log, whatever the tool does with it.
 */
class VaultFlowTest {
  private static final String VALUE = "hunter2+hunter2/hunter2";
  private static final Principal ADA = new Principal("ada");
  private static final SecretKey KEY = new SecretKeySpec(keyBytes(), "AES");

  @TempDir Path home;
  private final List<String> given = new CopyOnWriteArrayList<>();
  private final List<String> seen = new CopyOnWriteArrayList<>();

  private static byte[] keyBytes() {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) 0x5a);
    return bytes;
  }

  /** Tells all that it was given, or throws it. */
  private RecordingTool careless() {
    return RecordingTool.named("fetch")
        .with(ToolTraits.touching(AccessClass.NETWORK).withEffectClass(EffectClass.IDEMPOTENT))
        .doing((arguments, context) -> {
          String text = arguments.path("text").asText();
          String value = context.secret(text, "https://api.crm.example/people");
          given.add(value);
          if (given.size() == 2) {
            throw new IOException("GET https://api.crm.example/?key=" + value);
          }
          return new ToolResult.Ok(
              "sent " + value + " and " + base64(("user:" + value)) + ", got 200");
        });
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private AgentRuntime runtime(AgentVaults vaults) {
    ScriptedModel model =
        ScriptedModel.answering(request -> {
          seen.add(request.toString());
          List<ToolExecutionResultMessage> results = ScriptedModel.results(request);
          return results.isEmpty()
              ? ScriptedModel.call("fetch", "{\"text\":\"secret://crm-token\"}")
              : ScriptedModel.say("It said: " + results.getFirst().text());
        });
    return AgentRuntime.builder()
        .home(home)
        .model(model)
        .tool(careless())
        .secrets(vaults)
        // They have a person decide on a second use, since what the first brought is untrusted.
        .standardRules(false)
        .listener(event -> seen.add(event.toString()))
        .build();
  }

  private static Agent agent(AgentRuntime runtime, String name) {
    return runtime.agent(AgentDefinition.builder(name).tools("fetch").build());
  }

  private static AgentVaults withToken(Path home) {
    AgentVaults vaults = AgentVaults.in(home, KEY);
    vaults
        .of("clerk")
        .put(ADA, Secret.of("crm-token", VALUE).forTools("fetch").at("api.crm.example"));
    return vaults;
  }

  @Test
  void itIsInNoByteOfTheHomeNorInPromptsEventsAndTheLog() throws Exception {
    String log;
    AgentVaults vaults = withToken(home);
    try (Log captured = new Log();
        AgentRuntime runtime = runtime(vaults)) {
      Agent clerk = agent(runtime, "Clerk");
      assertThat(clerk.session(ADA).ask("Ask the CRM")).isInstanceOf(Answered.class);
      assertThat(clerk.session(ADA).ask("Ask it again")).isInstanceOf(Answered.class);
      assertThat(clerk.memory(ADA).list(new MemorySelection.All(), "", 100).toString())
          .contains("[secret crm-token]")
          .doesNotContain(VALUE);
      log = captured.text();
    }

    assertThat(given).containsExactly(VALUE, VALUE);
    assertThat(log).contains("a tool failed with an exception", "[secret crm-token]");
    assertThat(String.join("\n", seen)).contains("secret://crm-token", "[secret crm-token]");
    isNowhereIn(String.join("\n", seen));
    isNowhereIn(log);
    List<String> files = new ArrayList<>();
    StringBuilder bytes = new StringBuilder();
    try (Stream<Path> walk = Files.walk(home)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        files.add(home.relativize(file).toString());
        bytes.append(Files.readString(file, StandardCharsets.ISO_8859_1)).append('\n');
      }
    }
    assertThat(files)
        .contains("agents/clerk/vault")
        .anyMatch(file -> file.startsWith("journal/"))
        .anyMatch(file -> file.startsWith("agents/clerk/memory/"))
        .anyMatch(file -> file.startsWith("agents/clerk/history/"));
    assertThat(bytes.toString()).contains("[secret crm-token]");
    isNowhereIn(bytes.toString());
  }

  /** In none of the forms in which something careless may write it. */
  private static void isNowhereIn(String text) {
    byte[] bytes = VALUE.getBytes(StandardCharsets.UTF_8);
    String base64 = base64("user:" + VALUE);
    assertThat(text)
        .doesNotContain(VALUE)
        .doesNotContain(VALUE.substring(4, 16))
        .doesNotContain(URLEncoder.encode(VALUE, StandardCharsets.UTF_8))
        .doesNotContain(HexFormat.of().formatHex(bytes))
        .doesNotContain(base64.substring(8, base64.length() - 4))
        .doesNotContain(base64(VALUE).substring(0, 24))
        .doesNotContain(new String(keyBytes(), StandardCharsets.ISO_8859_1))
        .doesNotContain(HexFormat.of().formatHex(keyBytes()));
  }

  @Test
  void anotherAgentAndAnotherPrincipalDoNotHaveIt() throws Exception {
    try (AgentRuntime runtime = runtime(withToken(home))) {
      agent(runtime, "Smith").session(ADA).ask("Ask the CRM");
      agent(runtime, "Clerk").session(new Principal("bob")).ask("Ask the CRM");
    }

    assertThat(given).isEmpty();
    assertThat(String.join("\n", seen)).contains("there is no secret 'crm-token'");
    isNowhereIn(String.join("\n", seen));
  }

  @Test
  void aWrongKeyIsTheToolsErrorAndEndsNothing() throws Exception {
    withToken(home);
    byte[] other = keyBytes();
    other[0] = 1;
    try (AgentRuntime runtime = runtime(AgentVaults.in(home, new SecretKeySpec(other, "AES")))) {
      assertThat(agent(runtime, "Clerk").session(ADA).ask("Ask the CRM"))
          .isInstanceOf(Answered.class);
    }

    assertThat(given).isEmpty();
    assertThat(String.join("\n", seen)).contains("was written with another host key");
  }

  @Test
  void itIsErasedWithItsAgent() throws Exception {
    AgentVaults vaults = withToken(home);
    try (AgentRuntime runtime = runtime(vaults)) {
      Agent clerk = agent(runtime, "Clerk");
      clerk.session(ADA).ask("Ask the CRM");
      runtime.erase("clerk");
    }

    assertThat(home.resolve("agents/clerk")).doesNotExist();
    assertThat(vaults.of("clerk").entries()).isEmpty();
  }

  /** What the runtime logs of failing tools, which is off in tests otherwise. */
  private static final class Log implements AutoCloseable {
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Logger logger = LoggerFactory.getLogger("dev.retinue.run.internal.Performer");
    private final Field level;
    private final int before;

    Log() throws ReflectiveOperationException {
      level = logger.getClass().getDeclaredField("currentLogLevel");
      level.setAccessible(true);
      before = level.getInt(logger);
      level.setInt(logger, Level.DEBUG.toInt());
      System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    }

    String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws ReflectiveOperationException {
      System.setErr(err);
      level.setInt(logger, before);
    }
  }
}
