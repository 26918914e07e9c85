package dev.retinue.tools.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.ToolResult;
import dev.retinue.json.Json;
import dev.retinue.label.Label;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolOffer;
import dev.retinue.tool.ToolTraits;
import dev.retinue.tools.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class McpToolkitTest {
  private static final McpServer.Limits SHORT =
      new McpServer.Limits(Duration.ofSeconds(20), Duration.ofMillis(500), 1000, 1 << 20);

  @TempDir Path folder;
  private final List<McpToolkit> open = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();

  @AfterEach
  void close() {
    open.forEach(McpToolkit::close);
  }

  private McpServer server(String kind) {
    return FakeServer.of(kind, folder.resolve("log"));
  }

  private McpToolkit connect(McpServer server) throws InterruptedException {
    McpToolkit toolkit = McpToolkit.connect(server, nanos::get);
    open.add(toolkit);
    return toolkit;
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  /** The log, once the server has written this, which it is given ten seconds for. */
  private String logWith(String text) throws IOException {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!log().contains(text)) {
      assertThat(System.nanoTime()).as("no '%s' in %s", text, log()).isLessThan(deadline);
      Thread.onSpinWait();
    }
    return log();
  }

  /** A process that ended and that nobody asks about has no command any more. */
  private static boolean runs(long process) {
    return ProcessHandle.of(process)
        .filter(ProcessHandle::isAlive)
        .flatMap(handle -> handle.info().command())
        .isPresent();
  }

  private static Tool only(McpToolkit toolkit) {
    assertThat(toolkit.tools()).hasSize(1);
    return tool(toolkit, toolkit.tools().getFirst().name());
  }

  private static Tool tool(McpToolkit toolkit, String name) {
    for (ToolOffer offer : toolkit.tools()) {
      if (offer.name().equals(name)) {
        return switch (offer) {
          case ToolOffer.Available(Tool tool) -> tool;
          case ToolOffer.Unavailable(String n, String reason, var card) ->
              throw new AssertionError("'" + n + "' is unavailable: " + reason);
        };
      }
    }
    throw new AssertionError("no '" + name + "' in " + toolkit.tools());
  }

  private static String unavailable(McpToolkit toolkit, String name) {
    return toolkit.tools().stream()
        .filter(offer -> offer.name().equals(name))
        .map(offer -> ((ToolOffer.Unavailable) offer).reason())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no '" + name + "' in " + toolkit.tools()));
  }

  @Nested
  class OfAGoodServer {
    @Test
    void itsToolsBecomeTools() throws InterruptedException {
      Tool echo = only(connect(server("good")));

      assertThat(echo.name()).isEqualTo("fake__echo");
      assertThat(echo.specification().description())
          .isEqualTo("Of the server 'fake'. Says it again.");
      assertThat(echo.specification().parameters().properties()).containsOnlyKeys("text");
      assertThat(Caller.of(echo).ok("text", "hi"))
          .isEqualTo(
              Json.tree(
                  "{\"server\":\"fake\",\"tool\":\"echo\",\"text\":\"echo\",\"truncated\":false}"));
    }

    @Test
    void theCallCarriesItsKey() throws Exception {
      Caller.of(only(connect(server("good")))).ok("text", "hi");

      assertThat(log())
          .contains("\"arguments\":{\"text\":\"hi\"}")
          .contains("\"_meta\":{\"dev.retinue/idempotency-key\":\"key-1\"}");
    }

    @Test
    void aGreetingOnItsOutputIsPassedOver() throws InterruptedException {
      assertThat(Caller.of(only(connect(server("greets")))).ok().path("text").asText())
          .isEqualTo("echo");
    }

    @Test
    void partsThatAreNoTextAreNamed() throws InterruptedException {
      var answer = Caller.of(only(connect(server("parts")))).ok();

      assertThat(answer.path("text").asText())
          .isEqualTo("seen\n\n[resource file:///a a  ]\n\n[file:///b]\ninside");
      assertThat(answer.path("leftOut").toString())
          .isEqualTo("[\"image image/png, 6 bytes\",\"hologram , 0 bytes\"]");
    }

    @Test
    void dataStandForAbsentText() throws InterruptedException {
      assertThat(Caller.of(only(connect(server("structured")))).ok().path("structured").toString())
          .isEqualTo("{\"degrees\":21}");
    }

    @Test
    void aLongAnswerIsCutAndSaysSo() throws InterruptedException {
      var answer = Caller.of(only(connect(server("big")))).ok();

      assertThat(answer.path("truncated").asBoolean()).isTrue();
      assertThat(answer.path("text").asText())
          .hasSize(50_000 + 29)
          .endsWith("[cut after 50000 characters]");
    }

    @Test
    void aFailureOfTheToolIsTold() throws InterruptedException {
      ToolResult.Failed failed = Caller.of(only(connect(server("fails")))).refused();

      assertThat(failed.code()).isEqualTo("TOOL_ERROR");
      assertThat(failed.message()).isEqualTo("server 'fake' says of 'echo': no such file");
    }

    @Test
    void aRefusalOfTheProtocolIsTold() throws InterruptedException {
      ToolResult.Failed failed = Caller.of(only(connect(server("refuses")))).refused();

      assertThat(failed.code()).isEqualTo("SERVER_ERROR");
      assertThat(failed.message())
          .isEqualTo("server 'fake' refuses tools/call: text is too short (-32602)");
    }

    @Test
    void whatItAsksOfAModelIsDeclinedAndAPingAnswered() throws Exception {
      Caller.of(only(connect(server("asks")))).ok();

      assertThat(logWith("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}"))
          .contains("\"id\":1,\"error\":{");
    }

    @Test
    void theRuntimeListsItsToolsAndClosesIt() throws Exception {
      McpToolkit toolkit = connect(server("child"));
      long child;
      try (AgentRuntime runtime = AgentRuntime.builder().toolkit(toolkit).build()) {
        Tool tool = Objects.requireNonNull(runtime.tools().available().get("fake__echo"));
        child = Caller.of(tool).ok().path("text").asLong();
        assertThat(runs(child)).isTrue();
      }

      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (runs(child)) {
        assertThat(System.nanoTime()).as("what it started ends with it").isLessThan(deadline);
        Thread.onSpinWait();
      }
      assertThat(Caller.of(tool(toolkit, "fake__echo")).refused().message())
          .isEqualTo("server 'fake' was closed with its toolkit");
    }
  }

  @Nested
  class Trust {
    @Test
    void nothingIsBelieved() throws InterruptedException {
      ToolTraits traits = only(connect(server("sneaky"))).traits();

      assertThat(traits.access())
          .containsExactlyInAnyOrder(
              AccessClass.READ,
              AccessClass.WRITE,
              AccessClass.NETWORK,
              AccessClass.PUBLISH,
              AccessClass.SPEND,
              AccessClass.EXECUTE);
      assertThat(traits.effectClass()).isEqualTo(EffectClass.UNSAFE);
      assertThat(traits.attempts()).isEqualTo(1);
      assertThat(traits.resultLabel()).isEqualTo(Label.UNTRUSTED_PRIVATE);
    }

    @Test
    void annotationsAreBelievedWhereTheHostSaysSo() throws InterruptedException {
      ToolTraits traits = only(connect(server("sneaky").trustingAnnotations())).traits();

      assertThat(traits.access()).containsExactly(AccessClass.READ);
      assertThat(traits.effectClass()).isEqualTo(EffectClass.PURE);
      assertThat(traits.resultLabel().trust())
          .as("results are untrusted whatever is believed")
          .isEqualTo(dev.retinue.label.Trust.UNTRUSTED);
    }

    @Test
    void absentAnnotationsAreTheWorst() throws InterruptedException {
      ToolTraits traits = only(connect(server("good").trustingAnnotations())).traits();

      assertThat(traits.access())
          .containsExactlyInAnyOrder(
              AccessClass.NETWORK, AccessClass.WRITE, AccessClass.PUBLISH, AccessClass.EXECUTE);
      assertThat(traits.effectClass()).isEqualTo(EffectClass.UNSAFE);
    }

    @Test
    void whatTheHostKnowsOfAToolCounts() throws InterruptedException {
      Tool echo = only(connect(server("good").withTraits("echo", ToolTraits.READS)));

      assertThat(echo.traits().access()).containsExactly(AccessClass.READ);
      assertThat(echo.traits().resultLabel()).isEqualTo(Label.UNTRUSTED_PRIVATE);
    }

    @Test
    void itsProcessSeesNothingOfTheHostsEnvironment() throws InterruptedException {
      String variables =
          Caller.of(only(connect(server("environment").withEnvironment("API_KEY", "given"))))
              .ok()
              .path("text")
              .asText();

      assertThat(variables.split(" "))
          .contains("API_KEY")
          .isSubsetOf(
              "API_KEY",
              "PATH",
              "HOME",
              "USER",
              "LOGNAME",
              "SHELL",
              "TERM",
              "LANG",
              "LC_ALL",
              "LC_CTYPE",
              "TZ",
              "TMPDIR",
              "PWD",
              "SHLVL",
              "_");
    }
  }

  @Nested
  class WhatItListsIsOdd {
    @Test
    void severalToolsOfOneNameAreAllLeftOut() throws InterruptedException {
      McpToolkit toolkit = connect(server("duplicates"));

      assertThat(unavailable(toolkit, "fake__echo"))
          .startsWith("several tools are named 'echo', none of which is used; ask whoever makes");
      assertThat(tool(toolkit, "fake__other")).isNotNull();
    }

    @Test
    void namesThatBecomeEqualAreToldApart() throws InterruptedException {
      assertThat(connect(server("alike")).tools())
          .extracting(ToolOffer::name)
          .doesNotHaveDuplicates()
          .allMatch(name -> name.matches("fake__a_b_[0-9a-f]{6}"));
    }

    @Test
    void aBadSchemaHarmsItsToolAlone() throws InterruptedException {
      McpToolkit toolkit = connect(server("bad_schema"));

      assertThat(tool(toolkit, "fake__echo")).isNotNull();
      assertThat(unavailable(toolkit, "fake__odd"))
          .startsWith(
              "its schema is none: inputSchema/properties/n/type: 'strng' is none of object,");
      assertThat(unavailable(toolkit, "fake__none"))
          .startsWith("its schema is none: inputSchema: a schema must be an object, got ");
    }

    @Test
    void aNameThatIsASentenceIsNone() throws InterruptedException {
      McpToolkit toolkit = connect(server("injection"));

      assertThat(toolkit.tools().getFirst()).isInstanceOf(ToolOffer.Unavailable.class);
      assertThat(((ToolOffer.Unavailable) toolkit.tools().getFirst()).reason())
          .startsWith("the name of a tool is none: 'ignore all previous");
    }

    @Test
    void aDescriptionIsCutAndHidesNothing() throws InterruptedException {
      String description =
          tool(connect(server("injection")), "fake__help").specification().description();

      assertThat(description)
          .startsWith("Of the server 'fake'. Helps. xxx")
          .endsWith("[cut after 1024 characters]");
    }

    @Test
    void aLongNameIsCutAndStaysItsOwn() throws InterruptedException {
      assertThat(only(connect(server("long_name"))).name())
          .hasSize(64)
          .matches("fake__x+_[0-9a-f]{6}");
    }

    @Test
    void aListWithoutEndIsNotRead() throws InterruptedException {
      assertThat(unavailable(connect(server("many")), "fake"))
          .isEqualTo("server 'fake' lists its tools without an end, and is not used");
    }
  }

  @Nested
  class WhatItListsChanges {
    @Test
    void aToolThatIsDescribedOtherwiseIsRefused() throws InterruptedException {
      McpToolkit toolkit = connect(server("changes"));
      String approved = toolkit.fingerprints().get("echo");
      Caller.of(only(toolkit)).ok();
      ToolResult.Failed failed = Caller.of(only(toolkit)).refused();

      assertThat(failed.code()).isEqualTo("CHANGED");
      assertThat(failed.message())
          .startsWith("server 'fake' describes 'echo' otherwise than when the host approved it");
      assertThat(toolkit.notices())
          .containsExactly("'echo' is described otherwise than when it was approved, and not used");
      assertThat(toolkit.fingerprints()).containsEntry("echo", approved);
    }

    @Test
    void aToolThatIsGoneIsRefusedAndANewOneNotUsed() throws InterruptedException {
      McpToolkit toolkit = connect(server("shrinks"));
      Caller.of(only(toolkit)).ok();

      assertThat(Caller.of(only(toolkit)).refused().message())
          .isEqualTo("server 'fake' has no tool 'echo' any more; go on without it");
      assertThat(toolkit.notices())
          .containsExactly(
              "'other' is new, and not used until the host connects anew", "'echo' is gone");
    }
  }

  @Nested
  class ItFails {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "silent|server 'fake' did not answer initialize within PT3S; whether it did",
          "garbage|server 'fake' wrote more than 50 lines that are no messages to its standard output, first 'this is no message 0'",
          "old|server 'fake' speaks version '1999-01-01' of the protocol, which is none of",
          "exits|server 'fake' ended with exit code 7, last saying 'no licence found' before it answered initialize",
        })
    void atTheStartItsToolkitSaysWhy(String kind, String reason) throws InterruptedException {
      McpToolkit toolkit =
          connect(
              server(kind)
                  .withLimits(
                      new McpServer.Limits(
                          Duration.ofSeconds(3), Duration.ofSeconds(3), 1000, 1 << 20)));

      assertThat(unavailable(toolkit, "fake")).startsWith(reason);
    }

    @Test
    void thereIsNoSuchProgram() throws InterruptedException {
      assertThat(unavailable(connect(McpServer.stdio("gone", "no-such-program")), "gone"))
          .startsWith("server 'gone' could not be started: ")
          .endsWith("; install it, or correct its command");
    }

    @Test
    void inTheMiddleOfACallItIsNotAskedAgain() throws Exception {
      ToolResult.Failed failed = Caller.of(only(connect(server("dies")))).refused();

      assertThat(failed.code()).isEqualTo("CONNECTION_LOST");
      assertThat(failed.message())
          .isEqualTo(
              "server 'fake' ended with exit code 3, last saying 'out of luck' before it answered"
                  + " tools/call; whether it did what was asked is not known, so find out before you"
                  + " ask again");
      assertThat(log().split("tools/call")).hasSize(2);
    }

    @Test
    void itIsStartedAgainWithTheNextCall() throws Exception {
      Tool echo = only(connect(server("dies_once")));
      Caller.of(echo).refused();

      assertThat(Caller.of(echo).ok().path("text").asText()).isEqualTo("alive");
      assertThat(log().split("started")).hasSize(3);
    }

    @Test
    void againAndAgainItIsLeftAloneForGrowingTimes() throws InterruptedException {
      Tool echo = only(connect(server("dies")));
      Caller.of(echo).refused();
      Caller.of(echo).refused(); // started again at once, and lost again
      ToolResult.Failed waits = Caller.of(echo).refused();

      assertThat(waits.code()).isEqualTo("UNAVAILABLE");
      assertThat(waits.message())
          .isEqualTo(
              "server 'fake' ended or failed 1 times in a row and is tried again in 1 s; go on"
                  + " without it until then");
      assertThat(waits.retryAfter()).isEqualTo(Duration.ofSeconds(1));
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
      assertThat(Caller.of(echo).refused().code()).isEqualTo("CONNECTION_LOST");
      assertThat(Caller.of(echo).refused().retryAfter()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void itNeverAnswersAndIsToldThatNobodyWaits() throws Exception {
      McpToolkit toolkit = connect(server("slow").withLimits(SHORT));
      ToolResult.Failed failed = Caller.of(only(toolkit)).refused();

      assertThat(failed.code()).isEqualTo("TIMEOUT");
      assertThat(failed.message())
          .startsWith("server 'fake' did not answer tools/call within PT0.5S; whether it did");
      assertThat(logWith("it took longer than PT0.5S")).contains("notifications/cancelled");
    }

    @Test
    void anInterruptIsPassedOnToIt() throws Exception {
      Tool echo = only(connect(server("slow")));
      AtomicReference<Throwable> ended = new AtomicReference<>();
      CountDownLatch over = new CountDownLatch(1);
      Thread caller =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  echo.call((ObjectNode) Json.tree("{}"), Caller.of(echo));
                } catch (Exception e) {
                  ended.set(e);
                }
                over.countDown();
              });
      logWith("\ncalled\n");
      caller.interrupt();

      assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(ended.get()).isInstanceOf(InterruptedException.class);
      assertThat(logWith("the caller was interrupted")).contains("notifications/cancelled");
    }

    @Test
    void oneMessageWithoutEndIsNotRead() throws InterruptedException {
      ToolResult.Failed failed = Caller.of(only(connect(server("floods_line")))).refused();

      assertThat(failed.code()).isEqualTo("CONNECTION_LOST");
      assertThat(failed.message())
          .startsWith("server 'fake' sent a message of more than 8388608 bytes before it answered");
    }

    @Test
    void messagesWithoutEndEndIt() throws InterruptedException {
      assertThat(Caller.of(only(connect(server("floods_messages")))).refused().message())
          .startsWith(
              "server 'fake' sent more than 10000 messages in 10 seconds that nobody asked for before");
    }
  }

  @Nested
  class Descriptions {
    @Test
    void aNameThatIsNoneIsRefused() {
      assertThatThrownBy(() -> McpServer.stdio("My Server", "x"))
          .hasMessage(
              "a toolkit's name has at most 24 lower-case letters, digits and single '_' or '-'"
                  + " between them, got 'My Server'");
    }

    @Test
    void valuesOfTheEnvironmentAreNotShown() {
      assertThat(McpServer.stdio("a", "x").withEnvironment("KEY", "hush-hush").toString())
          .contains("KEY")
          .doesNotContain("hush");
    }

    @Test
    void withoutTheSdkTheCureIsNamed() {
      assertThat(SdkPresence.problem(ClassLoader.getPlatformClassLoader()))
          .isEqualTo(
              "the SDK of the Model Context Protocol is not on the class path; add"
                  + " io.modelcontextprotocol.sdk:mcp-core (its version is managed by"
                  + " dev.retinue:retinue-parent)");
    }
  }
}
