package dev.retinue.model;

import dev.retinue.budget.Money;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.learning.Lessons;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the model of a call whose definition says {@code auto}. Found by {@link
 * java.util.ServiceLoader}; the one of sdk-llm knows a catalogue and learns from outcomes.
 * Thread-safe.
 */
public interface ModelSelection {
  /** For reports of health: {@code catalogue}. */
  String name();

  /** The models of which it knows, as {@code provider:model}. */
  List<String> known();

  /** What would be chosen. Counts as no choice, and calls nobody. */
  ModelChoice explain(Question question, Lessons lessons);

  /**
   * Chooses. Candidates meet the definition's requirements and those that follow from the request.
   */
  ModelChoice choose(Question question, Lessons lessons);

  /** Learns what came of a choice. */
  void learn(ModelChoice choice, List<Attempted> attempts, Lessons lessons);

  /**
   * What a choice is made for.
   *
   * @param asked the definition, with its requirements
   * @param request what the model is to answer
   * @param access which models can be called
   * @param prices what they cost
   */
  record Question(ModelDefinition asked, ModelRequest request, Access access, PriceTable prices) {}

  /** Which models can be called here. */
  interface Access {
    /**
     * Why a model cannot be opened: its provider is not on the class path, a key is missing. Empty
     * if it can.
     */
    Optional<String> closed(ModelDefinition model);

    /** The most tokens that a model takes as it is set up here; 0 if that is not known. */
    int contextTokens(ModelDefinition model);

    /**
     * Why a server does not have a model now; empty if it has. The server is asked, but not again
     * and again.
     */
    Optional<String> absent(ModelDefinition model);
  }

  /**
   * An attempt at a call, which has ended.
   *
   * @param model {@code provider:model}
   * @param answered whether it gave a whole answer, of a form that can be used
   * @param cost of its tokens
   * @param took how long it was under way
   */
  record Attempted(String model, boolean answered, Money cost, Duration took) {}
}
