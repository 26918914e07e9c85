package dev.retinue.llm.router;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelException;
import dev.retinue.model.Models;
import dev.retinue.model.Tokens;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An attempt in a race. Settled by the calling thread; tells its pieces as the race allows. */
final class Runner implements Models.Attempt {
  /** How it ended. */
  sealed interface End {
    record Answer(ChatResponse response, long nanos) implements End {}

    record Failure(ModelException why) implements End {}

    /** It did not call its model: the breaker opened before its turn came. */
    record Withheld() implements End {}

    record Interrupted() implements End {}

    record Broken(Throwable error) implements End {}
  }

  final LanguageModel model;
  final Target target;
  final Models.Attempt attempt;
  final long prompt;
  private final ChatRequest request;
  private final Race race;
  private final long start = System.nanoTime();
  private volatile long firstToken;
  private volatile @Nullable End end;
  private @Nullable Thread thread;

  /** Written by the calling thread alone. */
  boolean settled;

  Runner(
      LanguageModel model,
      Target target,
      ChatRequest request,
      long prompt,
      Models.Attempt attempt,
      Race race) {
    this.model = model;
    this.target = target;
    this.request = request;
    this.prompt = prompt;
    this.attempt = attempt;
    this.race = race;
  }

  @Nullable End end() {
    return end;
  }

  /** Nanoseconds to the first piece; 0 if there was none. */
  long firstToken() {
    return firstToken;
  }

  void startOnItsOwn(Duration limit, Consumer<Runner> ended) {
    thread =
        Thread.ofVirtual()
            .name("retinue-model-" + model.id())
            .start(() -> {
              run(limit);
              ended.accept(this);
            });
  }

  void stop() {
    Thread own = thread;
    if (own != null) {
      own.interrupt();
    }
  }

  void run(Duration limit) {
    if (target.isOpen()) {
      end = new End.Withheld();
      return;
    }
    try {
      ChatResponse response = model.ask(request, this, race.streams(), limit);
      end = new End.Answer(response, System.nanoTime() - start);
    } catch (ModelException e) {
      end = new End.Failure(e);
    } catch (InterruptedException e) {
      end = new End.Interrupted();
    } catch (RuntimeException | Error e) {
      end = new End.Broken(e); // thrown on, on the calling thread
    }
  }

  private void tell(Runnable piece) {
    if (firstToken == 0) {
      firstToken = System.nanoTime() - start;
    }
    race.tell(this, piece);
  }

  @Override
  public void token(String text) {
    tell(() -> attempt.token(text));
  }

  @Override
  public void thinking(String text) {
    tell(() -> attempt.thinking(text));
  }

  @Override
  public void toolCall(PartialToolCall piece) {
    tell(() -> attempt.toolCall(piece));
  }

  @Override
  public void succeeded(Tokens tokens) {
    throw new IllegalStateException("an attempt is settled by the race, not by its model");
  }

  @Override
  public void failed(String reason) {
    throw new IllegalStateException("an attempt is settled by the race, not by its model");
  }
}
