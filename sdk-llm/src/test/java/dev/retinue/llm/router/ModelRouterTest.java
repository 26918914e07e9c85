package dev.retinue.llm.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.retinue.budget.Cost;
import dev.retinue.budget.LimitedBudget;
import dev.retinue.budget.Money;
import dev.retinue.health.Health;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelException;
import dev.retinue.model.ModelException.Kind;
import dev.retinue.model.ModelPrice;
import dev.retinue.model.ModelTraits;
import dev.retinue.model.PriceTable;
import dev.retinue.model.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class ModelRouterTest {
  private static final Duration AN_HOUR = Duration.ofHours(1);

  private static ModelRouter.Builder quick() {
    return ModelRouter.builder().backoff(Duration.ofMillis(1), Duration.ofMillis(2));
  }

  private static ModelException failure(ModelRouter router) {
    ModelException failure =
        catchThrowableOfType(ModelException.class, () -> router.chat("How high?"));
    assertThat(failure).as("a typed failure").isNotNull();
    return failure;
  }

  private static ModelRecord record(ModelRouter router, String model) {
    return router.records().stream()
        .filter(each -> each.model().equals(model))
        .findFirst()
        .orElseThrow();
  }

  @Nested
  class AChain {
    @Test
    void theFirstAnswersWhileItCan() {
      Fake second = Fake.saying("second");
      try (ModelRouter router =
          quick().model("a:1", Fake.saying("first")).model("b:1", second).build()) {
        assertThat(router.chat("How high?")).isEqualTo("first");
        assertThat(second.calls).hasValue(0);
      }
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, mode = EnumSource.Mode.EXCLUDE, names = "BUDGET")
    void theNextAnswersWhateverTheFirstFailsOf(Kind kind) {
      Fake first = Fake.failing(kind);
      try (ModelRouter router =
          quick().model("a:1", first).model("b:1", Fake.saying("second")).build()) {
        assertThat(router.chat("How high?")).isEqualTo("second");
        assertThat(first.calls).hasValue(1);
        assertThat(record(router, "a:1").errors()).containsExactly(Map.entry(kind, 1L));
      }
    }

    @Test
    void aModelAloneIsAskedAgainWhenItsFailureMayPass() {
      Fake flaky = Fake.failing(2, Kind.UNAVAILABLE, "at last");
      try (ModelRouter router = quick().model("a:1", flaky).build()) {
        assertThat(router.chat("How high?")).isEqualTo("at last");
        assertThat(flaky.calls).hasValue(3);
      }
    }

    @ParameterizedTest
    @EnumSource(
        value = Kind.class,
        names = {
          "CONTEXT_TOO_LONG",
          "CONTENT_FILTER",
          "AUTHENTICATION",
          "UNKNOWN_MODEL",
          "BAD_REQUEST"
        })
    void aModelAloneIsNotAskedAgainForWhatStaysTheSame(Kind kind) {
      Fake first = Fake.failing(kind);
      try (ModelRouter router = quick().model("a:1", first).build()) {
        assertThat(failure(router).kind()).isEqualTo(kind);
        assertThat(first.calls).hasValue(1);
      }
    }

    @Test
    void theLastFailureIsThrownAndTheOthersAreSuppressed() {
      try (ModelRouter router =
          quick()
              .model("a:1", Fake.failing(Kind.CONTENT_FILTER))
              .model("b:1", Fake.failing(Kind.CONTEXT_TOO_LONG))
              .build()) {
        ModelException failure = failure(router);

        assertThat(failure.kind()).isEqualTo(Kind.CONTEXT_TOO_LONG);
        assertThat(failure.getSuppressed())
            .singleElement()
            .satisfies(other -> assertThat(other).hasMessage("failed for CONTENT_FILTER"));
      }
    }

    @Test
    void aKindMayBeReactedToInAnotherWay() {
      Fake second = Fake.saying("second");
      try (ModelRouter router =
          quick()
              .model("a:1", Fake.failing(Kind.CONTENT_FILTER))
              .model("b:1", second)
              .on(Kind.CONTENT_FILTER, new Reaction(false, false, false, Duration.ZERO))
              .build()) {
        assertThat(failure(router).kind()).isEqualTo(Kind.CONTENT_FILTER);
        assertThat(second.calls).hasValue(0);
      }
    }

    @Test
    void aRouterWithoutModelsOrWithTwoOfANameIsRefused() {
      assertThatThrownBy(() -> ModelRouter.builder().build())
          .hasMessage("a router needs a model: call model(..)");
      assertThatThrownBy(
              () -> quick().model("a:1", Fake.saying("1")).model("a:1", Fake.saying("2")))
          .hasMessage("model 'a:1' is in the chain already; give the other a name of its own");
    }
  }

  @Nested
  class Resting {
    @Test
    void aModelIsLeftAloneAsLongAsItAsks() {
      Fake limited =
          new Fake(call -> {
            throw Fake.failure(Kind.RATE_LIMIT, AN_HOUR);
          });
      try (ModelRouter router =
          quick().model("a:1", limited).model("b:1", Fake.saying("second")).build()) {
        assertThat(router.chat("1")).isEqualTo("second");
        assertThat(router.chat("2")).isEqualTo("second");

        assertThat(limited.calls).hasValue(1);
        assertThat(record(router, "a:1").state()).isEqualTo(ModelRecord.State.RESTING);
      }
    }

    @Test
    void whenAllRestTheCallFailsAtOnceAndSaysForHowLong() {
      Fake limited =
          new Fake(call -> {
            throw Fake.failure(Kind.RATE_LIMIT, AN_HOUR);
          });
      try (ModelRouter router = quick().model("a:1", limited).build()) {
        assertThat(failure(router).retryAfter()).contains(AN_HOUR);
        ModelException again = failure(router);

        assertThat(again.kind()).isEqualTo(Kind.RATE_LIMIT);
        assertThat(again)
            .hasMessageContaining("no model of the chain can be called now; a:1 rests for PT59M")
            .hasMessageContaining("after: failed for RATE_LIMIT");
        assertThat(limited.calls).hasValue(1);
      }
    }

    @Test
    void aShortRestIsWaitedFor() {
      Fake limited =
          new Fake(call -> {
            if (call == 1) {
              throw Fake.failure(Kind.RATE_LIMIT, Duration.ofMillis(50));
            }
            return Fake.said("after a while");
          });
      try (ModelRouter router =
          quick()
              .model("a:1", limited)
              .on(Kind.RATE_LIMIT, new Reaction(true, true, false, Duration.ZERO))
              .build()) {
        long start = System.nanoTime();

        assertThat(router.chat("How high?")).isEqualTo("after a while");
        assertThat(System.nanoTime() - start).isGreaterThan(50_000_000);
      }
    }

    @Test
    void aWrongKeyIsNotTriedWithEachCall() {
      Fake locked = Fake.failing(Kind.AUTHENTICATION);
      try (ModelRouter router =
          quick().model("a:1", locked).model("b:1", Fake.saying("second")).build()) {
        router.chat("1");
        router.chat("2");

        assertThat(locked.calls).hasValue(1);
      }
    }
  }

  @Nested
  class TheBreaker {
    @Test
    void aModelThatFailsAgainAndAgainIsNotCalled() {
      Fake ill = Fake.failing(Kind.UNAVAILABLE);
      try (ModelRouter router =
          quick()
              .model("a:1", ill)
              .model("b:1", Fake.saying("second"))
              .breaking(new Breaking(3, AN_HOUR))
              .build()) {
        for (int i = 0; i < 10; i++) {
          assertThat(router.chat("How high?")).isEqualTo("second");
        }
        assertThat(ill.calls).hasValue(3);
        assertThat(record(router, "a:1").state()).isEqualTo(ModelRecord.State.OPEN);
      }
    }

    @Test
    void afterAPauseOneCallTriesItAndItIsCalledAgain() {
      Fake recovering = Fake.failing(2, Kind.UNAVAILABLE, "well");
      try (ModelRouter router =
          quick()
              .model("a:1", recovering)
              .attempts(2)
              .breaking(new Breaking(2, Duration.ofMillis(30)))
              .build()) {
        assertThat(failure(router).kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(router.chat("waits for the pause")).isEqualTo("well");
        assertThat(record(router, "a:1").state()).isEqualTo(ModelRecord.State.CLOSED);
      }
    }

    @Test
    void requestsThatAreWrongDoNotOpenIt() {
      Fake strict = Fake.failing(Kind.CONTEXT_TOO_LONG);
      try (ModelRouter router =
          quick().model("a:1", strict).breaking(new Breaking(2, AN_HOUR)).build()) {
        for (int i = 0; i < 5; i++) {
          failure(router);
        }
        assertThat(strict.calls).hasValue(5);
      }
    }

    @Test
    void aProbeFindsItWellAndItIsCalledAtOnce() throws Exception {
      Fake recovering = Fake.failing(2, Kind.UNAVAILABLE, "well");
      AtomicBoolean up = new AtomicBoolean();
      LanguageModel model =
          LanguageModel.of("a:1", recovering)
              .withTraits(
                  ModelTraits.UNKNOWN.withProbe(() -> {
                    if (!up.get()) {
                      throw Fake.failure(Kind.UNAVAILABLE);
                    }
                  }));
      try (ModelRouter router =
          quick().model(model).attempts(2).breaking(new Breaking(2, AN_HOUR)).build()) {
        failure(router);
        assertThat(router.probe())
            .singleElement()
            .satisfies(health -> assertThat(health.status()).isEqualTo(Health.Status.DOWN));
        assertThat(record(router, "a:1").state()).isEqualTo(ModelRecord.State.OPEN);

        up.set(true);
        assertThat(router.probe())
            .singleElement()
            .satisfies(health -> assertThat(health.status()).isEqualTo(Health.Status.UP));
        assertThat(router.chat("How high?")).isEqualTo("well");
      }
    }

    @Test
    void modelsThatAreNotCalledMayBeProbedUntilTheyAreWell() throws Exception {
      CountDownLatch probed = new CountDownLatch(2);
      LanguageModel model =
          LanguageModel.of("a:1", Fake.failing(1, Kind.AUTHENTICATION, "well"))
              .withTraits(
                  ModelTraits.UNKNOWN.withProbe(() -> {
                    probed.countDown();
                    if (probed.getCount() > 0) {
                      throw Fake.failure(Kind.AUTHENTICATION);
                    }
                  }));
      try (ModelRouter router = quick().model(model).probeEvery(Duration.ofMillis(5)).build()) {
        failure(router);
        assertThat(probed.await(20, TimeUnit.SECONDS)).isTrue();
        while (record(router, "a:1").state() != ModelRecord.State.CLOSED) {
          Thread.onSpinWait();
        }
        assertThat(router.chat("How high?")).isEqualTo("well");
      }
    }
  }

  @Nested
  class Time {
    @Test
    void aModelThatNeverAnswersIsGivenUpAndTheNextAnswers() {
      CountDownLatch never = new CountDownLatch(1);
      Fake stuck =
          new Fake(call -> {
            never.await();
            return Fake.said("never");
          });
      try (ModelRouter router =
          quick()
              .model("a:1", stuck)
              .model("b:1", Fake.saying("second"))
              .attemptTimeout(Duration.ofMillis(50))
              .build()) {
        assertThat(router.chat("How high?")).isEqualTo("second");
        assertThat(record(router, "a:1").errors()).containsKey(Kind.TIMEOUT);
      }
    }

    @Test
    void evenAModelThatHeedsNoInterruptDoesNotHoldTheCall() {
      AtomicBoolean released = new AtomicBoolean();
      Fake deaf =
          new Fake(call -> {
            while (!released.get()) {
              Thread.onSpinWait();
            }
            return Fake.said("too late");
          });
      try (ModelRouter router =
          quick().model("a:1", deaf).timeout(Duration.ofMillis(100)).build()) {
        long start = System.nanoTime();
        ModelException failure = failure(router);

        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(failure).hasMessage("a:1 did not answer in time, and was given up");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      } finally {
        released.set(true);
      }
    }

    @Test
    void anInterruptOfTheCallerEndsTheCall() {
      CountDownLatch never = new CountDownLatch(1);
      Fake stuck =
          new Fake(call -> {
            never.await();
            return Fake.said("never");
          });
      try (ModelRouter router = quick().model("a:1", stuck).build()) {
        Thread.currentThread().interrupt();

        assertThat(failure(router)).hasMessage("the caller was interrupted");
        assertThat(Thread.interrupted()).isTrue();
      }
    }
  }

  @Nested
  class Quotas {
    @Test
    void requestsBeyondThoseOfAMinuteGoToTheNext() {
      Fake limited = Fake.saying("first");
      try (ModelRouter router =
          quick()
              .model("a:1", limited)
              .model("b:1", Fake.saying("second"))
              .quota(Quota.UNLIMITED.withRequestsPerMinute(2), "a")
              .build()) {
        assertThat(List.of(router.chat("1"), router.chat("2"), router.chat("3")))
            .containsExactly("first", "first", "second");
        assertThat(limited.calls).hasValue(2);
      }
    }

    @Test
    void modelsWithOneKeyShareItsQuota() {
      try (ModelRouter router =
          quick()
              .model("a:1", Fake.saying("first"))
              .model("a:2", Fake.saying("second"))
              .patience(Duration.ZERO)
              .quota(Quota.UNLIMITED.withRequestsPerMinute(1), "a")
              .build()) {
        assertThat(router.chat("1")).isEqualTo("first");
        assertThat(failure(router))
            .hasMessage(
                "a:1 was not called: its quota leaves no room within PT0S; raise the quota or name"
                    + " another model");
      }
    }

    @Test
    void whatAnAnswerTookBeyondItsPromptIsChargedToTheNext() {
      Fake wordy = new Fake(call -> Fake.said("first", FinishReason.STOP, 5_000));
      try (ModelRouter router =
          quick()
              .model("a:1", wordy)
              .model("b:1", Fake.saying("second"))
              .quota(Quota.UNLIMITED.withTokensPerMinute(1_000), "a:1")
              .build()) {
        assertThat(router.chat("1")).isEqualTo("first");
        assertThat(router.chat("2")).isEqualTo("second");
      }
    }

    @Test
    void noMoreAreUnderWayThanAllowed() throws Exception {
      CountDownLatch entered = new CountDownLatch(1);
      CountDownLatch leave = new CountDownLatch(1);
      Fake slow =
          new Fake(call -> {
            entered.countDown();
            leave.await();
            return Fake.said("first");
          });
      try (ModelRouter router =
          quick()
              .model("a:1", slow)
              .model("b:1", Fake.saying("second"))
              .quota(Quota.UNLIMITED.withConcurrent(1), "a:1")
              .build()) {
        CompletableFuture<String> one = CompletableFuture.supplyAsync(() -> router.chat("1"));
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();

        assertThat(router.chat("2")).isEqualTo("second");
        leave.countDown();
        assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo("first");
        assertThat(router.chat("3")).isEqualTo("first");
      }
    }
  }

  @Nested
  class Hedging {
    @Test
    void theFasterOfTwoAnswersAndTheOtherIsStopped() throws Exception {
      CountDownLatch never = new CountDownLatch(1);
      CountDownLatch stopped = new CountDownLatch(1);
      Fake slow =
          new Fake(call -> {
            try {
              never.await();
            } finally {
              stopped.countDown();
            }
            return Fake.said("slow");
          });
      LimitedBudget budget = LimitedBudget.of("test", Cost.UNLIMITED);
      try (ModelRouter router =
          quick()
              .model("a:1", slow)
              .model("b:1", Fake.saying("fast"))
              .hedgeAfter(Duration.ofMillis(10))
              .budget(budget)
              .build()) {
        assertThat(router.chat("How high?")).isEqualTo("fast");
        assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(budget.spent().modelCalls()).isEqualTo(2);
        assertThat(record(router, "a:1").state()).isEqualTo(ModelRecord.State.CLOSED);
      }
    }

    @Test
    void whoAnswersInTimeIsAlone() {
      Fake second = Fake.saying("second");
      try (ModelRouter router =
          quick()
              .model("a:1", Fake.saying("first"))
              .model("b:1", second)
              .hedgeAfter(Duration.ofSeconds(20))
              .build()) {
        assertThat(router.chat("How high?")).isEqualTo("first");
        assertThat(second.calls).hasValue(0);
      }
    }

    @Test
    void whenTheHedgeFailsTheFirstIsStillWaitedFor() throws Exception {
      CountDownLatch hedged = new CountDownLatch(1);
      Fake slow =
          new Fake(call -> {
            hedged.await();
            return Fake.said("slow but sure");
          });
      Fake broken =
          new Fake(call -> {
            hedged.countDown();
            throw Fake.failure(Kind.UNAVAILABLE);
          });
      try (ModelRouter router =
          quick()
              .model("a:1", slow)
              .model("b:1", broken)
              .hedgeAfter(Duration.ofMillis(10))
              .build()) {
        assertThat(router.chat("How high?")).isEqualTo("slow but sure");
      }
    }
  }

  @Nested
  class Budgets {
    private static final PriceTable PRICES =
        PriceTable.empty()
            .with("a:1", ModelPrice.usd("1", "1", "1"))
            .with("b:1", ModelPrice.usd("1", "1", "1"));

    @Test
    void eachAttemptReservesAndAnswersAreSettled() {
      LimitedBudget budget = LimitedBudget.of("test", Cost.UNLIMITED.withMoney(Money.usd("1")));
      try (ModelRouter router =
          quick()
              .model("a:1", Fake.failing(Kind.UNAVAILABLE))
              .model("b:1", Fake.saying("second"))
              .prices(PRICES)
              .budget(budget)
              .build()) {
        router.chat("How high?");

        assertThat(budget.spent().modelCalls()).isEqualTo(2);
        assertThat(budget.spent().tokens()).isEqualTo(15);
        assertThat(budget.spent().money()).isEqualTo(Money.usd("0.000015"));
        assertThat(record(router, "b:1").cost()).contains(Money.usd("0.000015"));
      }
    }

    @Test
    void whatIsSpentUpEndsTheCallWithItsReason() {
      Fake second = Fake.saying("second");
      LimitedBudget budget = LimitedBudget.of("the test", Cost.UNLIMITED.withModelCalls(1));
      try (ModelRouter router =
          quick()
              .model("a:1", Fake.failing(Kind.UNAVAILABLE))
              .model("b:1", second)
              .budget(budget)
              .build()) {
        ModelException failure = failure(router);

        assertThat(failure.kind()).isEqualTo(Kind.BUDGET);
        assertThat(failure).hasMessageContaining("the test");
        assertThat(second.calls).hasValue(0);
      }
    }

    @Test
    void aModelOfUnknownPriceIsNotCalledWhereMoneyIsLimited() {
      LimitedBudget budget = LimitedBudget.of("test", Cost.UNLIMITED.withMoney(Money.usd("1")));
      try (ModelRouter router =
          quick().model("c:1", Fake.saying("dear")).prices(PRICES).budget(budget).build()) {
        assertThat(failure(router)).hasMessageContaining("the price of c:1 is not known");
      }
    }
  }

  @Nested
  class Caching {
    @Test
    void theSameRequestIsAnsweredOnce() {
      Fake model = new Fake(call -> Fake.said("answer " + call));
      try (ModelRouter router = quick().model("a:1", model).cache(2, AN_HOUR).build()) {
        assertThat(List.of(router.chat("1"), router.chat("1"), router.chat("2")))
            .containsExactly("answer 1", "answer 1", "answer 2");
        router.chat("3"); // pushes out the least recently used
        assertThat(router.chat("1")).isEqualTo("answer 4");
      }
    }

    @Test
    void withoutACacheEachIsAsked() {
      Fake model = new Fake(call -> Fake.said("answer " + call));
      try (ModelRouter router = quick().model("a:1", model).build()) {
        assertThat(List.of(router.chat("1"), router.chat("1")))
            .containsExactly("answer 1", "answer 2");
      }
    }

    @Test
    void anAnswerThatWasCutIsNotKept() {
      Fake model = new Fake(call -> Fake.said("answer " + call, FinishReason.LENGTH, 5));
      try (ModelRouter router = quick().model("a:1", model).cache(2, AN_HOUR).build()) {
        assertThat(List.of(router.chat("1"), router.chat("1")))
            .containsExactly("answer 1", "answer 2");
      }
    }
  }

  @Test
  void aConversationThatDoesNotFitLosesItsOldestTurns() {
    Fake small = Fake.saying("fits");
    try (ModelRouter router =
        quick().model("a:1", small).fitting().contextTokens("a:1", 400).build()) {
      router.chat(
          ChatRequest.builder()
              .messages(
                  UserMessage.from("old ".repeat(400)),
                  AiMessage.from("yes"),
                  UserMessage.from("new"))
              .build());

      assertThat(small.requests.element().messages()).containsExactly(UserMessage.from("new"));
    }
  }

  @Nested
  class InPieces {
    /** Says the pieces; then ends, or fails. */
    private static StreamingChatModel saying(boolean fails, String... pieces) {
      return new StreamingChatModel() {
        @Override
        public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
          for (String piece : pieces) {
            handler.onPartialResponse(piece);
          }
          if (fails) {
            handler.onError(Fake.failure(Kind.UNAVAILABLE));
          } else {
            handler.onCompleteResponse(Fake.said(String.join("", pieces)));
          }
        }
      };
    }

    private record Heard(List<String> pieces, CompletableFuture<ChatResponse> end)
        implements StreamingChatResponseHandler {
      Heard() {
        this(new CopyOnWriteArrayList<>(), new CompletableFuture<>());
      }

      @Override
      public void onPartialResponse(String piece) {
        pieces.add(piece);
      }

      @Override
      public void onCompleteResponse(ChatResponse response) {
        end.complete(response);
      }

      @Override
      public void onError(Throwable error) {
        end.completeExceptionally(error);
      }
    }

    private static Heard heard(ModelRouter router) {
      Heard heard = new Heard();
      router.streaming().chat("How high?", heard);
      return heard;
    }

    @Test
    void piecesArePassedOn() throws Exception {
      try (ModelRouter router =
          quick().model(LanguageModel.of("a:1", saying(false, "324", " m."))).build()) {
        Heard heard = heard(router);

        assertThat(heard.end.get(20, TimeUnit.SECONDS).aiMessage().text()).isEqualTo("324 m.");
        assertThat(heard.pieces).containsExactly("324", " m.");
        assertThat(record(router, "a:1").firstToken().half()).isPositive();
      }
    }

    @Test
    void beforeTheFirstPieceTheNextModelMayAnswer() throws Exception {
      try (ModelRouter router =
          quick()
              .model(LanguageModel.of("a:1", saying(true)))
              .model(LanguageModel.of("b:1", saying(false, "second")))
              .build()) {
        Heard heard = heard(router);

        assertThat(heard.end.get(20, TimeUnit.SECONDS).aiMessage().text()).isEqualTo("second");
        assertThat(heard.pieces).containsExactly("second");
      }
    }

    @Test
    void afterTheFirstPieceAFailureIsTheEnd() {
      try (ModelRouter router =
          quick()
              .model(LanguageModel.of("a:1", saying(true, "half")))
              .model(LanguageModel.of("b:1", saying(false, "second")))
              .build()) {
        Heard heard = heard(router);

        assertThatThrownBy(() -> heard.end.get(20, TimeUnit.SECONDS))
            .isInstanceOf(ExecutionException.class)
            .hasRootCauseMessage("failed for UNAVAILABLE");
        assertThat(heard.pieces).containsExactly("half");
      }
    }
  }

  @Test
  void theRecordTellsHowAModelDid() {
    try (ModelRouter router =
        quick()
            .model("a:1", Fake.failing(1, Kind.UNAVAILABLE, "well"))
            .prices(PriceTable.empty())
            .build()) {
      router.chat("1");
      router.chat("2");

      ModelRecord record = record(router, "a:1");
      assertThat(record.attempts()).isEqualTo(3);
      assertThat(record.errors()).containsExactly(Map.entry(Kind.UNAVAILABLE, 1L));
      assertThat(record.tokens()).isEqualTo(new Tokens(20, 10, 0));
      assertThat(record.cost()).isEmpty();
      assertThat(record.answerTime().half()).isPositive();
      assertThat(record.answerTime().nearlyAll())
          .isGreaterThanOrEqualTo(record.answerTime().half());
      assertThat(record.state()).isEqualTo(ModelRecord.State.CLOSED);
    }
  }
}
