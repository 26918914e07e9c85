package dev.retinue.tools.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.Effects;
import dev.retinue.effect.ToolResult;
import dev.retinue.identity.RunScope;
import dev.retinue.json.Json;
import dev.retinue.label.Label;
import dev.retinue.runtime.AgentRuntime;
import dev.retinue.secret.Secret;
import dev.retinue.secret.Vault;
import dev.retinue.testkit.ScriptedModel;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolContext;
import dev.retinue.tool.ToolTraits;
import dev.retinue.tool.VaryingTool;
import dev.retinue.tools.Caller;
import dev.retinue.tools.egress.EgressGuard;
import dev.retinue.tools.egress.EgressRules;
import dev.retinue.tools.egress.Internet;
import dev.retinue.tools.egress.RawServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRequestTest {
  private static final String URL = "http://public.example/items";
  private final Internet internet = new Internet().name("public.example", Internet.PUBLIC);
  private RawServer server;

  @BeforeEach
  void open() throws IOException {
    server = new RawServer(RawServer.ok("hello"));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private void answering(RawServer.Answer... answers) throws IOException {
    server.close();
    server = new RawServer(answers);
  }

  private Tool tool() {
    return HttpRequest.tool(internet.server(Internet.PUBLIC, server).guard(Internet.ANY_PORT));
  }

  private Caller caller() {
    return Caller.of(tool());
  }

  /** A guard that lets the server on loopback in, for what needs a name that is not made up. */
  private EgressGuard inside() {
    return new EgressGuard(
        EgressRules.standard()
            .withDestinations(
                EgressRules.Destinations.publicWeb().withInternal("localhost:" + server.port())));
  }

  private String insideUrl() {
    return "http://localhost:" + server.port() + "/items";
  }

  @Test
  void itTellsWhatTheServerAnsweredAndWhereItIsFrom() throws IOException {
    answering(
        RawServer.redirect(302, "/other"),
        RawServer.bytes(
            "HTTP/1.1 201 Created",
            "{\"id\":7}".getBytes(StandardCharsets.UTF_8),
            "Content-Type: application/json",
            "Vary: a",
            "vary: b",
            "Set-Cookie: a=1",
            "Set-Cookie: b=2"));

    JsonNode answer = caller().ok("url", URL);

    assertThat(answer.path("status").asInt()).isEqualTo(201);
    assertThat(answer.path("body").asText()).isEqualTo("{\"id\":7}");
    assertThat(answer.path("headers").path("Vary").asText()).isEqualTo("a, b");
    assertThat(answer.path("headers").path("Set-Cookie").asText()).isEqualTo("a=1\nb=2");
    assertThat(answer.path("finalUrl").asText()).isEqualTo("http://public.example/other");
    assertThat(answer.path("hops").toString())
        .isEqualTo("[{\"url\":\"http://public.example/items\",\"status\":302}]");
    assertThat(answer.path("address").asText()).isEqualTo(Internet.PUBLIC);
    assertThat(answer.path("fetchedAt").asText()).isEqualTo("2026-03-03T12:00:00Z");
    assertThat(answer.path("truncated").asBoolean()).isFalse();
    assertThat(answer.has("base64")).isFalse();
    assertThat(answer.has("retryAfter")).isFalse();
  }

  @Test
  void aFailureOfTheServerIsAnAnswer() throws IOException {
    answering(RawServer.status("404 Not Found", "no such item"));

    JsonNode answer = caller().ok("url", URL);

    assertThat(answer.path("status").asInt()).isEqualTo(404);
    assertThat(answer.path("body").asText()).isEqualTo("no such item");
  }

  @Test
  void aBusyServersWishIsTold() throws IOException {
    answering(RawServer.status("429 Too Many Requests", "", "Retry-After: 600"));

    assertThat(caller().ok("url", URL).path("retryAfter").asInt()).isEqualTo(600);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "file:///etc/passwd",
        "http://user:pass@public.example/"
      })
  void whatTheGuardRefusesIsRefusedWithItsReason(String url) {
    ToolResult.Failed refused = caller().refused("url", url);

    assertThat(refused.code()).isEqualTo("BLOCKED_DESTINATION");
    assertThat(refused.message()).startsWith("'" + url);
    assertThat(server.connections).hasValue(0);
  }

  @Test
  void itDeclaresThatItMayPublishAndCannotBeRepeatedUnseen() {
    assertThat(tool().traits().access())
        .containsExactlyInAnyOrder(AccessClass.NETWORK, AccessClass.PUBLISH);
    assertThat(tool().traits().effectClass()).isEqualTo(EffectClass.UNSAFE);
    assertThat(tool().traits().resultLabel()).isEqualTo(Label.UNTRUSTED);
  }

  @ParameterizedTest
  @CsvSource({"GET,true", "HEAD,true", "'',true", "OPTIONS,false", "POST,false", "x,false"})
  void aCallThatOnlyReadsIsDeclaredAsThat(String method, boolean reads) {
    ToolTraits traits =
        ((VaryingTool) tool())
            .traits(JsonNodeFactory.instance.objectNode().put("url", URL).put("method", method));

    assertThat(traits.access().contains(AccessClass.PUBLISH)).isEqualTo(!reads);
    assertThat(traits.effectClass()).isEqualTo(reads ? EffectClass.PURE : EffectClass.UNSAFE);
    assertThat(traits.timeout()).isEqualTo(tool().traits().timeout());
  }

  @Nested
  class ABody {
    @Test
    void isBase64WhereItIsNoText() throws IOException {
      byte[] png = {(byte) 0x89, 'P', 'N', 'G', 0, (byte) 0xFF};
      answering(RawServer.bytes("HTTP/1.1 200 OK", png, "Content-Type: image/png"));

      JsonNode answer = caller().ok("url", URL);

      assertThat(answer.path("base64").asText()).isEqualTo(Base64.getEncoder().encodeToString(png));
      assertThat(answer.has("body")).isFalse();
    }

    @Test
    void isReadInItsEncoding() throws IOException {
      answering(
          RawServer.bytes(
              "HTTP/1.1 200 OK",
              "caf\u00E9".getBytes(StandardCharsets.ISO_8859_1),
              "Content-Type: text/plain; charset=\"ISO-8859-1\""));

      assertThat(caller().ok("url", URL).path("body").asText()).isEqualTo("caf\u00E9");
    }

    @Test
    void ofTextWithWrongBytesIsTextWithAWarning() throws IOException {
      answering(
          RawServer.bytes(
              "HTTP/1.1 200 OK",
              "caf\u00E9!".getBytes(StandardCharsets.ISO_8859_1),
              "Content-Type: text/html"));

      JsonNode answer = caller().ok("url", URL);

      assertThat(answer.path("body").asText()).isEqualTo("caf\uFFFD!");
      assertThat(answer.path("warning").asText())
          .isEqualTo("some bytes are no text of UTF-8; each is shown as U+FFFD");
    }

    @Test
    void inAnEncodingThatIsNotKnownIsBase64() throws IOException {
      answering(
          RawServer.bytes(
              "HTTP/1.1 200 OK", new byte[] {'a'}, "Content-Type: text/plain; charset=klingon"));

      JsonNode answer = caller().ok("url", URL);

      assertThat(answer.path("base64").asText()).isEqualTo("YQ==");
      assertThat(answer.path("warning").asText()).contains("'klingon', which is not known here");
    }

    @Test
    void inACompressionThatIsNotKnownIsBase64() throws IOException {
      answering(RawServer.bytes("HTTP/1.1 200 OK", new byte[] {'a'}, "Content-Encoding: zstd"));

      assertThat(caller().ok("url", URL).path("warning").asText())
          .isEqualTo("the body is compressed with 'zstd', which is not undone");
    }

    @ParameterizedTest
    @CsvSource({
      "3, caf",
      "4, caf",
      "5, caf\u00E9",
      "6, caf\u00E9",
      "7, caf\u00E9",
      "8, caf\u00E9\u20AC"
    })
    void isCutBetweenCharacters(int most, String shown) throws IOException {
      answering(RawServer.ok("caf\u00E9\u20AC"));

      JsonNode answer = caller().ok("url", URL, "maxBytes", most);

      assertThat(answer.path("body").asText()).isEqualTo(shown);
      assertThat(answer.path("truncated").asBoolean()).isEqualTo(most < 8);
    }

    @Test
    void mayBeUnwanted() {
      JsonNode answer = caller().ok("url", URL, "maxBytes", 0);

      assertThat(answer.has("body")).isFalse();
      assertThat(answer.path("truncated").asBoolean()).isTrue();
    }
  }

  @Nested
  class ARequest {
    @ParameterizedTest
    @CsvSource({"POST, true", "PATCH, true", "PUT, false", "DELETE, false", "GET, false"})
    void thatMayNotBeDoneTwiceCarriesItsKey(String method, boolean key) {
      caller().ok("url", URL, "method", method);

      Map<String, String> headers = server.requests.getFirst().headers();
      assertThat(headers.get("idempotency-key")).isEqualTo(key ? "key-1" : null);
    }

    @Test
    void keepsTheKeyThatItWasGiven() {
      caller()
          .callJson(
              "{\"url\":\""
                  + URL
                  + "\",\"method\":\"POST\",\"headers\":{\"idempotency-key\":\"mine\"}}");

      assertThat(server.requests.getFirst().headers()).containsEntry("idempotency-key", "mine");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {"{\"a\":1}|application/json", "a=1|text/plain; charset=utf-8"})
    void saysWhatItsBodyIs(String body, String type) {
      caller().ok("url", URL, "method", "POST", "body", body);

      assertThat(server.requests.getFirst().headers()).containsEntry("content-type", type);
      assertThat(server.requests.getFirst().body()).isEqualTo(body);
    }

    @Test
    void hasLimits() {
      assertThat(caller().refused("url", URL, "timeout", 0).message())
          .isEqualTo("'timeout' must be a whole number from 1 to 60, got 0");
      assertThat(caller().refused("url", URL, "maxBytes", 2_000_001).message())
          .startsWith("'maxBytes' must be a whole number from 0 to 2000000");
      assertThat(caller().refused("url", " ").message())
          .isEqualTo("'url' is missing or blank; give a text");
      assertThat(caller().refused("url", URL, "body", "x").message())
          .startsWith("a GET has no body");
      assertThat(server.connections).hasValue(0);
    }
  }

  @Nested
  class WithSecrets {
    private static final String VALUE = "s3cr\"t&value";
    private final Vault vault =
        new Vault(
            List.of(
                Secret.of("crm", VALUE).forTools("http_request").at("localhost"),
                Secret.of("plain", "plainvalue").forTools("http_request").at("localhost"),
                Secret.of("other", VALUE).forTools("http_request").at("other.example")),
            Map.of(),
            name -> Optional.empty());

    private ToolResult call(EgressGuard guard, String arguments) throws Exception {
      Caller plain = Caller.of(HttpRequest.tool(guard));
      return plain.tool().call((ObjectNode) Json.tree(arguments), new Opening(plain, vault));
    }

    @Test
    void aHandleInAHeaderIsFilledIn() throws Exception {
      ToolResult result =
          call(
              inside(),
              "{\"url\":\""
                  + insideUrl()
                  + "\",\"headers\":{\"Authorization\":\"Bearer secret://crm.\"}}");

      assertThat(server.requests.getFirst().headers())
          .containsEntry("authorization", "Bearer " + VALUE + ".");
      assertThat(((ToolResult.Ok) result).label()).isEqualTo(Label.UNTRUSTED_PRIVATE);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "application/json|{~k~:~s3cr\\~t&value~}|{~k~:~secret://crm~}",
          "application/x-www-form-urlencoded|k=s3cr%22t%26value|k=secret://crm",
          "text/plain|k s3cr~t&value|k secret://crm"
        })
    void inABodyItIsWrittenAsTheBodyIs(String type, String sent, String body) throws Exception {
      ObjectNode arguments =
          (ObjectNode)
              Json.tree(
                  (Object)
                      Map.of(
                          "url", insideUrl(),
                          "method", "POST",
                          "headers", Map.of("Content-Type", type),
                          "body", body.replace('~', '"')));

      call(inside(), arguments.toString());

      assertThat(server.requests.getFirst().body()).isEqualTo(sent.replace('~', '"'));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "secret://other|SECRET_REFUSED|may not go to 'http://localhost",
          "secret://none|SECRET_REFUSED|there is no secret 'none'"
        })
    void oneThatIsNotForThereIsRefused(String handle, String code, String reason) throws Exception {
      ToolResult result =
          call(
              inside(),
              "{\"url\":\"" + insideUrl() + "\",\"headers\":{\"X-Key\":\"" + handle + "\"}}");

      assertThat(((ToolResult.Failed) result).code()).isEqualTo(code);
      assertThat(result.text()).contains(reason);
      assertThat(server.connections).hasValue(0);
    }

    @Test
    void itIsNeverPartOfAUrl() throws Exception {
      ToolResult result = call(inside(), "{\"url\":\"" + insideUrl() + "?key=secret://plain\"}");

      assertThat(result.text())
          .isEqualTo(
              "ERROR INVALID_ARGUMENT: 'url' holds the handle of a secret, and URLs are logged on"
                  + " their way; send it in a header or in the body");
    }

    @Test
    void itDoesNotGoInTheOpen() throws Exception {
      ToolResult result =
          call(
              internet.server(Internet.PUBLIC, server).guard(Internet.ANY_PORT),
              "{\"url\":\"" + URL + "\",\"headers\":{\"X-Key\":\"secret://crm\"}}");

      assertThat(result.text()).contains("a secret goes over https alone");
      assertThat(server.connections).hasValue(0);
    }
  }

  @Test
  void whatComesFromInsideIsPrivate() throws Exception {
    Caller outside = caller();
    Caller inner = Caller.of(HttpRequest.tool(inside()));

    assertThat(((ToolResult.Ok) outside.call("url", URL)).label()).isEqualTo(Label.UNTRUSTED);
    assertThat(((ToolResult.Ok) inner.call("url", insideUrl())).label())
        .isEqualTo(Label.UNTRUSTED_PRIVATE);
  }

  @Test
  void anAgentUsesTheOneThatItsHostMade() throws Exception {
    answering((out, closing) ->
        RawServer.ok("you sent " + server.requests.getFirst().headers().get("authorization"))
            .write(out, closing));
    ScriptedModel model =
        ScriptedModel.turn(
            AiMessage.from(
                ToolExecutionRequest.builder()
                    .id("1")
                    .name("http_request")
                    .arguments(
                        "{\"url\":\""
                            + insideUrl()
                            + "\",\"headers\":{\"Authorization\":\"secret://crm-token\"}}")
                    .build(),
                ToolExecutionRequest.builder()
                    .id("2")
                    .name("http_request")
                    .arguments("{\"url\":\"http://10.0.0.1/\"}")
                    .build()),
            AiMessage.from("done"));
    try (AgentRuntime runtime =
        AgentRuntime.builder()
            .model(model)
            .tool(HttpRequest.tool(inside()))
            .secret(
                Secret.of("crm-token", "abc-123-def-456").forTools("http_request").at("localhost"))
            .build()) {
      assertThat(
              runtime
                  .agent(AgentDefinition.builder("Caller").tools("http_request").build())
                  .ask("Call it")
                  .text())
          .isEqualTo("done");
    }

    assertThat(server.requests.getFirst().headers())
        .containsEntry("authorization", "abc-123-def-456");
    assertThat(model.requests().getLast().messages())
        .filteredOn(ToolExecutionResultMessage.class::isInstance)
        .extracting(message -> ((ToolExecutionResultMessage) message).text())
        .satisfiesExactly(
            told -> assertThat(told).contains("you sent [secret crm-token]"),
            told ->
                assertThat(told)
                    .contains("ERROR BLOCKED_DESTINATION")
                    .contains("10.0.0.1, which is not public (private, 10.0.0.0/8)"));
  }

  /** A context with a vault. */
  private record Opening(Caller caller, Vault vault) implements ToolContext {
    @Override
    public String secret(String handle, String destination) {
      return vault.open(handle, scope(), "http_request", destination);
    }

    @Override
    public RunScope scope() {
      return caller.scope();
    }

    @Override
    public String idempotencyKey() {
      return caller.idempotencyKey();
    }

    @Override
    public Path files() {
      return caller.files();
    }

    @Override
    public Instant now() {
      return caller.now();
    }

    @Override
    public Effects effects() {
      return caller.effects();
    }
  }
}
