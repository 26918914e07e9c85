package dev.retinue.tools.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonReferenceSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.Effects;
import dev.retinue.effect.ToolResult;
import dev.retinue.identity.RunScope;
import dev.retinue.json.Json;
import dev.retinue.label.Label;
import dev.retinue.secret.Secret;
import dev.retinue.secret.Vault;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolContext;
import dev.retinue.tool.ToolOffer;
import dev.retinue.tool.VaryingTool;
import dev.retinue.tools.Caller;
import dev.retinue.tools.egress.EgressGuard;
import dev.retinue.tools.egress.EgressRules;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenApiToolkitTest {
  private record Reply(int status, String type, String body, Map<String, String> headers) {
    static Reply json(String body) {
      return new Reply(200, "application/json", body, Map.of());
    }
  }

  private final AtomicReference<String> seen = new AtomicReference<>("");
  private volatile Reply reply = Reply.json("{\"ok\":true}");
  private HttpServer server;
  private String place;
  private EgressGuard guard;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    place = "127.0.0.1:" + server.getAddress().getPort();
    guard = guard(place);
  }

  private static EgressGuard guard(String place) {
    return new EgressGuard(
        EgressRules.standard()
            .withDestinations(EgressRules.Destinations.publicWeb().withInternal(place))
            .withPace(new EgressRules.Pace(1000, 64, 1000, Duration.ofSeconds(30))));
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    StringBuilder request = new StringBuilder();
    request.append(exchange.getRequestMethod()).append(' ').append(exchange.getRequestURI());
    for (String name :
        List.of(
            "Content-Type", "Idempotency-Key", "X-Trace", "Cookie", "X-Api-Key", "Authorization")) {
      Optional.ofNullable(exchange.getRequestHeaders().getFirst(name))
          .ifPresent(value -> request.append('\n').append(name).append(": ").append(value));
    }
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    request.append(body.isEmpty() ? "" : "\n" + body);
    seen.set(request.toString());
    Reply now = reply;
    now.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    exchange.getResponseHeaders().set("Content-Type", now.type());
    byte[] bytes = now.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(now.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private OpenApiToolkit pets() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/openapi/pets.yaml")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("SERVER", place);
      return OpenApiToolkit.of(OpenApiDocument.text("pets", "pets.yaml", text), guard);
    }
  }

  private static Tool tool(OpenApiToolkit toolkit, String name) {
    for (ToolOffer offer : toolkit.tools()) {
      if (offer instanceof ToolOffer.Available(Tool tool) && tool.name().equals(name)) {
        return tool;
      }
    }
    throw new AssertionError("no '" + name + "' in " + toolkit.tools());
  }

  private static String unavailable(OpenApiToolkit toolkit, String name) {
    return toolkit.tools().stream()
        .filter(offer -> offer.name().equals(name))
        .map(offer -> ((ToolOffer.Unavailable) offer).reason())
        .findFirst()
        .orElseThrow();
  }

  /** Of one operation, whose parts are given as YAML. */
  private OpenApiToolkit small(String operation) {
    return OpenApiToolkit.of(
        OpenApiDocument.text(
            "small",
            "small.yaml",
            "openapi: 3.1.0\nservers: [{url: 'http://"
                + place
                + "'}]\npaths:\n  /x:\n    get:\n      operationId: x\n      "
                + operation),
        guard);
  }

  private static JsonSchemaElement of(Map<String, JsonSchemaElement> schemas, String name) {
    return Objects.requireNonNull(schemas.get(name), name);
  }

  private static JsonObjectSchema parameters(Tool tool) {
    return tool.specification().parameters();
  }

  @Nested
  class Operations {
    @Test
    void becomeToolsInSnakeCase() throws IOException {
      assertThat(pets().tools())
          .extracting(ToolOffer::name)
          .containsExactly(
              "pets__list_pets",
              "pets__add_pet",
              "pets__get_pet",
              "pets__put_pet",
              "pets__delete_pet",
              "pets__upload_photo",
              "pets__search_pets");
      assertThat(tool(pets(), "pets__list_pets").specification().description())
          .isEqualTo("Lists pets (GET /pets of the API 'pets')");
    }

    @Test
    void haveParametersAndBodyInOneSchema() throws IOException {
      JsonObjectSchema list = parameters(tool(pets(), "pets__list_pets"));
      assertThat(list.properties().keySet())
          .containsExactly("limit", "tags", "kinds", "filter", "X-Trace", "seen");
      assertThat(((JsonIntegerSchema) of(list.properties(), "limit")).description())
          .isEqualTo("minimum 1; maximum 100");
      JsonObjectSchema add = parameters(tool(pets(), "pets__add_pet"));
      assertThat(add.required()).containsExactly("body");
      JsonObjectSchema body = (JsonObjectSchema) of(add.properties(), "body");
      assertThat(body.required()).containsExactly("name");
      assertThat(((JsonEnumSchema) of(body.properties(), "kind")).enumValues())
          .containsExactly("cat", "dog");
    }

    @Test
    void withASchemaThatHoldsItselfHaveADefinition() throws IOException {
      JsonObjectSchema put = parameters(tool(pets(), "pets__put_pet"));

      assertThat(put.definitions()).containsOnlyKeys("Pet");
      assertThat(put.properties().get("body")).isInstanceOf(JsonReferenceSchema.class);
      assertThat(((JsonObjectSchema) of(put.definitions(), "Pet")).properties())
          .containsOnlyKeys("name", "kind", "id", "friends");
    }

    @ParameterizedTest
    @CsvSource({
      "pets__list_pets,PURE,NETWORK",
      "pets__add_pet,UNSAFE,NETWORK PUBLISH",
      "pets__put_pet,IDEMPOTENT,NETWORK PUBLISH"
    })
    void touchWhatTheirMethodsDo(String name, EffectClass effect, String access)
        throws IOException {
      Tool tool = tool(pets(), name);

      assertThat(tool.traits().effectClass()).isEqualTo(effect);
      assertThat(tool.traits().access())
          .extracting(AccessClass::name)
          .containsExactlyInAnyOrder(access.split(" "));
    }

    @Test
    void thatCannotBeCalledSayWhere() throws IOException {
      assertThat(unavailable(pets(), "pets__upload_photo"))
          .isEqualTo(
              "pets.yaml: paths//pets/{petId}/photo/post/requestBody/content: has none of JSON, form"
                  + " and text, which can be sent, but multipart/form-data");
      assertThat(unavailable(pets(), "pets__get_pet"))
          .isEqualTo(
              "pets.yaml: paths//pets/{petId}/get/security: it is called with key; give the handle"
                  + " of the secret with withCredential(\"key\", \"secret://...\")");
    }

    @Test
    void asManyAsFiveHundredAreReadQuickly() {
      StringBuilder text =
          new StringBuilder("openapi: 3.0.0\nservers: [{url: 'https://a.example'}]\npaths:\n");
      for (int i = 0; i < 500; i++) {
        text.append("  /things")
            .append(i)
            .append("/{id}:\n    put:\n      operationId: putThing")
            .append(i)
            .append(
                "\n      parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n")
            .append(
                "      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}\n");
      }
      text.append("components:\n  schemas:\n    Thing:\n      type: object\n      properties:\n");
      for (int i = 0; i < 40; i++) {
        text.append("        p")
            .append(i)
            .append(": {type: string, description: 'The property'}\n");
      }
      text.append("        parent: {$ref: '#/components/schemas/Thing'}\n");
      long before = System.nanoTime();
      OpenApiToolkit toolkit =
          OpenApiToolkit.of(OpenApiDocument.text("big", "big.yaml", text.toString()), guard);

      assertThat(toolkit.tools()).hasSize(500).allMatch(ToolOffer.Available.class::isInstance);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(60));
    }
  }

  @Nested
  class Calls {
    @Test
    void writeParametersWhereTheyBelong() throws IOException {
      JsonNode answer =
          Caller.of(tool(pets(), "pets__list_pets"))
              .ok(
                  "limit",
                  5,
                  "tags",
                  List.of("a b", "c&d"),
                  "kinds",
                  List.of("cat", "dog"),
                  "filter",
                  Map.of("age", 3),
                  "X-Trace",
                  "t-1",
                  "seen",
                  "yes");

      assertThat(seen.get())
          .isEqualTo(
              "GET /v1/pets?limit=5&tags=a%20b&tags=c%26d&kinds=cat%2Cdog&filter%5Bage%5D=3\n"
                  + "X-Trace: t-1\nCookie: seen=yes");
      assertThat(answer.toString())
          .isEqualTo(
              "{\"operation\":\"listPets\",\"status\":200,\"body\":{\"ok\":true},\"truncated\":false}");
    }

    @Test
    void sendABodyAndAKey() throws IOException {
      Caller.of(tool(pets(), "pets__add_pet")).ok("body", Map.of("name", "Tom"));

      assertThat(seen.get())
          .isEqualTo(
              "POST /v1/pets\nContent-Type: application/json\nIdempotency-Key: key-1\n{\"name\":\"Tom\"}");
    }

    @Test
    void stayInTheirPlaceOfThePath() throws IOException {
      Tool put = tool(pets(), "pets__put_pet");
      Caller.of(put).ok("petId", "../admin?x=1#");

      assertThat(seen.get()).startsWith("PUT /v1/pets/..%2Fadmin%3Fx%3D1%23\n");
      assertThat(Caller.of(put).refused("petId", "..").message())
          .isEqualTo("'petId' stands in the path and cannot be '..'");
    }

    @Test
    void thatTheServerRefusesFailWithItsWords() throws IOException {
      reply = new Reply(429, "text/plain", "slow\u200b down", Map.of("Retry-After", "7"));
      ToolResult.Failed failed =
          Caller.of(tool(pets(), "pets__add_pet")).refused("body", Map.of("name", "Tom"));

      assertThat(failed.code()).isEqualTo("HTTP_429");
      assertThat(failed.message())
          .isEqualTo("POST http://" + place + "/v1/pets answers 429: slow down");
      assertThat(failed.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void haveAnswersThatAreUntrustedAndCut() throws IOException {
      reply = new Reply(200, "application/json", "[" + "1,".repeat(60_000) + "1]", Map.of());
      ToolResult result = Caller.of(tool(pets(), "pets__list_pets")).call();

      assertThat(((ToolResult.Ok) result).label()).isEqualTo(Label.UNTRUSTED_PRIVATE);
      JsonNode answer = Json.tree(result.text());
      assertThat(answer.path("truncated").asBoolean()).isTrue();
      assertThat(answer.path("text").asText()).endsWith("[cut after 50000 characters]");
    }

    @Test
    void goToNoServerThatIsNotDeclared() throws IOException {
      HttpServer other =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      other.createContext(
          "/",
          exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      other.start();
      try {
        String elsewhere = "127.0.0.1:" + other.getAddress().getPort();
        guard =
            new EgressGuard(
                EgressRules.standard()
                    .withDestinations(
                        EgressRules.Destinations.publicWeb().withInternal(place, elsewhere)));
        reply = new Reply(302, "text/plain", "", Map.of("Location", "http://" + elsewhere + "/"));
        ToolResult.Failed failed = Caller.of(tool(pets(), "pets__list_pets")).refused();

        assertThat(failed.code()).isEqualTo("BLOCKED_DESTINATION");
        assertThat(failed.message())
            .isEqualTo(
                "GET http://"
                    + place
                    + "/v1/pets redirects to '"
                    + elsewhere
                    + "', which the API's document does not declare");
      } finally {
        other.stop(0);
      }
    }

    @Test
    void ofAServerWithinAreBlockedByTheGuard() throws IOException {
      guard = new EgressGuard(EgressRules.standard());

      assertThat(Caller.of(tool(pets(), "pets__list_pets")).refused().code())
          .isEqualTo("BLOCKED_DESTINATION");
    }
  }

  @Nested
  class Credentials {
    private final Vault vault =
        new Vault(
            List.of(
                Secret.of("pets", "s3cret-value").forTools("pets__*").at("127.0.0.1"),
                Secret.of("login", "joe:open-sesame").forTools("pets__*").at("127.0.0.1"),
                Secret.of("elsewhere", "another-value").forTools("pets__*").at("a.example")),
            Map.of(),
            name -> Optional.empty());

    private ToolResult call(Tool tool, String arguments) throws Exception {
      return tool.call((ObjectNode) Json.tree(arguments), new WithSecrets(Caller.of(tool), vault));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "key|secret://pets|pets__get_pet|X-Api-Key: s3cret-value",
          "token|secret://pets|pets__delete_pet|Authorization: Bearer s3cret-value",
          "login|secret://login|pets__delete_pet|Authorization: Basic am9lOm9wZW4tc2VzYW1l",
          "queryKey|secret://pets|pets__search_pets|POST /v1/pets/search?api_key=s3cret-value"
        })
    void areSentAsTheDocumentSays(String scheme, String handle, String name, String sent)
        throws Exception {
      Tool tool = tool(pets().withCredential(scheme, handle), name);
      ToolResult result = call(tool, name.contains("search") ? "{}" : "{\"petId\":\"7\"}");

      assertThat(result).isInstanceOf(ToolResult.Ok.class);
      assertThat(seen.get()).contains(sent);
      assertThat(tool.traits().access()).contains(AccessClass.SECRET, AccessClass.READ);
    }

    @Test
    void goNowhereElse() throws Exception {
      Tool tool = tool(pets().withCredential("key", "secret://elsewhere"), "pets__get_pet");
      ToolResult result = call(tool, "{\"petId\":\"7\"}");

      assertThat(result.text())
          .startsWith("ERROR SECRET_REFUSED: secret 'elsewhere' may not go to ");
      assertThat(seen.get()).isEmpty();
    }

    @Test
    void areHandles() {
      assertThatThrownBy(() -> pets().withCredential("key", "s3cret-value"))
          .hasMessageStartingWith("a credential is the handle of a secret, secret://name;")
          .hasMessageNotContaining("s3cret");
      assertThatThrownBy(() -> pets().withCredential("keys", "secret://pets"))
          .hasMessage("pets.yaml: components/securitySchemes: has no scheme 'keys'");
    }
  }

  private record WithSecrets(Caller caller, Vault vault) implements ToolContext {
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
    public Effects effects() {
      return caller.effects();
    }

    @Override
    public Instant now() {
      return caller.now();
    }

    @Override
    public String secret(String handle, String destination) {
      return vault.open(handle, scope(), caller.tool().name(), destination);
    }
  }

  @Nested
  class Documents {
    @Test
    void ofVersion31MayHaveTypesInListsAndConstants() {
      JsonObjectSchema schema =
          parameters(
              tool(
                  small(
                      "parameters: [{name: n, in: query, schema: {type: [integer, 'null']}},"
                          + " {name: v, in: query, schema: {type: [string, integer]}},"
                          + " {name: c, in: query, schema: {const: fixed}}]"),
                  "small__x"));

      assertThat(schema.properties().get("n")).isInstanceOf(JsonIntegerSchema.class);
      assertThat(schema.properties().get("v")).isInstanceOf(JsonAnyOfSchema.class);
      assertThat(((JsonEnumSchema) of(schema.properties(), "c")).enumValues())
          .containsExactly("fixed");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "parameters: [{name: n, in: body}]|/parameters/n/in: 'body' is none of path, query, header, cookie",
          "parameters: [{name: n}]|/parameters/0: must have a 'name' and an 'in'",
          "parameters: [{name: n, in: query, schema: {type: strng}}]|/parameters/n/schema/type: 'strng' is none of object, array, string, integer, number, boolean, null",
          "parameters: [{name: n, in: query, schema: {$ref: '#/components/schemas/No'}}]|/parameters/n/schema: '#/components/schemas/No' leads to nothing",
          "parameters: [{name: n, in: query, schema: {$ref: 'http://a.example/s.json'}}]|/parameters/n/schema: 'http://a.example/s.json' leads out of the document, which is not followed; bundle the document into one",
          "requestBody: {required: true, content: {application/json: {schema: {type: object, required: 3}}}}|/requestBody/content/application/json/schema/required: must be a list of names, got 3",
        })
    void withAFaultNameItsPlace(String operation, String fault) {
      assertThat(unavailable(small(operation), "small__x"))
          .isEqualTo("small.yaml: paths//x/get" + fault);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "{|bad.yaml: is not JSON for JsonNode at line 1, column 2",
          "a: [1|bad.yaml: is no YAML: while parsing a flow sequence",
          "swagger: '2.0'|bad.yaml: is of Swagger 2.0; convert it to OpenAPI 3",
          "openapi: 4.0.0|bad.yaml: openapi: must be 3.0.x or 3.1.x, got '4.0.0'",
          "openapi: 3.0.0|bad.yaml: paths: must be an object of paths",
          "just text|bad.yaml: openapi: must be 3.0.x or 3.1.x, got ''",
        })
    void thatAreNoneSayWhy(String text, String message) {
      assertThatThrownBy(() -> OpenApiDocument.text("bad", "bad.yaml", text))
          .hasMessageStartingWith(message);
    }

    @Test
    void withoutAServerSayHowToNameOne() {
      OpenApiDocument document =
          OpenApiDocument.text(
              "a", "a.yaml", "openapi: 3.0.0\npaths: {/x: {get: {operationId: x}}}");

      assertThat(unavailable(OpenApiToolkit.of(document, guard), "a__x"))
          .isEqualTo(
              "a.yaml: paths//x/get: the server '/' has no host; say where the API is with"
                  + " withServer(\"https://...\")");
      OpenApiToolkit toolkit =
          OpenApiToolkit.of(document, guard).withServer("http://" + place + "/");
      assertThat(Caller.of(tool(toolkit, "a__x")).ok().path("status").asInt()).isEqualTo(200);
    }

    @Test
    void areFetchedThroughTheGuardAndServersAreRelativeToThem() throws Exception {
      reply =
          new Reply(
              200,
              "application/yaml",
              "openapi: 3.0.0\nservers: [{url: /v2}]\npaths: {/x: {get: {operationId: x}}}",
              Map.of());
      OpenApiDocument document =
          OpenApiDocument.url("web", URI.create("http://" + place + "/api.yaml"), guard);
      Caller.of(tool(OpenApiToolkit.of(document, guard), "web__x")).ok();

      assertThat(seen.get()).isEqualTo("GET /v2/x");
      assertThatThrownBy(() ->
              OpenApiDocument.url(
                  "web",
                  URI.create("http://" + place + "/api.yaml"),
                  new EgressGuard(EgressRules.standard())))
          .hasMessageStartingWith("http://" + place + "/api.yaml could not be fetched: ");
    }
  }

  @Nested
  class TheSingleTool {
    @Test
    void listsAndCalls() throws IOException {
      Caller call = Caller.of(OpenApiCall.tool(pets()));
      JsonNode listed = call.ok("spec", "pets", "filter", "add");

      assertThat(listed.path("operations").toString())
          .isEqualTo(
              "[{\"operationId\":\"addPet\",\"description\":\"(POST /pets of the API 'pets')\","
                  + "\"args\":[\"body (required)\"]}]");
      call.ok("spec", "pets", "operationId", "listPets", "args", Map.of("limit", 2));
      assertThat(seen.get()).isEqualTo("GET /v1/pets?limit=2");
    }

    @Test
    void isPermittedByTheOperationThatItCalls() throws IOException {
      VaryingTool call = (VaryingTool) OpenApiCall.tool(pets());

      assertThat(
              call.traits(
                      (ObjectNode) Json.tree("{\"spec\":\"pets\",\"operationId\":\"listPets\"}"))
                  .effectClass())
          .isEqualTo(EffectClass.PURE);
      assertThat(
              call.traits((ObjectNode) Json.tree("{\"spec\":\"pets\",\"operationId\":\"addPet\"}"))
                  .access())
          .containsExactlyInAnyOrder(AccessClass.NETWORK, AccessClass.PUBLISH);
      assertThat(call.traits().effectClass()).isEqualTo(EffectClass.UNSAFE);
    }

    @Test
    void saysWhatIsWrongWithArguments() throws IOException {
      Caller call = Caller.of(OpenApiCall.tool(pets()));

      assertThat(call.refused("spec", "pets", "operationId", "listPet").message())
          .isEqualTo(
              "the API 'pets' has no operation 'listPet' that can be called; did you mean 'listPets'?");
      assertThat(call.refused("spec", "pets", "operationId", "addPet", "args", Map.of()).message())
          .isEqualTo("args of 'addPet': field 'body' is missing");
    }
  }
}
