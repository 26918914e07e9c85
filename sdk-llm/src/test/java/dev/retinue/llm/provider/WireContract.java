package dev.retinue.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.output.FinishReason;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.definition.ModelOptions;
import dev.retinue.definition.ModelOptions.Effort;
import dev.retinue.error.SetupException;
import dev.retinue.json.Json;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelException;
import dev.retinue.model.ModelException.Kind;
import dev.retinue.model.ModelProvider;
import dev.retinue.testkit.ModelProviderContract;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every provider of this module does with what its server sends: an answer, or a {@link
 * ModelException} of the right kind, in time. A provider's test extends this with the provider's
 * wire format.
 */
@Timeout(30)
abstract class WireContract extends ModelProviderContract {
  private static final String SECRET = "sk-test-4711";
  private static final Duration SILENCE = Duration.ofMillis(400);

  static final ChatRequest QUESTION =
      ChatRequest.builder().messages(UserMessage.from("How high is the tower?")).build();
  static final ChatRequest WITH_TOOLS =
      ChatRequest.builder()
          .messages(UserMessage.from("What is 2 + 3, and the weather in Tokyo?"))
          .toolSpecifications(tool("calculator", "expression"), tool("get_weather", "city"))
          .build();

  private static ToolSpecification tool(String name, String parameter) {
    return ToolSpecification.builder()
        .name(name)
        .description("Answers.")
        .parameters(
            JsonObjectSchema.builder().addStringProperty(parameter).required(parameter).build())
        .build();
  }

  abstract WireFormat format();

  abstract ModelProvider provider(Connections connections);

  @Override
  protected ModelProvider provider() {
    return provider(new Connections());
  }

  LanguageModel open(String url) {
    return open(url, new Connections());
  }

  private LanguageModel open(String url, Connections connections) {
    ModelProvider provider = provider(connections);
    String key = key();
    return provider.open(
        new ModelDefinition(provider.name(), model(), 0.5, 100, url + format().basePath()),
        new Secrets(key == null ? Map.of() : Map.of(key, SECRET)));
  }

  private LanguageModel open(String url, ModelOptions options) {
    ModelProvider provider = provider(new Connections());
    String key = key();
    return provider.open(
        new ModelDefinition(provider.name(), model(), null, 100, url + format().basePath())
            .withOptions(options),
        new Secrets(key == null ? Map.of() : Map.of(key, SECRET)));
  }

  private Wire serving(Wire.Reply reply) throws IOException {
    return Wire.serving(format().asides(), reply);
  }

  private Asked whole(Wire.Reply reply, ChatRequest request) throws Exception {
    try (Wire wire = serving(reply)) {
      return Asked.whole(open(wire.url()), request);
    }
  }

  private Asked streamed(Wire.Reply reply, ChatRequest request) throws Exception {
    try (Wire wire = serving(reply)) {
      return Asked.streamed(open(wire.url()), request);
    }
  }

  private ModelException failure(Wire.Reply reply, boolean streams) throws IOException {
    return failure(reply, streams, new Connections());
  }

  private ModelException failureOfSilence(Wire.Reply reply, boolean streams) throws IOException {
    return failure(reply, streams, new Connections(SILENCE));
  }

  private ModelException failure(Wire.Reply reply, boolean streams, Connections connections)
      throws IOException {
    try (Wire wire = serving(reply)) {
      ModelException failure = failure(open(wire.url(), connections), streams);
      assertThat(wire.requests).as("the client must not try again").hasSizeLessThanOrEqualTo(1);
      return failure;
    }
  }

  private ModelException failure(LanguageModel model, boolean streams) {
    ModelException failure =
        catchThrowableOfType(
            ModelException.class, () -> Asked.ask(model, QUESTION, streams, new Asked.Pieces()));
    assertThat(failure).as("a typed failure").isNotNull();
    assertThat(failure.model()).isEqualTo(model.id());
    assertThat(failure).hasMessageContaining(model.id());
    return failure;
  }

