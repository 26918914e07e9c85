package dev.retinue.run;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.effect.Effect;
import dev.retinue.effect.ToolResult;
import dev.retinue.run.RunEvent.EffectFinished;
import dev.retinue.run.RunEvent.EffectStarted;
import dev.retinue.testkit.RecordingTool;
import dev.retinue.tool.ToolTraits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a host sees of a run, and in which order. */
class EventsTest {
  private static List<RunEvent> all(Run run) {
    List<RunEvent> events = new ArrayList<>();
    run.events().forEach(events::add);
    return events;
  }

  private static Scene scene() {
    return Scene.script(call("look", "{}"), say("done"))
        .with(RecordingTool.named("look").with(ToolTraits.READS));
  }

  private static List<String> names(List<RunEvent> events) {
    return events.stream()
        .map(event ->
            switch (event) {
              case EffectStarted started -> "started " + started.address();
              case EffectFinished finished -> "finished " + finished.address();
              default -> event.getClass().getSimpleName();
            })
        .toList();
  }

  @Test
  void theyAreInTheOrderOfWhatHappened() throws Exception {
    try (Scene scene = scene()) {
      Run run = scene.agent().start("Go");

      assertThat(names(all(run)))
          .containsExactly(
              "Started",
              "started 0.0",
              "finished 0.0",
              "started 1.0",
              "finished 1.0",
              "started 2.0",
              "finished 2.0",
              "started 3.0",
              "finished 3.0",
              "started 4.0",
              "finished 4.0",
              "started 5.0",
              "finished 5.0",
              "Ended");
      assertThat(all(run)).allMatch(event -> event.run().equals(run.id()));
    }
  }

  @Test
  void childEffectsAreAddressedBelowTheirTool() throws Exception {
    RecordingTool look = RecordingTool.named("look").with(ToolTraits.READS);
    RecordingTool plan =
        RecordingTool.named("plan")
            .doing((arguments, context) -> {
              context.now();
              context
                  .effects()
                  .performAll(
                      List.of(
                          new Effect.CallTool("look", "{}"), new Effect.CallTool("look", "{}")));
              return new ToolResult.Ok("planned");
            });
    try (Scene scene = Scene.script(call("plan", "{}"), say("done")).with(look, plan)) {
      List<String> names = names(all(scene.agent().start("Go")));

      assertThat(names)
          .containsSubsequence(
              "started 2.0", "finished 2.0/0.0", "finished 2.0/1.0", "finished 2.0")
          .containsSubsequence(
              "started 2.0", "started 2.0/1.1", "finished 2.0/1.1", "finished 2.0");
    }
  }

  @Nested
  @DisplayName("as a blocking iterable")
  class Blocking {
    @Test
    void canBeIteratedTwiceAndLate() throws Exception {
      try (Scene scene = scene()) {
        Run run = scene.agent().start("Go");
        List<RunEvent> live = all(run);
        run.await();

        assertThat(all(run)).isEqualTo(live);
      }
    }

    @Test
    void endsTheIterationOfAnInterruptedThread() throws Exception {
      try (Scene scene =
          Scene.reasoning((task, effects) -> effects.perform(new Effect.ReceiveMessage()).body())) {
        Run run = scene.agent().start("Go");
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> all(run))
            .isInstanceOf(CancellationException.class)
            .hasMessage("interrupted while waiting for the run's next event");
        assertThat(Thread.interrupted()).isTrue();
      }
    }
  }

  @Nested
  @DisplayName("as a publisher")
  class Publishing {
    /** Asks for one event after another. */
    private static class OneByOne implements Flow.Subscriber<RunEvent> {
      final List<RunEvent> seen = new CopyOnWriteArrayList<>();
      final CountDownLatch completed = new CountDownLatch(1);
      private final AtomicReference<Flow.Subscription> subscription = new AtomicReference<>();

      @Override
      public void onSubscribe(Flow.Subscription given) {
        subscription.set(given);
        given.request(1);
      }

      @Override
      public void onNext(RunEvent event) {
        seen.add(event);
        subscription.get().request(1);
      }

      @Override
      public void onError(Throwable failure) {
        throw new AssertionError(failure);
      }

      @Override
      public void onComplete() {
        completed.countDown();
      }
    }

    @Test
    void givesEachSubscriberAllEventsAtItsOwnDemand() throws Exception {
      try (Scene scene = scene()) {
        Run run = scene.agent().start("Go");
        OneByOne early = new OneByOne();
        run.publisher().subscribe(early);
        run.await();
        OneByOne late = new OneByOne();
        run.publisher().subscribe(late);

        for (OneByOne subscriber : List.of(early, late)) {
          assertThat(subscriber.completed.await(20, TimeUnit.SECONDS)).isTrue();
          assertThat(subscriber.seen).isEqualTo(all(run));
        }
      }
    }

    @Test
    void givesNoMoreThanWasAskedFor() throws Exception {
      List<RunEvent> seen = new CopyOnWriteArrayList<>();
      List<Throwable> errors = new CopyOnWriteArrayList<>();
      List<Flow.Subscription> subscriptions = new CopyOnWriteArrayList<>();
      try (Scene scene = scene()) {
        Run run = scene.agent().start("Go");
        run.await();
        run.publisher()
            .subscribe(
                new Flow.Subscriber<>() {
                  @Override
                  public void onSubscribe(Flow.Subscription subscription) {
                    subscriptions.add(subscription);
                    subscription.request(2);
                  }

                  @Override
                  public void onNext(RunEvent event) {
                    seen.add(event);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    errors.add(failure);
                  }

                  @Override
                  public void onComplete() {}
                });
        assertThat(seen).hasSize(2);

        subscriptions.getFirst().request(1);
        assertThat(seen).hasSize(3);

        subscriptions.getFirst().request(0);
        assertThat(errors)
            .singleElement()
            .satisfies(
                error -> assertThat(error).hasMessage("requested 0 events; ask for at least 1"));
      }
    }

    @Test
    void toAFailingSubscriberDoesNotDecideHowTheRunEnds() throws Exception {
      try (Scene scene = scene()) {
        OneByOne sound = new OneByOne();
        Run run = scene.agent().start("Go");
        run.publisher()
            .subscribe(
                new OneByOne() {
                  @Override
                  public void onNext(RunEvent event) {
                    throw new IllegalStateException("broken subscriber");
                  }
                });
        run.publisher().subscribe(sound);

        assertThat(run.await()).isInstanceOf(Outcome.Answered.class);
        assertThat(sound.completed.await(20, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  @Test
  void aFailingListenerDoesNotDecideHowARunEnds() throws Exception {
    try (Scene scene =
        scene()
            .built(builder ->
                builder.listener(event -> {
                  throw new IllegalStateException("broken listener");
                }))) {
      assertThat(scene.ask()).isInstanceOf(Outcome.Answered.class);
    }
  }
}
