package dev.retinue.tools.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.retinue.tools.catalogue.Refused;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent, and what nobody can make the guard send. */
class RequestTest {
  private RawServer server;
  private Internet internet;

  @BeforeEach
  void open() throws IOException {
    server = new RawServer(RawServer.ok("here"));
    internet =
        new Internet().name("public.example", Internet.PUBLIC).server(Internet.PUBLIC, server);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private EgressRequest request(String method) {
    return Internet.get("http://public.example/").withMethod(method);
  }

  private Refused refused(EgressRequest request) {
    Refused refused =
        catchThrowableOfType(Refused.class, () -> internet.guard(Internet.ANY_PORT).send(request));
    assertThat(server.connections).hasValue(0);
    assertThat(refused.code()).isEqualTo("INVALID_ARGUMENT");
    return refused;
  }

  @Test
  void itIsSentAsItIsWithWhatFramesIt() throws Exception {
    internet
        .guard(Internet.ANY_PORT)
        .send(
            Internet.get("http://public.example:8080//double?a=b&c=%41")
                .withMethod("POST")
                .withHeaders(Map.of("Content-Type", "text/plain; charset=utf-8", "X-Mine", "a b"))
                .withBody("gr\u00FC\u00DFe"));

    assertThat(server.requests)
        .singleElement()
        .satisfies(request -> {
          assertThat(request.line()).isEqualTo("POST //double?a=b&c=%41 HTTP/1.1");
          assertThat(request.body()).isEqualTo("gr\u00FC\u00DFe");
          assertThat(request.headers())
              .containsEntry("host", "public.example:8080")
              .containsEntry("connection", "close")
              .containsEntry("accept", "*/*")
              .containsEntry("accept-encoding", "gzip, deflate")
              .containsEntry("user-agent", "Retinue")
              .containsEntry("content-length", "7")
              .containsEntry("content-type", "text/plain; charset=utf-8")
              .containsEntry("x-mine", "a b")
              .hasSize(8);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "DELETE"})
  void withoutABodyThereIsNoLength(String method) throws Exception {
    internet.guard(Internet.ANY_PORT).send(request(method));

    assertThat(server.requests.getFirst().headers()).doesNotContainKey("content-length");
  }

  @Test
  void anAnswerToHeadHasNoBody() throws Exception {
    EgressResponse response = internet.guard(Internet.ANY_PORT).send(request("HEAD"));

    assertThat(response.header("Content-Length")).contains("4");
    assertThat(response.bytes()).isEmpty();
  }

  static Stream<Arguments> headersThatAreNone() {
    return Stream.of(
        Arguments.of("X-A", "1\r\nX-B: 2", "header 'X-A' holds <U+000D> at character 2"),
        Arguments.of("X-A", "1\nX-B: 2", "header 'X-A' holds <U+000A> at character 2"),
        Arguments.of("X-A", "\u0000", "holds <U+0000>"),
        Arguments.of("X-A", "caf\u00E9", "holds <U+00E9>"),
        Arguments.of("X-A", "\u560D\u560A", "holds <U+560D>"),
        Arguments.of("X-A\r\nX-B", "1", "'X-A<U+000D><U+000A>X-B' is no name of a header"),
        Arguments.of("X A", "1", "'X A' is no name of a header"),
        Arguments.of("X-A:", "1", "'X-A:' is no name of a header"),
        Arguments.of("", "1", "'' is no name of a header"),
        Arguments.of("Host", "127.0.0.1", "header 'Host' cannot be set by a caller"),
        Arguments.of("hOST", "127.0.0.1", "header 'hOST' cannot be set by a caller"),
        Arguments.of("Content-Length", "0", "cannot be set by a caller"),
        Arguments.of("Transfer-Encoding", "chunked", "cannot be set by a caller"),
        Arguments.of("Connection", "keep-alive", "cannot be set by a caller"),
        Arguments.of("Upgrade", "websocket", "cannot be set by a caller"),
        Arguments.of("Expect", "100-continue", "cannot be set by a caller"),
        Arguments.of("Accept-Encoding", "br", "cannot be set by a caller"),
        Arguments.of("Proxy-Authorization", "Basic x", "cannot be set by a caller"),
        Arguments.of("X-Forwarded-For", "127.0.0.1", "cannot be set by a caller"));
  }

  @ParameterizedTest
  @MethodSource("headersThatAreNone")
  void headersSmuggleNothingIn(String name, String value, String reason) {
    Refused refused = refused(request("GET").withHeaders(Map.of(name, value)));

    assertThat(refused.getMessage()).contains(reason);
  }

  @Test
  void theValueOfARefusedHeaderIsNotTold() {
    Refused refused =
        refused(request("GET").withHeaders(Map.of("Authorization", "Bearer s3cret\n")));

    assertThat(refused.getMessage()).doesNotContain("s3cret");
  }

  @Test
  void thereMayBeTooManyHeaders() {
    Map<String, String> many =
        IntStream.range(0, 65).boxed().collect(Collectors.toMap(i -> "X-" + i, i -> "1"));

    assertThat(refused(request("GET").withHeaders(many)).getMessage())
        .contains("there are 65 headers");
    assertThat(
            refused(request("GET").withHeaders(Map.of("X-Long", "a".repeat(40_000)))).getMessage())
        .contains("at most 64 of 32768");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONNECT", "TRACE", "get", "GET / HTTP/1.1\r\nX: y", ""})
  void aMethodThatIsNoneIsRefused(String method) {
    assertThat(refused(request(method)).getMessage())
        .contains("is none of DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT");
  }

  @Test
  void whatOnlyReadsHasNoBody() {
    assertThat(refused(request("GET").withBody("x")))
        .hasMessage("a GET has no body; leave it out, or use POST, PUT or PATCH");
  }
}
