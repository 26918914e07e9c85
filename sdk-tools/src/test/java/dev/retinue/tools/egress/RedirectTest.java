package dev.retinue.tools.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.retinue.tools.catalogue.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectTest {
  private static final String OTHER = "151.101.1.69";
  private final List<RawServer> servers = new ArrayList<>();
  private RawServer inside;
  private Internet internet;

  @BeforeEach
  void open() throws IOException {
    inside = serving(RawServer.ok("inside"));
    internet =
        new Internet()
            .name("public.example", Internet.PUBLIC)
            .name("other.example", OTHER)
            .name("localhost", "127.0.0.1")
            .name("mixed.example", OTHER, "10.0.0.1");
  }

  @AfterEach
  void close() throws IOException {
    for (RawServer server : servers) {
      server.close();
    }
  }

  private RawServer serving(RawServer.Answer... answers) throws IOException {
    RawServer server = new RawServer(answers);
    servers.add(server);
    return server;
  }

  private RawServer atPublic(RawServer.Answer... answers) throws IOException {
    RawServer server = serving(answers);
    internet.server(Internet.PUBLIC, server);
    return server;
  }

  private RawServer atOther(RawServer.Answer... answers) throws IOException {
    RawServer server = serving(answers);
    internet.server(OTHER, server);
    return server;
  }

  private EgressResponse send(EgressRequest request) throws Exception {
    return internet.guard(Internet.ANY_PORT).send(request);
  }

  static Stream<Arguments> waysInside() {
    List<String> places =
        List.of(
            "http://127.0.0.1:PORT/",
            "http://localhost:PORT/",
            "//127.0.0.1:PORT/",
            "http://[::1]:PORT/",
            "http://[::ffff:127.0.0.1]:PORT/",
            "http://2130706433:PORT/",
            "http://0x7f.1:PORT/",
            "http://169.254.169.254/latest/meta-data/",
            "http://mixed.example:PORT/",
            "http://public.example@127.0.0.1:PORT/",
            "http://127.0.0.1:PORT\\@public.example/",
            "file:///etc/passwd",
            "gopher://127.0.0.1:PORT/_x");
    return IntStream.of(301, 302, 303, 307, 308)
        .boxed()
        .flatMap(status -> places.stream().map(place -> Arguments.of(status, place)));
  }

  @ParameterizedTest
  @MethodSource("waysInside")
  void aRedirectIsJudgedAsACallOfItsOwn(int status, String place) throws IOException {
    RawServer front =
        atPublic(RawServer.redirect(status, place.replace("PORT", String.valueOf(inside.port()))));

    Refused refused =
        catchThrowableOfType(
            Refused.class, () -> send(Internet.get("http://public.example/start")));

    assertThat(refused.code()).isEqualTo("BLOCKED_DESTINATION");
    assertThat(refused.getMessage())
        .startsWith("http://public.example/start redirects to it: ")
        .contains("is refused: ");
    assertThat(front.connections).hasValue(1);
    assertThat(inside.connections).hasValue(0);
    assertThat(internet.dialled).containsExactly("93.184.216.34:80");
  }

  @Test
  void aWayInsideOverSeveralHopsIsRefusedAtTheLast() throws IOException {
    atPublic(RawServer.redirect(302, "http://other.example/a"));
    RawServer other =
        atOther(
            RawServer.redirect(302, "/b"),
            RawServer.redirect(302, "http://127.0.0.1:" + inside.port() + "/"));

    assertThatThrownBy(() -> send(Internet.get("http://public.example/start")))
        .isInstanceOf(Refused.class)
        .hasMessageStartingWith("http://other.example/b redirects to it: ");
    assertThat(other.connections).hasValue(2);
    assertThat(inside.connections).hasValue(0);
  }

  @Test
  void theHopsAreTold() throws Exception {
    atPublic(
        RawServer.redirect(301, "two?x=1#part"),
        RawServer.redirect(308, "../three"),
        RawServer.redirect(303, "?y=2"),
        RawServer.ok("there"));
    EgressResponse response = send(Internet.get("http://public.example/a/one"));

    assertThat(new String(response.bytes(), StandardCharsets.UTF_8)).isEqualTo("there");
    assertThat(response.provenance().url()).isEqualTo("http://public.example/three?y=2");
    assertThat(response.provenance().address()).isEqualTo(Internet.PUBLIC);
    assertThat(response.provenance().hops())
        .containsExactly(
            new EgressResponse.Hop("http://public.example/a/one", 301),
            new EgressResponse.Hop("http://public.example/a/two?x=1", 308),
            new EgressResponse.Hop("http://public.example/three", 303));
  }

  @Test
  void anEndlessChainEnds() throws Exception {
    RawServer front = atPublic(RawServer.redirect(302, "/again"));

    assertThatThrownBy(() -> send(Internet.get("http://public.example/start")))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.code()).isEqualTo("TOO_MANY_REDIRECTS"))
        .hasMessage(
            "'http://public.example/start' redirects more than 5 times, last at"
                + " http://public.example/again");
    assertThat(front.connections).hasValue(6);
  }

  @Test
  void fromHttpsItDoesNotGoOnInTheOpen() throws Exception {
    Outgoing get = Outgoing.of(Internet.get("https://public.example/"));

    assertThatThrownBy(() ->
            get.redirected(
                Target.parse("https://public.example/"),
                Target.parse("http://public.example/"),
                302))
        .hasMessage(
            "'http://public.example/' is refused: https://public.example redirects there from https"
                + " to http, which anybody can read");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, 301, GET",
    "GET, 302, GET",
    "GET, 303, GET",
    "GET, 307, GET",
    "GET, 308, GET",
    "HEAD, 301, HEAD",
    "HEAD, 303, HEAD",
    "HEAD, 307, HEAD",
    "POST, 301, GET",
    "POST, 302, GET",
    "POST, 303, GET",
    "POST, 307, POST",
    "POST, 308, POST",
    "PUT, 301, PUT",
    "PUT, 302, PUT",
    "PUT, 303, GET",
    "PUT, 307, PUT",
    "PUT, 308, PUT",
    "DELETE, 302, DELETE",
    "DELETE, 303, GET"
  })
  void theMethodChangesAsTheStatusSays(String method, int status, String then) throws Exception {
    RawServer front =
        atPublic(RawServer.redirect(status, "/next"), RawServer.status("204 No Content", ""));
    boolean body = method.equals("POST") || method.equals("PUT");
    EgressRequest request =
        Internet.get("http://public.example/")
            .withMethod(method)
            .withHeaders(
                body
                    ? Map.of("Content-Type", "text/plain", "X-Mine", "1", "Idempotency-Key", "k")
                    : Map.of("X-Mine", "1"))
            .withBody(body ? "hello" : "");

    assertThat(send(request).status()).isEqualTo(204);

    RawServer.Request next = front.requests.get(1);
    assertThat(next.line()).isEqualTo(then + " /next HTTP/1.1");
    assertThat(next.headers()).containsEntry("x-mine", "1");
    if (then.equals(method) && body) {
      assertThat(next.body()).isEqualTo("hello");
      assertThat(next.headers()).containsEntry("content-type", "text/plain");
    } else {
      assertThat(next.body()).isEmpty();
      assertThat(next.headers())
          .doesNotContainKeys("content-type", "content-length", "idempotency-key");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://other.example/next", "http://public.example:8080/next"})
  void whatMayBeACredentialStaysWithItsServer(String place) throws Exception {
    RawServer front = atPublic(RawServer.redirect(302, place), RawServer.ok("8080"));
    RawServer other = atOther(RawServer.ok("other"));

    send(
        Internet.get("http://public.example/")
            .withHeaders(
                Map.of(
                    "Authorization", "Bearer t0ken",
                    "Cookie", "session=1",
                    "X-Api-Key", "key",
                    "Accept", "text/plain",
                    "User-Agent", "mine")));

    assertThat(front.requests.getFirst().headers())
        .containsEntry("authorization", "Bearer t0ken")
        .containsEntry("x-api-key", "key");
    RawServer.Request next =
        place.contains("other") ? other.requests.getFirst() : front.requests.get(1);
    assertThat(next.headers())
        .containsEntry("accept", "text/plain")
        .containsEntry("user-agent", "mine")
        .doesNotContainKeys("authorization", "cookie", "x-api-key");
  }

  @ParameterizedTest
  @CsvSource({"POST, 307", "POST, 308", "PUT, 301", "PATCH, 302", "DELETE, 307"})
  void whatWasMeantForOneServerIsNotGivenToAnother(String method, int status) throws Exception {
    atPublic(RawServer.redirect(status, "http://other.example/next"));
    RawServer other = atOther(RawServer.ok("other"));

    assertThatThrownBy(() ->
            send(
                Internet.get("http://public.example/")
                    .withMethod(method)
                    .withBody(method.equals("DELETE") ? "" : "private")))
        .hasMessage(
            "'http://other.example/next' is refused: http://public.example redirects a "
                + method
                + " to another server ("
                + status
                + "), for which it was not meant; if that is wanted, call this URL itself");
    assertThat(other.connections).hasValue(0);
  }

  @Test
  void whatIsNoRedirectIsAnAnswer() throws Exception {
    atPublic(
        RawServer.status("304 Not Modified", ""),
        RawServer.status("300 Multiple Choices", "choose", "Location: /x"),
        RawServer.status("302 Found", "no place"));

    assertThat(send(Internet.get("http://public.example/")).status()).isEqualTo(304);
    assertThat(send(Internet.get("http://public.example/")).status()).isEqualTo(300);
    EgressResponse nowhere = send(Internet.get("http://public.example/"));
    assertThat(nowhere.status()).isEqualTo(302);
    assertThat(new String(nowhere.bytes(), StandardCharsets.UTF_8)).isEqualTo("no place");
  }
}
