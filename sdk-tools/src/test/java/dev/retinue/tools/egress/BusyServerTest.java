package dev.retinue.tools.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.egress.RawServer.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are busy or down, and how gently they are called. */
@Timeout(30)
class BusyServerTest {
  private static final String BUSY = "429 Too Many Requests";
  private static final String DOWN = "503 Service Unavailable";
  private final Internet internet =
      new Internet().name("public.example", Internet.PUBLIC).name("other.example", "151.101.1.69");
  private RawServer server;

  @BeforeEach
  void open() throws IOException {
    server = new RawServer(RawServer.ok(""));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private EgressGuard guard(EgressRules rules, Answer... answers) throws IOException {
    server.close();
    server = new RawServer(answers);
    return internet.server(Internet.PUBLIC, server).server("151.101.1.69", server).guard(rules);
  }

  private static EgressRequest get() {
    return Internet.get("http://public.example/");
  }

  @Nested
  class RetryAfterHeader {
    @ParameterizedTest
    @ValueSource(strings = {BUSY, DOWN})
    void aServerThatSaysWhenIsAskedAgainThen(String status) throws Exception {
      EgressGuard guard =
          guard(
              Internet.ANY_PORT,
              RawServer.status(status, "later", "Retry-After: 0"),
              RawServer.status(status, "later", "Retry-After: 1"),
              RawServer.ok("now"));
      long start = System.nanoTime();

      EgressResponse response = guard.send(get());

      assertThat(response.status()).isEqualTo(200);
      assertThat(server.connections).hasValue(3);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void itMayBeADate() throws Exception {
      EgressGuard guard =
          guard(
              Internet.ANY_PORT,
              RawServer.status(DOWN, "", "Retry-After: Tue, 3 Mar 2026 12:00:01 GMT"),
              RawServer.ok("now"));

      assertThat(guard.send(get()).status()).isEqualTo(200);
    }

    @Test
    void whatMayNotBeDoneTwiceIsNotTriedAgain() throws Exception {
      EgressGuard guard =
          guard(Internet.ANY_PORT, RawServer.status(BUSY, "later", "Retry-After: 0"));

      EgressResponse response = guard.send(get().withMethod("POST").withBody("x"));

      assertThat(response.status()).isEqualTo(429);
      assertThat(response.retryAfter(internet.clock.instant())).contains(Duration.ZERO);
      assertThat(server.connections).hasValue(1);
    }

    @Test
    void itIsTriedThreeTimesInAll() throws Exception {
      EgressGuard guard =
          guard(Internet.ANY_PORT, RawServer.status(BUSY, "later", "Retry-After: 0"));

      assertThat(guard.send(get()).status()).isEqualTo(429);
      assertThat(server.connections).hasValue(3);
    }

    @Test
    void aLongWaitIsToldAndTheHostLeftAloneUntilThen() throws Exception {
      EgressGuard guard =
          guard(Internet.ANY_PORT, RawServer.status(BUSY, "later", "Retry-After: 600"));

      EgressResponse response = guard.send(get());
      Refused refused = catchThrowableOfType(Refused.class, () -> guard.send(get()));

      assertThat(response.status()).isEqualTo(429);
      assertThat(response.retryAfter(internet.clock.instant())).contains(Duration.ofMinutes(10));
      assertThat(refused.code()).isEqualTo("RATE_LIMITED");
      assertThat(refused.getMessage()).startsWith("'public.example' asked not to be called for ");
      assertThat(refused.retryAfter()).isBetween(Duration.ofSeconds(580), Duration.ofSeconds(600));
      assertThat(server.connections).hasValue(1);
    }

    @Test
    void whatIsNeitherNumberNorDateIsNotThere() throws Exception {
      EgressGuard guard =
          guard(Internet.ANY_PORT, RawServer.status(BUSY, "later", "Retry-After: soon"));

      EgressResponse response = guard.send(get());

      assertThat(response.status()).isEqualTo(429);
      assertThat(response.retryAfter(internet.clock.instant())).isEmpty();
      assertThat(server.connections).hasValue(1);
    }
  }

  @Nested
  class Circuit {
    private final EgressRules two =
        Internet.ANY_PORT.withPace(new EgressRules.Pace(1000, 8, 2, Duration.ofSeconds(1)));

    @Test
    void aHostThatFailsInARowIsLeftAloneForAWhile() throws Exception {
      EgressGuard guard =
          guard(
              two,
              RawServer.status("502 Bad Gateway", ""),
              RawServer.text("nonsense"),
              RawServer.ok("well"));

      assertThat(guard.send(get()).status()).isEqualTo(502);
      assertThat(catchThrowableOfType(Refused.class, () -> guard.send(get())).code())
          .isEqualTo("BAD_RESPONSE");
      Refused refused = catchThrowableOfType(Refused.class, () -> guard.send(get()));

      assertThat(refused.code()).isEqualTo("UNREACHABLE");
      assertThat(refused.getMessage())
          .startsWith("'public.example' failed 2 times in a row and is left alone for ")
          .endsWith(" more; try it then, or go on without it");
      assertThat(server.connections).hasValue(2);

      assertThat(guard.send(Internet.get("http://other.example/")).status())
          .as("another host is not concerned")
          .isEqualTo(200);

      assertThat(onceItIsCalledAgain(guard).status()).isEqualTo(200);
      assertThat(guard.send(get()).status()).isEqualTo(200);
      assertThat(server.connections).hasValue(5);
    }

    private EgressResponse onceItIsCalledAgain(EgressGuard guard) throws InterruptedException {
      while (true) {
        try {
          return guard.send(get());
        } catch (Refused e) {
          assertThat(e.getMessage()).contains("is left alone for");
        }
      }
    }

    @Test
    void whatTheGuardRefusesIsNoFailureOfTheHost() throws Exception {
      EgressGuard guard = guard(two, RawServer.redirect(302, "http://127.0.0.1/"));

      for (int i = 0; i < 4; i++) {
        assertThat(catchThrowableOfType(Refused.class, () -> guard.send(get())).code())
            .isEqualTo("BLOCKED_DESTINATION");
      }
      assertThat(server.connections).hasValue(4);
    }
  }

  @Nested
  class Pacing {
    @Test
    void callsOfAHostAreSpread() throws Exception {
      EgressGuard guard =
          guard(
              Internet.ANY_PORT.withPace(new EgressRules.Pace(10, 8, 5, Duration.ofSeconds(30))),
              RawServer.ok("here"));
      long start = System.nanoTime();

      for (int i = 0; i < 4; i++) {
        guard.send(get());
      }

      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(290));
    }

    @Test
    void noMoreRunTogetherThanMay() throws Exception {
      EgressGuard guard =
          guard(
              Internet.ANY_PORT.withPace(new EgressRules.Pace(1000, 2, 5, Duration.ofSeconds(30))),
              RawServer.stalling("HTTP/1.1 200 OK", "Content-Length: 1", "", ""));
      EgressRequest brief =
          EgressRequest.get(
              "http://public.example/", new EgressRequest.Bounds(Duration.ofMillis(300), 100));

      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<EgressResponse>> running =
            List.of(
                threads.submit(() -> guard.send(get())), threads.submit(() -> guard.send(get())));
        while (server.requests.size() < 2) {
          Thread.onSpinWait();
        }
        Refused refused = catchThrowableOfType(Refused.class, () -> guard.send(brief));
        threads.shutdownNow();

        assertThat(refused.code()).isIn("TIMEOUT", "RATE_LIMITED");
        assertThat(refused.getMessage()).contains("'public.example'");
        assertThat(running)
            .allSatisfy(call ->
                assertThatThrownBy(call::get).hasCauseInstanceOf(InterruptedException.class));
      }
      assertThat(server.connections).hasValue(2);
    }
  }
}
