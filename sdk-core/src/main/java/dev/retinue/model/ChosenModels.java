package dev.retinue.model;

import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.error.NearestName;
import dev.retinue.error.SetupException;
import dev.retinue.json.SchemaCheck;
import dev.retinue.learning.Lessons;
import dev.retinue.model.ModelSelection.Attempted;
import dev.retinue.model.ModelSelection.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts the models that are chosen for a call where its chain says {@code auto}, and tells what came
 * of them. Thread-safe.
 */
final class ChosenModels {
  /** How long a server's word is taken for whether it has a model. */
  private static final Duration TAKEN = Duration.ofMinutes(1);

  private final @Nullable ModelSelection selection;
  private final Supplier<PriceTable> prices;
  private final Function<ModelDefinition, LanguageModel> open;
  private final Map<ModelDefinition, Tried> tried = new ConcurrentHashMap<>();
  private final Map<ModelDefinition, Looked> looked = new ConcurrentHashMap<>();

  /** What came of opening a model. */
  private record Tried(Optional<String> problem, int contextTokens) {}

  private record Looked(Optional<String> absent, long nanos) {}

  ChosenModels(
      @Nullable ModelSelection selection,
      Supplier<PriceTable> prices,
      Function<ModelDefinition, LanguageModel> open) {
    this.selection = selection;
    this.prices = prices;
    this.open = open;
  }

  /** A call of models that all are named. */
  interface Named {
    ModelReply call(List<ModelDefinition> models, Models.Call call) throws InterruptedException;
  }

  ModelReply call(List<ModelDefinition> chain, ModelRequest request, Models.Call call, Named named)
      throws InterruptedException {
    Optional<ModelDefinition> auto = auto(chain);
    ModelSelection chooser = selection;
    if (auto.isEmpty() || chooser == null) {
      return named.call(chain, call);
    }
    Lessons lessons = call.lessons();
    ModelChoice choice = chooser.choose(question(auto.get(), request, true), lessons);
    List<ModelDefinition> models = expanded(chain, choice);
    if (models.isEmpty()) {
      throw new ModelException(
          ModelException.Kind.UNKNOWN_MODEL,
          "auto",
          "no model can be chosen: " + choice.explain(),
          null);
    }
    Watched watched = new Watched(call);
    try {
      ModelReply reply = named.call(models, watched);
      chooser.learn(choice, watched.attempts(isSound(reply, request)), lessons);
      return new ModelReply(reply.message(), reply.model(), reply.tokens(), reply.finish(), choice);
    } catch (ModelException e) {
      chooser.learn(choice, watched.attempts(false), lessons);
      throw e;
    }
  }

  /** Whether an answer is whole, and of a form that can be used: as good as can be told from it. */
  private static boolean isSound(ModelReply reply, ModelRequest request) {
    if (reply.finish().equals("length") || reply.finish().equals("content_filter")) {
      return false;
    }
    return reply.message().toolExecutionRequests().stream()
        .allMatch(call ->
            request.tools().stream()
                .anyMatch(tool ->
                    tool.name().equals(call.name())
                        && SchemaCheck.check(call.arguments(), tool.parameters())
                            instanceof SchemaCheck.Checked.Fits));
  }

  private static Optional<ModelDefinition> auto(List<ModelDefinition> chain) {
    return chain.stream().filter(ModelDefinition::isAuto).findFirst();
  }

  private static List<ModelDefinition> expanded(List<ModelDefinition> chain, ModelChoice choice) {
    List<ModelDefinition> models = new ArrayList<>();
    for (ModelDefinition each : chain) {
      if (each.isAuto()) {
        choice.candidates().forEach(candidate -> models.add(each.chosen(candidate.model())));
      } else {
        models.add(each);
      }
    }
    return models;
  }

  Optional<ModelChoice> explain(
      List<ModelDefinition> chain, ModelRequest request, Lessons lessons) {
    ModelSelection chooser = selection;
    return chooser == null
        ? Optional.empty()
        : auto(chain).map(auto -> chooser.explain(question(auto, request, false), lessons));
  }

  /** Why no model can be chosen, before anything is asked; empty if one can. */
  Optional<String> problem(ModelDefinition auto) {
    if (selection == null) {
      return Optional.of(
          "no model can be chosen for 'auto': add dev.retinue:sdk-llm, which has a catalogue, call"
              + " builder().modelSelection(..), or name a model");
    }
    ModelChoice choice =
        selection.explain(
            question(auto, ModelRequest.of(Conversation.of()), false), Lessons.none());
    return choice.candidates().isEmpty()
        ? Optional.of("no model can be chosen for 'auto': " + choice.explain())
        : Optional.empty();
  }

