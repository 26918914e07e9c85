package dev.retinue.tools.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.ToolResult;
import dev.retinue.history.RunSummary;
import dev.retinue.json.Json;
import dev.retinue.policy.Match;
import dev.retinue.policy.Rule;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.secret.Secret;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolOffer;
import dev.retinue.tools.Caller;
import dev.retinue.tools.egress.EgressGuard;
import dev.retinue.tools.egress.EgressRules;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class McpEndpointTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private final AgentRuntime runtime =
      AgentRuntime.builder()
          .model(ScriptedModel.answering(request -> ScriptedModel.say("Forty-two.")))
          .rules(
              Rule.deny(
                  "no-dates", Match.everything().ofTools("datetime"), "dates are not for clients"))
          .build();

  @AfterEach
  void close() {
    runtime.close();
  }

  private McpEndpoint endpoint() {
    return McpEndpoint.of(runtime)
        .offering(
            runtime.agent(
                AgentDefinition.builder("Deep Thought").description("Knows the answer.").build()))
        .offeringToolsOf(
            runtime.agent(
                AgentDefinition.builder("Desk")
                    .type("tool_call")
                    .tools("calculator", "datetime", "http_request")
                    .build()));
  }

  private static McpServer client(McpHttpServer server) {
    URI uri = server.uri();
    return McpServer.http(
        "desk",
        uri,
        new EgressGuard(
            EgressRules.standard()
                .withDestinations(
                    EgressRules.Destinations.publicWeb().withInternal("127.0.0.1:" + uri.getPort()))
                .withPace(new EgressRules.Pace(1000, 8, 100, Duration.ofSeconds(1)))));
  }

  private static Tool tool(McpToolkit toolkit, String name) {
    for (ToolOffer offer : toolkit.tools()) {
      if (offer instanceof ToolOffer.Available(Tool tool) && tool.name().equals(name)) {
        return tool;
      }
    }
    throw new AssertionError("no '" + name + "' in " + toolkit.tools());
  }

  @Nested
  class OverHttp {
    @Test
    void aToolIsCalledAsARunOfItsAgent() throws Exception {
      try (McpHttpServer server = endpoint().listen(ANY_PORT, "");
          McpToolkit toolkit = McpToolkit.connect(client(server))) {
        assertThat(toolkit.tools())
            .extracting(ToolOffer::name)
            .containsExactly(
                "desk__ask_deep_thought",
                "desk__calculator",
                "desk__datetime",
                "desk__http_request");
        JsonNode sum = Caller.of(tool(toolkit, "desk__calculator")).ok("expression", "2+3");

        assertThat(Json.tree(sum.path("text").asText()).path("value").asText()).isEqualTo("5");
        List<RunSummary> runs = runtime.agent("desk").orElseThrow().history();
        assertThat(runs).hasSize(1);
      }
    }

    @Test
    void anAgentIsAsked() throws Exception {
      try (McpHttpServer server = endpoint().listen(ANY_PORT, "");
          McpToolkit toolkit = McpToolkit.connect(client(server))) {
        assertThat(
                Caller.of(tool(toolkit, "desk__ask_deep_thought"))
                    .ok("question", "What is it?")
                    .path("text")
                    .asText())
            .isEqualTo("Forty-two.");
      }
    }

    @Test
    void policyHoldsForClients() throws Exception {
      try (McpHttpServer server = endpoint().listen(ANY_PORT, "");
          McpToolkit toolkit = McpToolkit.connect(client(server))) {
        ToolResult.Failed denied = Caller.of(tool(toolkit, "desk__datetime")).refused("op", "now");

        assertThat(denied.message())
            .isEqualTo("server 'desk' says of 'datetime': DENIED: dates are not for clients");
      }
    }

    @Test
    void whatClientsSayIsFromOutsideSoThatAPersonIsAsked() throws Exception {
      try (McpHttpServer server = endpoint().withLimit(Duration.ofSeconds(5)).listen(ANY_PORT, "");
          McpToolkit toolkit = McpToolkit.connect(client(server))) {
        ToolResult.Failed waited =
            Caller.of(tool(toolkit, "desk__http_request"))
                .refused("method", "POST", "url", "https://a.example/", "body", "x");

        assertThat(waited.message())
            .contains("did not end within PT5S, since a person was asked and did not answer: ")
            .contains("untrusted-acts");
        assertThat(runtime.pending()).isEmpty();
      }
    }

    @Test
    void annotationsSayWhatToolsDo() throws Exception {
      try (McpHttpServer server = endpoint().listen(ANY_PORT, "");
          McpToolkit toolkit = McpToolkit.connect(client(server).trustingAnnotations())) {
        assertThat(tool(toolkit, "desk__http_request").traits().access())
            .contains(AccessClass.PUBLISH, AccessClass.NETWORK);
        assertThat(tool(toolkit, "desk__calculator").traits().access())
            .doesNotContain(AccessClass.PUBLISH, AccessClass.WRITE);
      }
    }

    @Test
    void aTokenIsDemandedAndSent() throws Exception {
      Secret token = Secret.of("desk", "open-sesame").at("127.0.0.1");
      try (McpHttpServer server = endpoint().listen(ANY_PORT, "open-sesame")) {
        try (McpToolkit stranger = McpToolkit.connect(client(server))) {
          assertThat(stranger.tools().toString())
              .contains("server 'desk' answers 401; the host must give it a secret that it takes");
        }
        try (McpToolkit toolkit =
            McpToolkit.connect(client(server).withSecret("Authorization", token))) {
          assertThat(toolkit.tools()).hasSize(4);
        }
        try (McpToolkit astray =
            McpToolkit.connect(client(server).withSecret("Authorization", token.at("a.example")))) {
          assertThat(astray.tools().toString())
              .contains("secret 'desk' may not go to ")
              .doesNotContain("open-sesame");
        }
      }
    }

    @Test
    void aPageInABrowserIsTurnedAway() throws Exception {
      try (McpHttpServer server = endpoint().listen(ANY_PORT, "");
          HttpClient browser = HttpClient.newHttpClient()) {
        HttpRequest ping =
            HttpRequest.newBuilder(server.uri())
                .header("Origin", "https://evil.example")
                .POST(HttpRequest.BodyPublishers.ofString("{\"id\":1,\"method\":\"ping\"}"))
                .build();
        HttpRequest get = HttpRequest.newBuilder(server.uri()).build();

        assertThat(browser.send(ping, HttpResponse.BodyHandlers.ofString()).statusCode())
            .isEqualTo(403);
        assertThat(browser.send(get, HttpResponse.BodyHandlers.ofString()).statusCode())
            .isEqualTo(405);
      }
    }

    @Test
    void elsewhereThanAtLoopbackItNeedsAToken() {
      assertThatThrownBy(() -> endpoint().listen(new InetSocketAddress("0.0.0.0", 0), ""))
          .hasMessageContaining("give a token, or listen at loopback");
    }
  }

  @Nested
  class OverStreams {
    private List<JsonNode> answers(String... messages) throws Exception {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      PipedOutputStream in = new PipedOutputStream();
      PipedInputStream connected = new PipedInputStream(in);
      Thread writer =
          Thread.ofPlatform()
              .start(() -> {
                long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
                try (in) {
                  for (int i = 0; i < messages.length; i++) {
                    in.write((messages[i] + "\n").getBytes(StandardCharsets.UTF_8));
                    in.flush();
                    while (out.toString(StandardCharsets.UTF_8).lines().count() <= i
                        && System.nanoTime() < deadline) {
                      Thread.onSpinWait();
                    }
                  }
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      endpoint().serve(connected, out);
      writer.join();
      List<JsonNode> answers =
          out.toString(StandardCharsets.UTF_8).lines().map(Json::tree).toList();
      assertThat(answers).hasSameSizeAs(messages);
      return answers;
    }

    @Test
    void itAnswersLineByLine() throws Exception {
      List<JsonNode> answers =
          answers(
              "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\"}}",
              "{\"jsonrpc\":\"2.0\",\"id\":\"two\",\"method\":\"tools/call\",\"params\":{\"name\":\"calculator\",\"arguments\":{\"expression\":\"6*7\"}}}",
              "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":{\"name\":\"calculater\"}}",
              "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"resources/list\"}",
              "no json");

      assertThat(answers.get(0).path("result").path("protocolVersion").asText())
          .isEqualTo("2025-06-18");
      assertThat(answers.get(1).path("id").asText()).isEqualTo("two");
      assertThat(answers.get(1).path("result").path("content").get(0).path("text").asText())
          .contains("\"value\":\"42\"");
      assertThat(answers.get(2).path("error").path("message").asText())
          .isEqualTo("there is no tool 'calculater'; did you mean 'calculator'?");
      assertThat(answers.get(3).path("error").path("code").asInt()).isEqualTo(-32601);
      assertThat(answers.get(4).path("error").path("code").asInt()).isEqualTo(-32700);
    }

    @Test
    void argumentsThatDoNotFitAreAFailureThatSaysWhy() throws Exception {
      JsonNode result =
          answers(
                  "{\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"calculator\",\"arguments\":{\"expresion\":\"1\"}}}")
              .getFirst()
              .path("result");

      assertThat(result.path("isError").asBoolean()).isTrue();
      assertThat(result.path("content").get(0).path("text").asText())
          .contains("unknown field 'expresion'");
    }

    @Test
    void withoutInputItEnds() throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      endpoint().serve(new ByteArrayInputStream(new byte[0]), out);

      assertThat(out.size()).isZero();
    }
  }

  @Test
  void onlyAnAgentThatCallsWhatItIsToldToOffersTools() {
    assertThatThrownBy(() ->
            McpEndpoint.of(runtime)
                .offeringToolsOf(
                    runtime.agent(AgentDefinition.builder("Free").tools("calculator").build())))
        .hasMessage(
            "agent 'free' is of type 'react'; tools are offered by one of type 'tool_call', which"
                + " calls what it is told to");
  }
}
