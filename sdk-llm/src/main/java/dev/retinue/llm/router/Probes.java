package dev.retinue.llm.router;

import dev.retinue.health.Health;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelException;
import dev.retinue.model.ModelException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at models without calling them: when asked, or those that rest, again and again. */
final class Probes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Probes.class);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final Routes routes;
  private final List<LanguageModel> models;
  private final @Nullable Thread watch;

  /**
   * @param interval between looks at models that are not called; null for none
   */
  Probes(Routes routes, List<LanguageModel> models, @Nullable Duration interval) {
    this.routes = routes;
    this.models = models;
    this.watch =
        interval == null
            ? null
            : Thread.ofVirtual().name("retinue-probes").start(() -> watch(interval));
  }

  private void watch(Duration interval) {
    try {
      while (true) {
        Thread.sleep(interval);
        check(models.stream().filter(model -> state(model) != ModelRecord.State.CLOSED).toList());
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private ModelRecord.State state(LanguageModel model) {
    return routes.target(model.id()).state();
  }

  List<Health> check() throws InterruptedException {
    return check(models);
  }

  private List<Health> check(List<LanguageModel> some) throws InterruptedException {
    List<FutureTask<Health>> looks = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (LanguageModel model : some) {
      FutureTask<Health> look = new FutureTask<>(() -> health(model));
      looks.add(look);
      threads.add(Thread.ofVirtual().name("retinue-probe-" + model.id()).start(look));
    }
    long start = System.nanoTime();
    List<Health> found = new ArrayList<>();
    try {
      for (int i = 0; i < looks.size(); i++) {
        long left = Math.max(0, LONGEST.toNanos() - (System.nanoTime() - start));
        found.add(result(some.get(i), looks.get(i), left));
      }
    } finally {
      threads.forEach(Thread::interrupt);
    }
    return found;
  }

  private Health result(LanguageModel model, FutureTask<Health> look, long nanos)
      throws InterruptedException {
    try {
      return look.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return ill(
          model,
          new ModelException(
              Kind.TIMEOUT, model.id(), model.id() + " did not answer a probe in time", e));
    } catch (ExecutionException e) {
      return ill(model, ModelException.from(model.id(), e));
    }
  }

  private Health health(LanguageModel model) throws InterruptedException {
    try {
      model.traits().probe().check();
    } catch (ModelException e) {
      return ill(model, e);
    }
    Target target = routes.target(model.id());
    if (target.state() != ModelRecord.State.CLOSED) {
      LOG.atInfo().addKeyValue("model", model.id()).log("a model is well again");
    }
    target.well();
    return Health.up(model.id(), "can be called");
  }

  private Health ill(LanguageModel model, ModelException failure) {
    routes.target(model.id()).ill(failure, routes.settings().reaction(failure.kind()));
    return Health.down(model.id(), failure.getMessage());
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.interrupt();
    }
  }
}
