package dev.retinue.tools.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.egress.RawServer.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that answer with too much, too slowly, or with what is no answer. */
@Timeout(30)
class HostileServerTest {
  private static final String OK = "HTTP/1.1 200 OK";
  private static final EgressRules SHORT =
      Internet.ANY_PORT.withLimits(
          EgressRules.Limits.usual()
              .withTotal(Duration.ofSeconds(2))
              .withStall(Duration.ofMillis(300)));
  private RawServer server;

  @BeforeEach
  void open() throws IOException {
    server = new RawServer(RawServer.ok(""));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private EgressResponse send(EgressRules rules, int most, Answer... answers) throws Exception {
    server.close();
    server = new RawServer(answers);
    return guard(rules)
        .send(
            EgressRequest.get(
                "http://public.example/", new EgressRequest.Bounds(Duration.ofSeconds(20), most)));
  }

  private EgressGuard guard(EgressRules rules) {
    return new Internet()
        .name("public.example", Internet.PUBLIC)
        .server(Internet.PUBLIC, server)
        .guard(rules);
  }

  private Refused refused(EgressRules rules, Answer... answers) {
    return catchThrowableOfType(Refused.class, () -> send(rules, 5_000_000, answers));
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] deflate(byte[] bytes, boolean bare) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream zip =
        new DeflaterOutputStream(out, new Deflater(Deflater.BEST_COMPRESSION, bare))) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] letters(int count) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) 'a');
    return bytes;
  }

  @Nested
  class TooMuch {
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "deflate", "GZip"})
    void aBombIsGivenUp(String coding) throws IOException {
      byte[] zeros = new byte[4 << 20];
      byte[] bomb = coding.equals("deflate") ? deflate(zeros, false) : gzip(zeros);

      Refused refused =
          refused(Internet.ANY_PORT, RawServer.bytes(OK, bomb, "Content-Encoding: " + coding));

      assertThat(refused.code()).isEqualTo("TOO_BIG");
      assertThat(refused)
          .hasMessage(
              "the body grows to more than 200 times its size when it is decompressed, as only a"
                  + " bomb does; do not use it");
    }

    @Test
    void ofABombNoMoreIsDecompressedThanIsWanted() throws Exception {
      EgressResponse response =
          send(
              Internet.ANY_PORT,
              1000,
              RawServer.bytes(OK, gzip(new byte[64 << 20]), "Content-Encoding: gzip"));

      assertThat(response.bytes()).hasSize(1000);
      assertThat(response.truncated()).isTrue();
    }

    @Test
    void anEndlessBodyIsCut() throws Exception {
      EgressResponse response =
          send(Internet.ANY_PORT, 100_000, RawServer.endless(OK + "\r\n\r\n", letters(4096)));

      assertThat(response.bytes()).isEqualTo(letters(100_000));
      assertThat(response.truncated()).isTrue();
      assertThat(server.left.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void endlessChunksAreCut() throws Exception {
      EgressResponse response =
          send(
              Internet.ANY_PORT,
              10,
              RawServer.endless(
                  OK + "\r\nTransfer-Encoding: chunked\r\n\r\n",
                  "5\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII)));

      assertThat(new String(response.bytes(), StandardCharsets.US_ASCII)).isEqualTo("hellohello");
      assertThat(response.truncated()).isTrue();
    }

    @Test
    void aBodyOfJustThatSizeIsWhole() throws Exception {
      EgressResponse response = send(Internet.ANY_PORT, 5, RawServer.ok("hello"));

      assertThat(response.bytes()).hasSize(5);
      assertThat(response.truncated()).isFalse();
    }

    @Test
    void aGuardsOwnLimitIsNotExceeded() throws Exception {
      EgressRules small =
          Internet.ANY_PORT.withLimits(
              new EgressRules.Limits(Duration.ofSeconds(20), Duration.ofSeconds(5), 100, 200, 5));

      assertThat(send(small, 5000, RawServer.ok("a".repeat(100))).truncated()).isFalse();
      assertThat(send(small, 5000, RawServer.ok("a".repeat(101))).bytes()).hasSize(100);
    }

    @Test
    void aLineOfAHeaderWithoutEndIsGivenUp() {
      Refused refused =
          refused(Internet.ANY_PORT, RawServer.endless(OK + "\r\nX-Long: ", letters(4096)));

      assertThat(refused.code()).isEqualTo("TOO_BIG");
      assertThat(refused)
          .hasMessage("http://public.example answers with headers that are too many or too long");
    }

    @Test
    void headersWithoutEndAreGivenUp() {
      assertThat(
              refused(
                      Internet.ANY_PORT,
                      RawServer.endless(
                          OK + "\r\n", "X-Many: 1\r\n".getBytes(StandardCharsets.US_ASCII)))
                  .code())
          .isEqualTo("TOO_BIG");
    }

    @Test
    void interimAnswersWithoutEndRunOutOfTime() {
      Refused refused =
          refused(
              SHORT,
              RawServer.endless(
                  "", "HTTP/1.1 103 Early\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));

      assertThat(refused.code()).isEqualTo("TIMEOUT");
    }
  }

  @Nested
  class Compressed {
    private final byte[] text = "a compressed text".getBytes(StandardCharsets.US_ASCII);

    static Stream<Arguments> codings() throws IOException {
      byte[] text = "a compressed text".getBytes(StandardCharsets.US_ASCII);
      return Stream.of(
          Arguments.of("gzip", gzip(text)),
          Arguments.of("deflate", deflate(text, false)),
          Arguments.of("deflate", deflate(text, true)));
    }

    @ParameterizedTest
    @MethodSource("codings")
    void itIsDecompressed(String coding, byte[] body) throws Exception {
      EgressResponse response =
          send(Internet.ANY_PORT, 1000, RawServer.bytes(OK, body, "Content-Encoding: " + coding));

      assertThat(response.bytes()).isEqualTo(text);
      assertThat(response.header("content-encoding")).isEmpty();
      assertThat(response.header("content-length")).isEmpty();
    }

    @Test
    void whatIsNotKnownIsLeftAsItIs() throws Exception {
      EgressResponse response =
          send(Internet.ANY_PORT, 1000, RawServer.bytes(OK, text, "Content-Encoding: br"));

      assertThat(response.bytes()).isEqualTo(text);
      assertThat(response.header("Content-Encoding")).contains("br");
    }

    @Test
    void anEmptyBodyMayCallItselfCompressed() throws Exception {
      EgressResponse response =
          send(Internet.ANY_PORT, 1000, RawServer.bytes(OK, new byte[0], "Content-Encoding: gzip"));

      assertThat(response.bytes()).isEmpty();
    }

    @Test
    void whatIsDamagedIsSaid() throws IOException {
      byte[] whole = gzip(letters(5000));
      Refused cut =
          refused(
              Internet.ANY_PORT,
              RawServer.bytes(
                  OK, Arrays.copyOf(whole, whole.length / 2), "Content-Encoding: gzip"));
      Refused none =
          refused(Internet.ANY_PORT, RawServer.bytes(OK, text, "Content-Encoding: gzip"));

      assertThat(cut.code()).isEqualTo("BAD_RESPONSE");
      assertThat(none.code()).isEqualTo("BAD_RESPONSE");
      assertThat(none.getMessage()).contains("GZIP");
    }
  }

  @Nested
  class TooSlow {
    @Test
    void oneThatNeverAnswersIsGivenUp() {
      Refused refused = refused(SHORT, RawServer.stalling());

      assertThat(refused.code()).isEqualTo("TIMEOUT");
      assertThat(refused)
          .hasMessage(
              "http://public.example sent nothing for PT0.3S while waiting for the answer; try again"
                  + " later");
    }

    @Test
    void oneThatStopsInTheHeadersIsGivenUp() {
      assertThat(refused(SHORT, RawServer.stalling(OK, "X-Some: ")).code()).isEqualTo("TIMEOUT");
    }

    @Test
    void oneThatStopsInTheBodyIsGivenUp() {
      Refused refused = refused(SHORT, RawServer.stalling(OK, "Content-Length: 10", "", "hell"));

      assertThat(refused.code()).isEqualTo("TIMEOUT");
      assertThat(refused.getMessage()).contains("while reading the body");
    }

    @ParameterizedTest
    @ValueSource(strings = {OK + "\r\nX-Slow: ", OK + "\r\nContent-Length: 100000\r\n\r\n"})
    void oneThatKeepsDrippingRunsOutOfTime(String head) {
      Answer dripping =
          (out, closing) -> {
            RawServer.text(head).write(out, closing);
            while (!closing.await(50, TimeUnit.MILLISECONDS)) {
              out.write('a');
              out.flush();
            }
          };

      Refused refused = refused(SHORT, dripping);

      assertThat(refused.code()).isEqualTo("TIMEOUT");
      assertThat(refused.getMessage())
          .startsWith("'http://public.example/' took longer than PT2S (");
    }

    @Test
    void anInterruptEndsTheCallAtOnceAndItsConnection() throws Exception {
      server.close();
      server = new RawServer(RawServer.stalling(OK, "Content-Length: 10", "", "he"));
      EgressGuard guard = guard(Internet.ANY_PORT);
      CompletableFuture<Throwable> ended = new CompletableFuture<>();
      Thread caller =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  guard.send(Internet.get("http://public.example/"));
                  ended.complete(new AssertionError("it ended"));
                } catch (Refused | InterruptedException e) {
                  ended.complete(e);
                }
              });
      assertThat(server.asked.await(10, TimeUnit.SECONDS)).isTrue();

      caller.interrupt();

      assertThat(ended.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
      assertThat(server.left.await(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Nested
  class NoAnswer {
    static Stream<Arguments> answers() {
      return Stream.of(
          Arguments.of("nothing at all", ""),
          Arguments.of("no HTTP", "SSH-2.0-OpenSSH_9.2\r\n"),
          Arguments.of("an old answer without a head", "<html>hello</html>\r\n\r\n"),
          Arguments.of("no status", "HTTP/1.1 OK\r\n\r\n"),
          Arguments.of("a status below 100", "HTTP/1.1 099 Odd\r\n\r\n"),
          Arguments.of("HTTP/2", "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n"),
          Arguments.of("a header without a colon", OK + "\r\nnonsense\r\n\r\n"),
          Arguments.of("a length that is none", OK + "\r\nContent-Length: many\r\n\r\nhello"),
          Arguments.of("a length below zero", OK + "\r\nContent-Length: -5\r\n\r\nhello"),
          Arguments.of(
              "two lengths", OK + "\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"),
          Arguments.of("a cut head", OK + "\r\nContent-Type: text/plain\r\n"),
          Arguments.of("a cut line of the head", OK + "\r\nContent-Ty"),
          Arguments.of("a cut body", OK + "\r\nContent-Length: 10\r\n\r\nhell"),
          Arguments.of(
              "a coding of transfer that is none", OK + "\r\nTransfer-Encoding: odd\r\n\r\nx"),
          Arguments.of("no size of a chunk", chunked("hello")),
          Arguments.of("a size that is no number", chunked("zz\r\nhello\r\n0\r\n\r\n")),
          Arguments.of("a size below zero", chunked("-5\r\nhello\r\n0\r\n\r\n")),
          Arguments.of("a size beyond all numbers", chunked("ffffffffffffffffff\r\nhello")),
          Arguments.of("a chunk longer than its size", chunked("2\r\nhello\r\n0\r\n\r\n")),
          Arguments.of("a cut chunk", chunked("a\r\nhello")),
          Arguments.of("no last chunk", chunked("5\r\nhello\r\n")));
    }

    private static String chunked(String body) {
      return OK + "\r\nTransfer-Encoding: chunked\r\n\r\n" + body;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void itIsToldAsSuch(String what, String answer) {
      Refused refused = refused(SHORT, RawServer.text(answer));

      assertThat(refused.code()).as(what).isEqualTo("BAD_RESPONSE");
      assertThat(refused.getMessage())
          .startsWith("http://public.example gave no whole answer of HTTP/1.1: ")
          .endsWith("; whether it did what was asked is not known");
    }

    @Test
    void aServerThatIsNotThereIsSaid() throws Exception {
      server.close();

      Refused refused =
          catchThrowableOfType(
              Refused.class, () -> guard(SHORT).send(Internet.get("http://public.example/")));

      assertThat(refused.code()).isEqualTo("UNREACHABLE");
      assertThat(refused.getMessage()).startsWith("no connection to http://public.example: ");
    }

    @Test
    void aBodyUpToTheEndOfTheConnectionIsWhole() throws Exception {
      EgressResponse response =
          send(Internet.ANY_PORT, 100, RawServer.text("HTTP/1.0 200 OK", "", "hello"));

      assertThat(new String(response.bytes(), StandardCharsets.US_ASCII)).isEqualTo("hello");
    }
  }
}
