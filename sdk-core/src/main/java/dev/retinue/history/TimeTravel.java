package dev.retinue.history;

import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.retinue.definition.AgentDefinition;
import dev.retinue.effect.Effect;
import dev.retinue.effect.ToolResult;
import dev.retinue.identity.Address;
import dev.retinue.model.Conversation;
import dev.retinue.model.ModelReply;
import dev.retinue.model.ModelRequest;
import dev.retinue.reasoner.Conclusion;
import dev.retinue.reasoner.Reasoner;
import dev.retinue.run.Outcome;
import dev.retinue.run.Run;
import dev.retinue.tool.Tool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a run as it was, and goes on from there differently. Nothing here but {@link #fork}
 * performs anything: the agent's reasoner is run over what is recorded, with no door to the world.
 * Thread-safe.
 */
public final class TimeTravel {
  private final Source source;

  /** Where runs, and what is needed to run them again, are found. Thread-safe. */
  public interface Source {
    /**
     * The history of a run.
     *
     * @throws HistoryException if there is none of this id
     */
    RunHistory history(String run);

    /** The reasoner of a type, if there is one in this runtime. */
    Optional<Reasoner> reasoner(String type);

    /** The definition of an agent, if it was made in this runtime. */
    Optional<AgentDefinition> definition(String agent);

    /** The tools that a definition names, as far as they are there. */
    Collection<Tool> tools(AgentDefinition definition);

    /** Starts a fork as a run of its own. */
    Run start(Fork fork);
  }

  public TimeTravel(Source source) {
    this.source = source;
  }

  /**
   * The run as it stood before this effect was performed.
   *
   * @throws HistoryException if there is no such run, it has no effect at this address, or the code
   *     that is here asks otherwise than the run did, so that its requests cannot be rebuilt
   */
  public RunState stateAt(String run, Address address) {
    RunHistory history = source.history(run);
    Step step = step(history, address);
    int until = Fork.step(address);
    AgentDefinition definition = recorded(history);
    Reenactment.Course course = course(history, history.asked().input(), definition, true, until);
    if (course.reached() instanceof Reenactment.Reached.Elsewhere elsewhere) {
      throw notRebuilt(history, elsewhere.address(), course);
    }
    Optional<Effect<?>> asked = course.at(address);
    if (asked.isPresent()
        && step.request().isPresent()
        && !step.request().get().equals(Reenactment.request(asked.get()))) {
      throw notRebuilt(history, address, course);
    }
    return new RunState(
        run,
        address,
        history.steps().stream().filter(past -> Fork.step(past.address()) < until).toList(),
        asked,
        lastRequest(course, until));
  }

  private HistoryException notRebuilt(
      RunHistory history, Address address, Reenactment.Course course) {
    return new HistoryException(
        history.run(),
        "what run "
            + history.run()
            + " had asked cannot be rebuilt: "
            + divergence(history, address, course),
        null);
  }

  private static Optional<ModelRequest> lastRequest(Reenactment.Course course, int until) {
    ModelRequest last = null;
    for (Map.Entry<Address, Effect<?>> asked : course.asked().entrySet()) {
      if (Fork.step(asked.getKey()) <= until && asked.getValue() instanceof Effect.CallModel call) {
        last = call.request();
      }
    }
    return Optional.ofNullable(last);
  }

  /**
   * Runs the code that is here over a recorded run and performs nothing: the agent's present
   * definition, if it was made in this runtime, and the present reasoner of its type.
   */
  public Replay replay(String run) {
    RunHistory history = source.history(run);
    return replay(
        history, source.definition(history.scope().agent()).orElseGet(() -> recorded(history)));
  }

  /** The same under another definition. */
  public Replay replay(String run, AgentDefinition definition) {
    return replay(source.history(run), definition);
  }

  private Replay replay(RunHistory history, AgentDefinition definition) {
    Reenactment.Course course = course(history, history.asked().input(), definition, true, null);
    return switch (course.reached()) {
      case Reenactment.Reached.Elsewhere elsewhere ->
          new Replay.Diverged(divergence(history, elsewhere.address(), course));
      case Reenactment.Reached.Frontier frontier ->
          history.outcome().isPresent() && history.step(frontier.address()).isEmpty()
              ? new Replay.Diverged(divergence(history, frontier.address(), course))
              : new Replay.SoFar(frontier.address());
      case Reenactment.Reached.Target target ->
          throw new IllegalStateException("a replay has no target");
      case Reenactment.Reached.Failure failure ->
          ended(history, failure.exception().getMessage(), course);
      case Reenactment.Reached.End end ->
          ended(
              history,
              switch (end.conclusion()) {
                case Conclusion.Answer answer -> answer.text();
                case Conclusion.GaveUp gaveUp -> gaveUp.detail();
              },
              course);
    };
  }

  private static Replay ended(RunHistory history, String now, Reenactment.Course course) {
    String then =
        history
            .outcome()
            .map(outcome ->
                switch (outcome) {
                  case Outcome.Answered answered -> answered.text();
                  case Outcome.Stopped stopped -> stopped.detail();
                  case Outcome.Failed failed -> failed.message();
                  case Outcome.Cancelled cancelled -> cancelled.text();
                  case Outcome.InDoubt doubt -> doubt.text();
                })
            .orElse(now);
    return then.equals(now)
        ? new Replay.Same(course.asked().size())
        : new Replay.EndedOtherwise(then, now);
  }

  /**
   * Starts a run that shares the steps of another one before this address, and goes on otherwise.
   * Effects that were performed together with the one at the address keep their results. It is a
   * run of its own: journaled, with a history of its own that names the run it came from.
   *
   * @param address of an effect of the run's reasoner, not of a tool
   * @throws HistoryException if there is no such run, or the shared steps cannot be shared under
   *     the variation, since the reasoner asks something else there; fork at an earlier step
   * @throws IllegalArgumentException if there is no such step, or a result is not one of that
   *     effect
   */
  public Run fork(String run, Address address, Variation variation) {
    RunHistory history = source.history(run);
    if (!address.isTop()) {
      throw new IllegalArgumentException(
          address + " is a tool's own effect; fork at that of the tool, " + top(address));
    }
    step(history, address);
    AgentDefinition definition =
        Objects.requireNonNullElseGet(
            variation.definition(),
            () -> source.definition(history.scope().agent()).orElseGet(() -> recorded(history)));
    if (!definition.id().equals(history.scope().agent())) {
      throw new IllegalArgumentException(
          "run "
              + run
              + " is of agent '"
              + history.scope().agent()
              + "' and cannot go on as agent '"
              + definition.id()
              + "'; give the definition that id");
    }
    String input = Objects.requireNonNullElse(variation.input(), history.asked().input());
    int until = Fork.step(address);
    Reenactment.Course course = course(history, input, definition, false, until);
    Effect<?> asked = course.at(address).orElse(null);
    if (!(course.reached() instanceof Reenactment.Reached.Target)
        || asked == null
        || !sharesItsStep(history, address, course)) {
      throw notShared(history, address, course);
    }
    variation
        .instead()
        .ifPresent(result -> {
          if (!asked.resultType().isInstance(result)) {
            throw new IllegalArgumentException(
                "the effect at "
                    + address
                    + " is a "
                    + asked.getClass().getSimpleName()
                    + " and gives a "
                    + asked.resultType().getSimpleName()
                    + ", not a "
                    + result.getClass().getSimpleName());
          }
        });
    return source.start(new Fork(history, address, variation, definition, course.asked()));
  }

  private static boolean sharesItsStep(
      RunHistory history, Address address, Reenactment.Course course) {
    for (Step step : history.steps()) {
      if (Fork.step(step.address()) == Fork.step(address) && !step.address().equals(address)) {
        Optional<Effect<?>> asked = course.at(step.address());
        if (asked.isEmpty() || !step.effect().equals(asked.get().getClass().getSimpleName())) {
          return false;
        }
      }
    }
    return true;
  }

  private HistoryException notShared(
      RunHistory history, Address address, Reenactment.Course course) {
    String why =
        switch (course.reached()) {
          case Reenactment.Reached.Elsewhere elsewhere ->
              divergence(history, elsewhere.address(), course).toString();
          case Reenactment.Reached.Frontier frontier ->
              "nothing came of its effect at " + frontier.address() + " yet";
          case Reenactment.Reached.End end -> "under the variation it ends before";
          case Reenactment.Reached.Failure failure ->
              String.valueOf(failure.exception().getMessage());
          case Reenactment.Reached.Target target -> "it asks for other effects there";
        };
    return new HistoryException(
        history.run(),
        "run "
            + history.run()
            + " cannot be forked at "
            + address
            + "; fork at an earlier step. "
            + why,
        null);
  }

  /** Holds runs side by side. */
  public Comparison compare(String... runs) {
    return Comparison.of(Arrays.stream(runs).map(source::history).toList());
  }

  // --- what is recorded, and what is here

  private Reenactment.Course course(
      RunHistory history,
      String input,
      AgentDefinition definition,
      boolean strict,
      @Nullable Integer until) {
    Reasoner reasoner =
        source
            .reasoner(history.asked().reasoner())
            .orElseThrow(() ->
                new HistoryException(
                    history.run(),
                    "run "
                        + history.run()
                        + " is of the type '"
                        + history.asked().reasoner()
                        + "', for which this runtime has no reasoner; give it to builder().reasoner(..)",
                    null));
    return Reenactment.of(
        history,
        Reenactment.task(history, input, definition, source.tools(definition)),
        reasoner,
        strict,
        until);
  }

  /** The definition that the run started with; where it is not known, the agent's present one. */
  private AgentDefinition recorded(RunHistory history) {
    return history
        .definition()
        .or(() -> source.definition(history.scope().agent()))
        .orElseThrow(() ->
            new HistoryException(
                history.run(),
                "the definition of agent '"
                    + history.scope().agent()
                    + "' is not known; make it with runtime.agent(..)",
                null));
  }

  private Divergence divergence(RunHistory history, Address address, Reenactment.Course course) {
    Effect<?> now = course.at(address).orElseThrow();
    return Divergence.of(history, address, now, rebuilt(history, address, course));
  }

  /**
   * The conversation that the run had at this address: by its own definition, or from the last one
   * that was still the same and what was recorded since; known by its fingerprint.
   */
  private Optional<Conversation> rebuilt(
      RunHistory history, Address address, Reenactment.Course course) {
    String fingerprint =
        history.step(address).flatMap(Step::request).map(Object::toString).orElse("");
    List<Conversation> candidates = new ArrayList<>();
    if (history.definition().isPresent()) {
      course(history, history.asked().input(), history.definition().get(), true, Fork.step(address))
          .at(address)
          .ifPresent(asked -> {
            if (asked instanceof Effect.CallModel call) {
              candidates.add(call.request().conversation());
            }
          });
    }
    goneOn(history, address, course).ifPresent(candidates::add);
    return candidates.stream()
        .filter(conversation -> fingerprint.equals("CallModel " + conversation.fingerprint()))
        .findFirst();
  }

  /** A conversation goes on with the model's reply and what its tools returned. */
  private static Optional<Conversation> goneOn(
      RunHistory history, Address address, Reenactment.Course course) {
    Conversation conversation = null;
    ModelReply reply = null;
    int calls = 0;
    for (Step step : history.steps()) {
      if (Fork.step(step.address()) >= Fork.step(address)) {
        break;
      }
      if (step.reply().isPresent()
          && course.at(step.address()).orElse(null) instanceof Effect.CallModel call) {
        reply = step.reply().get();
        conversation = call.request().conversation().plus(reply.message());
        calls = 0;
      } else if (conversation != null && reply != null && step.told().isPresent()) {
        ToolResult told = step.told().get();
        if (calls < reply.message().toolExecutionRequests().size()) {
          conversation =
              conversation.plus(
                  ToolExecutionResultMessage.from(
                      reply.message().toolExecutionRequests().get(calls++), told.text()));
        }
      }
    }
    return Optional.ofNullable(conversation);
  }

  private static String top(Address address) {
    return address.path().substring(0, address.path().indexOf('/'));
  }

  private static Step step(RunHistory history, Address address) {
    return history
        .step(address)
        .orElseThrow(() ->
            new HistoryException(
                history.run(),
                "run "
                    + history.run()
                    + " has no effect at "
                    + address
                    + "; it has "
                    + history.steps().stream()
                        .map(step -> step.address().path())
                        .collect(Collectors.joining(", ")),
                null));
  }
}