  /**
   * The known model that a name must mean, since it differs from it by marks alone: {@code gpt5},
   * {@code claude-sonnet-4.5}.
   */
  Optional<String> meant(String reference) {
    return known(reference)
        .filter(each -> !each.equals(reference) && plain(each).equals(plain(reference)))
        .findFirst();
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_. ]", "");
  }

  /** The known models of the same provider; none if the very name is known. */
  private Stream<String> known(String reference) {
    String provider = reference.substring(0, reference.indexOf(':') + 1);
    List<String> known = selection == null ? List.of() : selection.known();
    return known.contains(reference)
        ? Stream.empty()
        : known.stream().filter(each -> each.startsWith(provider));
  }

  /** The same failure, with the nearest known name if the provider does not know the model. */
  ModelException hinted(ModelException failure) {
    if (failure.kind() != ModelException.Kind.UNKNOWN_MODEL) {
      return failure;
    }
    return NearestName.of(failure.model(), known(failure.model()).toList())
        .map(nearest ->
            new ModelException(
                failure.kind(),
                failure.model(),
                failure.getMessage() + "; did you mean '" + nearest + "'?",
                failure.retryAfter().orElse(null),
                failure))
        .orElse(failure);
  }

  private Question question(ModelDefinition auto, ModelRequest request, boolean looks) {
    return new Question(auto, request, new Access(looks), prices.get());
  }

  private final class Access implements ModelSelection.Access {
    private final boolean looks;

    /**
     * @param looks whether servers are asked
     */
    Access(boolean looks) {
      this.looks = looks;
    }

    @Override
    public Optional<String> closed(ModelDefinition model) {
      return tried.computeIfAbsent(model, this::tried).problem();
    }

    private Tried tried(ModelDefinition model) {
      try {
        return new Tried(Optional.empty(), open.apply(model).traits().contextTokens());
      } catch (SetupException e) {
        return new Tried(Optional.of(e.getMessage()), 0);
      }
    }

    @Override
    public int contextTokens(ModelDefinition model) {
      return tried.computeIfAbsent(model, this::tried).contextTokens();
    }

    @Override
    public Optional<String> absent(ModelDefinition model) {
      Looked before = looked.get(model);
      if (before != null && (!looks || System.nanoTime() - before.nanos() < TAKEN.toNanos())) {
        return before.absent();
      }
      if (!looks) {
        return Optional.empty();
      }
      Optional<String> absent = Optional.empty();
      try {
        open.apply(model).traits().probe().check();
      } catch (ModelException e) {
        absent = Optional.of(Objects.requireNonNullElse(e.getMessage(), e.kind().name()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // For the call that is about to be made.
        return Optional.empty();
      }
      looked.put(model, new Looked(absent, System.nanoTime()));
      return absent;
    }
  }

  /** Notes what became of each attempt. Attempts may run together. */
  private final class Watched implements Models.Call {
    private final Models.Call call;
    private final Collection<Attempted> attempts = new ConcurrentLinkedQueue<>();
    private final AtomicInteger active = new AtomicInteger();

    Watched(Models.Call call) {
      this.call = call;
    }

    /**
     * The attempts that ended, with an answer or without.
     *
     * @param sound whether the answer, if there was one, is of use
     */
    List<Attempted> attempts(boolean sound) {
      return attempts.stream()
          .map(each -> sound ? each : new Attempted(each.model(), false, each.cost(), each.took()))
          .toList();
    }

    @Override
    public Duration timeout() {
      return call.timeout();
    }

    @Override
    public boolean streams() {
      return call.streams();
    }

    @Override
    public boolean withdraws() {
      return call.withdraws();
    }

    @Override
    public Lessons lessons() {
      return call.lessons();
    }

    @Override
    public Models.Attempt begin(String model) {
      return watched(model, call.begin(model));
    }

    @Override
    public Optional<Models.Attempt> beginIfAllowed(String model) {
      return call.beginIfAllowed(model).map(attempt -> watched(model, attempt));
    }

    private Models.Attempt watched(String model, Models.Attempt attempt) {
      active.incrementAndGet();
      long start = System.nanoTime();
      return new Models.Attempt() {
        @Override
        public void token(String text) {
          attempt.token(text);
        }

        @Override
        public void thinking(String text) {
          attempt.thinking(text);
        }

        @Override
        public void toolCall(PartialToolCall piece) {
          attempt.toolCall(piece);
        }

        @Override
        public void succeeded(Tokens tokens) {
          attempt.succeeded(tokens);
          note(true, tokens);
        }

        @Override
        public void failed(String reason) {
          attempt.failed(reason);
          note(false, Tokens.NONE);
        }

        // It was too late; or another that ran beside it was faster, which is no failure.
        @Override
        public void abandoned(String reason) {
          attempt.abandoned(reason);
          if (active.getAndDecrement() == 1) {
            add(false, Tokens.NONE);
          }
        }

        private void note(boolean answered, Tokens tokens) {
          active.getAndDecrement();
          add(answered, tokens);
        }

        private void add(boolean answered, Tokens tokens) {
          attempts.add(
              new Attempted(
                  model,
                  answered,
                  prices.get().of(model).orElse(ModelPrice.FREE).of(tokens),
                  Duration.ofNanos(System.nanoTime() - start)));
        }
      };
    }
  }
}