  @Nested
  class Opening {
    @Test
    void aWrongAddressIsRefusedWithItsValue() {
      assertThatThrownBy(() -> open("localhost:8000"))
          .isInstanceOf(SetupException.class)
          .hasMessageContaining("base_url must be an address such as")
          .hasMessageContaining("got 'localhost:8000");
    }
  }

  @Nested
  class AsAWhole {
    @Test
    void itAnswersWithUsageAndSendsWhatTheDefinitionSays() throws Exception {
      try (Wire wire = serving(Wire.replying(200, format().plain()))) {
        Asked asked = Asked.whole(open(wire.url()), QUESTION);

        assertThat(asked.response().aiMessage().text()).isEqualTo("324 m.");
        assertThat(asked.response().finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(asked.tokens().input()).isEqualTo(19);
        assertThat(asked.tokens().output()).isEqualTo(10);
        assertThat(asked.tokens().cached()).isEqualTo(cached());
        Wire.Request request = wire.requests.getFirst();
        assertThat(request.protocol()).isEqualTo("HTTP/1.1");
        assertThat(format().temperature(request.body())).isEqualTo(0.5);
        assertThat(format().maxTokens(request.body())).isEqualTo(100);
        assertThat(format().key(request)).isEqualTo(key() == null ? "" : SECRET);
      }
    }

    @Test
    void itTellsWhatTheModelThought() throws Exception {
      Asked asked = whole(Wire.replying(200, format().thinking()), QUESTION);

      assertThat(asked.response().aiMessage().thinking()).isEqualTo("It is in Paris.");
      assertThat(asked.response().aiMessage().text()).isEqualTo("324 m.");
    }

    @Test
    void itCallsSeveralTools() throws Exception {
      Asked asked = whole(Wire.replying(200, format().calls()), WITH_TOOLS);

      areTheCalls(asked);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itThinksAsHardAsTheDefinitionSays(boolean streams) throws Exception {
      Wire.Reply reply =
          streams ? Wire.streaming(format().plainInPieces()) : Wire.replying(200, format().plain());
      try (Wire wire = serving(reply)) {
        LanguageModel model = open(wire.url(), ModelOptions.NONE.withEffort(Effort.HIGH));
        if (streams) {
          Asked.streamed(model, QUESTION);
        } else {
          Asked.whole(model, QUESTION);
        }

        JsonNode sent = wire.requests.getLast().body();
        format()
            .effort()
            .forEach((pointer, value) ->
                assertThat(sent.at(pointer).asText()).as(pointer).isEqualTo(value));
      }
    }

    @Test
    void itAnswersInAForm() throws Exception {
      try (Wire wire = serving(Wire.replying(200, format().structured()))) {
        ChatRequest inForm =
            QUESTION.toBuilder()
                .responseFormat(
                    ResponseFormat.builder()
                        .type(ResponseFormatType.JSON)
                        .jsonSchema(
                            JsonSchema.builder()
                                .name("tower")
                                .rootElement(
                                    JsonObjectSchema.builder()
                                        .addIntegerProperty("height")
                                        .required("height")
                                        .build())
                                .build())
                        .build())
                .build();

        Asked asked = Asked.whole(open(wire.url()), inForm);

        assertThat(Json.tree(asked.response().aiMessage().text()).path("height").asInt())
            .isEqualTo(324);
        JsonNode sent = format().schema(wire.requests.getFirst().body());
        assertThat(sent.path("type").asText()).isEqualToIgnoringCase("object");
        assertThat(sent.at("/properties/height/type").asText()).isEqualToIgnoringCase("integer");
        assertThat(sent.at("/required/0").asText()).isEqualTo("height");
      }
    }

    @Test
    void itShowsAnImage() throws Exception {
      try (Wire wire = serving(Wire.replying(200, format().plain()))) {
        ChatRequest shown =
            ChatRequest.builder()
                .messages(
                    UserMessage.from(
                        TextContent.from("How high is this?"),
                        ImageContent.from("iVBORw0KGgo=", "image/png")))
                .build();

        Asked.whole(open(wire.url()), shown);

        assertThat(format().image(wire.requests.getFirst().body())).contains("iVBORw0KGgo=");
      }
    }

    @Test
    void anAnswerThatIsCutByItsLimitSaysSo() throws Exception {
      Asked asked = whole(Wire.replying(200, format().cutByLimit()), QUESTION);

      assertThat(asked.response().aiMessage().text()).isEqualTo("The tower");
      assertThat(asked.response().finishReason()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void argumentsThatWereNotJsonDoNotSpoilTheConversation() throws Exception {
      try (Wire wire = serving(Wire.replying(200, format().plain()))) {
        ToolExecutionRequest broken =
            ToolExecutionRequest.builder()
                .id("call_1")
                .name("calculator")
                .arguments("{\"expression\": \"2 +")
                .build();
        ChatRequest goingOn =
            WITH_TOOLS.toBuilder()
                .messages(
                    UserMessage.from("What is 2 + 3?"),
                    AiMessage.from(broken),
                    ToolExecutionResultMessage.from(broken, "not JSON; call again"))
                .build();

        Asked asked = Asked.whole(open(wire.url()), goingOn);

        assertThat(asked.response().aiMessage().text()).isEqualTo("324 m.");
        assertThat(
                format().callInHistory(wire.requests.getFirst().body()).path("malformed").asText())
            .isEqualTo("{\"expression\": \"2 +");
      }
    }
  }

  /** Of the 19 tokens of the prompt; 0 if the provider does not tell. */
  int cached() {
    return 4;
  }

  private static void areTheCalls(Asked asked) {
    List<ToolExecutionRequest> calls = asked.response().aiMessage().toolExecutionRequests();
    assertThat(calls)
        .extracting(ToolExecutionRequest::name)
        .containsExactly("calculator", "get_weather");
    assertThat(Json.tree(calls.get(0).arguments()))
        .isEqualTo(Json.tree("{\"expression\":\"2 + 3\"}"));
    assertThat(Json.tree(calls.get(1).arguments())).isEqualTo(Json.tree("{\"city\":\"Tokyo\"}"));
    assertThat(calls)
        .extracting(ToolExecutionRequest::id)
        .doesNotContainNull()
        .doesNotHaveDuplicates();
    assertThat(asked.response().finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
  }

  @Nested
  class InAStream {
    @Test
    void itAnswersInPiecesWithUsage() throws Exception {
      Asked asked = streamed(Wire.streaming(format().plainInPieces()), QUESTION);

      assertThat(asked.pieces().text).containsExactly("324", " m.");
      assertThat(asked.response().aiMessage().text()).isEqualTo("324 m.");
      assertThat(asked.response().finishReason()).isEqualTo(FinishReason.STOP);
      assertThat(asked.tokens().input()).isEqualTo(19);
      assertThat(asked.tokens().output()).isEqualTo(10);
      assertThat(asked.tokens().cached()).isEqualTo(cached());
    }

    @Test
    void aPieceMayArriveInPieces() throws Exception {
      String all = String.join("", format().plainInPieces());
      List<String> torn = all.codePoints().mapToObj(Character::toString).toList();

      Asked asked = streamed(Wire.streaming(torn), QUESTION);

      assertThat(asked.pieces().text).containsExactly("324", " m.");
    }

    @Test
    void itTellsWhatTheModelThinks() throws Exception {
      Asked asked = streamed(Wire.streaming(format().thinkingInPieces()), QUESTION);

      assertThat(String.join("", asked.pieces().thoughts)).isEqualTo("It is in Paris.");
      assertThat(asked.response().aiMessage().thinking()).isEqualTo("It is in Paris.");
      assertThat(asked.response().aiMessage().text()).isEqualTo("324 m.");
    }

    @Test
    void itCallsSeveralTools() throws Exception {
      Asked asked = streamed(Wire.streaming(format().callsInPieces()), WITH_TOOLS);

      areTheCalls(asked);
    }

    @Test
    void aStreamThatEndsInTheMiddleOfACallIsAFailure() throws Exception {
      ModelException failure = failure(Wire.streaming(format().halfACall()), true);

      assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
      assertThat(failure).hasMessageContaining("ended its stream in the middle of the answer");
    }

    @Test
    void aConnectionDroppedInTheMiddleOfACallIsAFailure() throws Exception {
      assertThat(failure(Wire.dropping(format().halfACall()), true).kind())
          .isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void aStreamThatStallsIsGivenUp() throws Exception {
      ModelException failure = failureOfSilence(Wire.stalling(format().halfACall()), true);

      assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
      assertThat(failure).hasMessageContaining("fell silent").hasMessageContaining("PT0.4S");
    }

    @Test
    void aStreamIsGivenUpWhenTheCallersTimeIsOver() throws Exception {
      try (Wire wire = serving(Wire.stalling(format().halfACall()))) {
        LanguageModel model =
            provider(new Connections())
                .open(
                    new ModelDefinition(
                        provider().name(), model(), null, null, wire.url() + format().basePath()),
                    new Secrets(key() == null ? Map.of() : Map.of(key(), SECRET)));

        ModelException failure =
            catchThrowableOfType(
                ModelException.class,
                () -> model.ask(QUESTION, new Asked.Pieces(), true, Duration.ofMillis(300)));

        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
      }
    }

    @Test
    void anErrorInTheMiddleIsAFailureOfItsKind() throws Exception {
      ModelException failure = failure(Wire.streaming(format().overloadedInPieces()), true);

      assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void aFilteredAnswerIsAFailure() throws Exception {
      assertThat(failure(Wire.streaming(format().filteredInPieces()), true).kind())
          .isEqualTo(Kind.CONTENT_FILTER);
    }

    @Test
    void aPieceThatIsNotJsonIsAFailure() throws Exception {
      assertThat(failure(Wire.streaming(List.of("data: {\"cho\n\n", "{\"cho\n")), true).kind())
          .isEqualTo(Kind.BAD_RESPONSE);
    }
  }

  @Nested
  class Failures {
    @ParameterizedTest
    @CsvSource({
      "401, AUTHENTICATION",
      "404, UNKNOWN_MODEL",
      "429, RATE_LIMIT",
      "500, UNAVAILABLE",
      "529, UNAVAILABLE",
      "503, UNAVAILABLE",
      "504, TIMEOUT",
      "400, BAD_REQUEST"
    })
    void areNamedByTheirStatusAndNotTriedAgainHere(int status, Kind kind) throws Exception {
      for (boolean streams : new boolean[] {false, true}) {
        ModelException failure = failure(Wire.replying(status, format().error(status)), streams);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.retryAfter()).isEmpty();
        assertThat(failure).hasMessageContaining("status " + status);
      }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void howLongToWaitIsTold(boolean streams) throws Exception {
      ModelException failure =
          failure(Wire.replying(429, Map.of("Retry-After", "20"), format().error(429)), streams);

      assertThat(failure.retryAfter()).contains(Duration.ofSeconds(20));
      assertThat(failure).hasMessageContaining("it asks to wait PT20S");
    }

    @Test
    void untilWhenToWaitMayBeADate() throws Exception {
      String inAMinute =
          DateTimeFormatter.RFC_1123_DATE_TIME.format(
              Secrets.NOW.plusSeconds(60).atZone(ZoneOffset.UTC));

      ModelException failure =
          failure(Wire.replying(529, Map.of("Retry-After", inAMinute), format().error(529)), false);

      assertThat(failure.retryAfter()).contains(Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPromptThatDoesNotFitIsNamed(boolean streams) throws Exception {
      Map.Entry<Integer, String> reply = format().tooLong();

      ModelException failure = failure(Wire.replying(reply.getKey(), reply.getValue()), streams);

      assertThat(failure.kind()).isEqualTo(Kind.CONTEXT_TOO_LONG);
      assertThat(failure).hasMessageContaining("shorten the conversation");
    }

    @Test
    void aFilteredAnswerIsAFailure() throws Exception {
      assertThat(failure(Wire.replying(200, format().filtered()), false).kind())
          .isEqualTo(Kind.CONTENT_FILTER);
    }

    @Test
    void anAnswerWithoutAnyIsAFailure() throws Exception {
      ModelException failure = failure(Wire.replying(200, format().nothing()), false);

      assertThat(failure.kind()).isEqualTo(Kind.BAD_RESPONSE);
      assertThat(failure).hasMessageContaining("answered without");
    }

    @Test
    void anAnswerThatIsNotJsonIsAFailure() throws Exception {
      ModelException failure = failure(Wire.replying(200, "<html>It works!</html>"), false);

      assertThat(failure.kind()).isEqualTo(Kind.BAD_RESPONSE);
      assertThat(failure).hasMessageContaining("not JSON: <html>It works!</html>");
    }

    @Test
    void anErrorThatIsNotJsonIsToldAsItIs() throws Exception {
      ModelException failure = failure(Wire.replying(502, "<html>Bad Gateway</html>"), false);

      assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
      assertThat(failure).hasMessageContaining("<html>Bad Gateway</html>");
    }

    @Test
    void aServerThatNeverAnswersIsGivenUp() throws Exception {
      ModelException failure = failureOfSilence(Wire.stalling(List.of()), false);

      assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void anAnswerDroppedInTheMiddleIsAFailure() throws Exception {
      assertThat(failure(Wire.dropping(List.of(format().plain())), false).kind())
          .isEqualTo(Kind.UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRefusedConnectionSaysWhere(boolean streams) throws Exception {
      int free;
      try (ServerSocket socket = new ServerSocket(0)) {
        free = socket.getLocalPort();
      }

      ModelException failure = failure(open("http://localhost:" + free), streams);

      assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
      assertThat(failure)
          .hasMessageContaining("cannot be reached at http://localhost:" + free)
          .hasMessageContaining("is the server running");
    }

    @Test
    void contentThatTheProviderDoesNotTakeIsNotSentWithoutIt() throws Exception {
      try (Wire wire = serving(Wire.replying(200, format().plain()))) {
        ChatRequest heard =
            ChatRequest.builder()
                .messages(UserMessage.from(AudioContent.from("UklGRg==", "audio/wav")))
                .build();
        LanguageModel model = open(wire.url());
        ModelException failure =
            catchThrowableOfType(ModelException.class, () -> Asked.whole(model, heard));

        if (failure == null) {
          assertThat(wire.requests.getFirst().body().toString()).contains("UklGRg==");
        } else {
          assertThat(failure.kind()).isEqualTo(Kind.BAD_REQUEST);
          assertThat(wire.requests).isEmpty();
        }
      }
    }

    @Test
    void anInterruptEndsTheCall() throws Exception {
      assumeTrue(remote());
      try (Wire wire = serving(Wire.stalling(List.of()))) {
        LanguageModel model = open(wire.url());
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Asked.whole(model, QUESTION))
            .isInstanceOf(InterruptedException.class);
      }
    }

    @Test
    void theProbeTellsOfAWrongKeyOrServer() throws Exception {
      try (Wire wire = Wire.serving(Map.of(), Wire.replying(401, format().error(401)))) {
        assertThatThrownBy(() -> open(wire.url()).traits().probe().check())
            .isInstanceOfSatisfying(
                ModelException.class,
                failure -> assertThat(failure.kind()).isEqualTo(Kind.AUTHENTICATION));
      }
    }
  }
}
