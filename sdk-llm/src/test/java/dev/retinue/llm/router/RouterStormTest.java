package dev.retinue.llm.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.model.ModelException;
import dev.retinue.model.ModelException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** 10,000 calls through a chain of three providers of which each fails a third of its calls. */
@Timeout(120)
class RouterStormTest {
  private static final int CALLS = 10_000;
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Kind[] KINDS = {
    Kind.UNAVAILABLE, Kind.TIMEOUT, Kind.BAD_RESPONSE, Kind.RATE_LIMIT
  };

  private final AtomicInteger attempts = new AtomicInteger();
  private final AtomicInteger callsWhileOpen = new AtomicInteger();
  private final AtomicInteger callsLongAfterOpening = new AtomicInteger();
  private final AtomicReference<ModelRouter> router = new AtomicReference<>();

  private Fake flaky(String name, long seed) {
    Random random = new Random(seed);
    return new Fake(call -> {
      attempts.incrementAndGet();
      Target target = router.get().routes().target(name);
      if (target.isOpen()) {
        callsWhileOpen.incrementAndGet();
        // What began before it opened may arrive after; nothing may begin later.
        if (target.restNanos() < PAUSE.toNanos() / 2) {
          callsLongAfterOpening.incrementAndGet();
        }
      }
      double chance;
      Kind kind;
      synchronized (random) {
        chance = random.nextDouble();
        kind = KINDS[random.nextInt(KINDS.length)];
      }
      if (chance < 1.0 / 3) {
        throw Fake.failure(kind);
      }
      return Fake.said("answer");
    });
  }

  private ModelRouter chain() {
    ModelRouter made =
        ModelRouter.builder()
            .model("a:1", flaky("a:1", 1))
            .model("b:1", flaky("b:1", 2))
            .model("c:1", flaky("c:1", 3))
            .timeout(DEADLINE)
            .on(Kind.RATE_LIMIT, new Reaction(true, true, false, Duration.ofMillis(2)))
            .breaking(new Breaking(5, PAUSE))
            .backoff(Duration.ofMillis(1), Duration.ofMillis(20))
            .patience(Duration.ofSeconds(1))
            .build();
    router.set(made);
    return made;
  }

  /** What the call ended with: its answer, or the kind of its failure. */
  private static String call(ModelRouter chain) {
    long start = System.nanoTime();
    String end;
    try {
      end = chain.chat("How high?");
    } catch (ModelException e) {
      end = e.kind().name();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE);
    return end;
  }

  @Test
  void eachIsAnsweredOrFailsInTimeAndNobodyIsCalledWhileItsBreakerIsOpen() {
    Map<String, Integer> ends = new HashMap<>();
    try (ModelRouter chain = chain()) {
      for (int i = 0; i < CALLS; i++) {
        ends.merge(call(chain), 1, Integer::sum);
      }
    }
    assertThat(ends.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(CALLS);
    assertThat(ends.get("answer")).isGreaterThan(CALLS * 9 / 10);
    assertThat(callsWhileOpen).hasValue(0);
    assertThat(attempts.get() / (double) CALLS).as("amplification").isLessThan(1.5);
  }

  @Test
  void manyAtOnceEndTheSame() throws Exception {
    ConcurrentHashMap<String, Integer> ends = new ConcurrentHashMap<>();
    try (ModelRouter chain = chain();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        all.add(threads.submit(() -> ends.merge(call(chain), 1, Integer::sum)));
      }
      for (Future<?> each : all) {
        each.get(60, TimeUnit.SECONDS);
      }
    }
    assertThat(ends.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(CALLS);
    assertThat(ends.get("answer")).isGreaterThan(CALLS / 2);
    assertThat(callsLongAfterOpening).hasValue(0);
    assertThat(attempts.get() / (double) CALLS).as("amplification").isLessThan(1.5);
  }

  @Test
  void whenAllFailTheLoadDoesNotMultiply() {
    Fake down =
        new Fake(call -> {
          attempts.incrementAndGet();
          throw Fake.failure(Kind.UNAVAILABLE);
        });
    try (ModelRouter chain =
        ModelRouter.builder()
            .model("a:1", down)
            .model("b:1", down)
            .model("c:1", down)
            .breaking(new Breaking(100_000, DEADLINE))
            .backoff(Duration.ZERO, Duration.ZERO)
            .build()) {
      for (int i = 0; i < CALLS; i++) {
        assertThat(call(chain)).isEqualTo("UNAVAILABLE");
      }
    }
    assertThat(attempts.get() / (double) CALLS).as("amplification").isLessThan(1.5);
  }
}
