package dev.retinue.llm.selection;

import dev.retinue.definition.ModelDefinition;
import dev.retinue.learning.BanditState;
import dev.retinue.learning.Experience;
import dev.retinue.learning.Lesson;
import dev.retinue.learning.Lessons;
import dev.retinue.learning.LinUcb;
import dev.retinue.learning.Pick;
import dev.retinue.llm.selection.Catalogue.Entry;
import dev.retinue.model.ModelChoice;
import dev.retinue.model.ModelChoice.Candidate;
import dev.retinue.model.ModelChoice.Dropped;
import dev.retinue.model.ModelSelection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Chooses among the models of a catalogue: those that meet all requirements and can be called here,
 * and of these the one that did best for the agent in calls like this one, by LinUCB. A call is
 * worth 1 if it is answered in a usable form, less for what it cost and for how long it took, and 0
 * if not. Chance has no part in it: the same lessons choose the same. Thread-safe.
 */
public final class CatalogueSelection implements ModelSelection {
  /** Under which name it learns. */
  static final String POLICY = "models";

  /** A cost at which half of the weight of cost is lost, in dollars. */
  private static final double USUAL_COST = 0.02;

  /** A time at which half of the weight of time is lost, in seconds. */
  private static final double USUAL_SECONDS = 20;

  private final Catalogue catalogue;
  private final LinUcb bandit;
  private final double weightOfCost;
  private final double weightOfTime;

  /** The usual one, over the standard catalogue. */
  public CatalogueSelection() {
    this(builder());
  }

  private CatalogueSelection(Builder builder) {
    catalogue = builder.catalogue == null ? Catalogue.standard() : builder.catalogue;
    bandit = new LinUcb(Needs.FEATURES, 0.5, 1, 0.5, 0.995, builder.exploration);
    weightOfCost = builder.weightOfCost;
    weightOfTime = builder.weightOfTime;
  }

  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String name() {
    return "catalogue";
  }

  @Override
  public List<String> known() {
    return catalogue.models().stream().map(Entry::model).toList();
  }

  /** Who is left after all requirements, in the catalogue's order, and who is not. */
  private record Field(List<String> models, List<Dropped> dropped, List<Double> context) {}

  private Field field(Question question) {
    Needs needs = new Needs(question);
    List<String> models = new ArrayList<>();
    Map<String, List<String>> dropped = new LinkedHashMap<>();
    for (Entry entry : catalogue.models()) {
      ModelDefinition called = question.asked().chosen(entry.model());
      Optional<String> against = needs.against(entry, called);
      if (against.isEmpty()) {
        models.add(entry.model());
      } else {
        dropped.computeIfAbsent(against.get(), why -> new ArrayList<>()).add(entry.model());
      }
    }
    return new Field(
        models,
        dropped.entrySet().stream()
            .map(each -> new Dropped(each.getKey(), each.getValue()))
            .toList(),
        needs.context());
  }

  @Override
  public ModelChoice explain(Question question, Lessons lessons) {
    Field field = field(question);
    return field.models().isEmpty()
        ? nobody(field)
        : choice(field, pick(field, lessons.known(POLICY)));
  }

  @Override
  public ModelChoice choose(Question question, Lessons lessons) {
    Field field = field(question);
    return field.models().isEmpty()
        ? nobody(field)
        : choice(field, lessons.choose(POLICY, state -> pick(field, state)));
  }

  private Pick pick(Field field, BanditState state) {
    return bandit.choose(state, field.models(), field.context(), 0);
  }

  private static ModelChoice nobody(Field field) {
    return new ModelChoice(
        "no model of the catalogue meets the requirements and can be called",
        List.of(),
        field.dropped(),
        false,
        field.context());
  }

  private static ModelChoice choice(Field field, Pick pick) {
    List<Candidate> candidates =
        new ArrayList<>(
            pick.estimates().stream()
                .map(each ->
                    new Candidate(each.arm(), each.mean(), each.uncertainty(), each.lessons()))
                .sorted(Comparator.comparingDouble(Candidate::estimate).reversed())
                .toList());
    Candidate chosen =
        candidates.stream()
            .filter(each -> each.model().equals(pick.arm()))
            .findFirst()
            .orElseThrow();
    candidates.remove(chosen);
    String why = why(chosen, candidates, pick.explores());
    candidates.addFirst(chosen);
    return new ModelChoice(why, candidates, field.dropped(), pick.explores(), field.context());
  }

  private static String why(Candidate chosen, List<Candidate> others, boolean explores) {
    if (others.isEmpty()) {
      return chosen.model() + " is the only model that meets the requirements and can be called";
    }
    if (explores) {
      return String.format(
          Locale.ROOT,
          "%s is tried although %s is expected to do better: it did %.0f calls so far, and may be worth up to %.2f",
          chosen.model(),
          others.getFirst().model(),
          chosen.lessons(),
          chosen.estimate() + chosen.uncertainty());
    }
    boolean equal = others.getFirst().estimate() == chosen.estimate();
    return String.format(
        Locale.ROOT,
        equal
            ? "%s comes first in the catalogue of %d that are expected to do equally well"
            : "%s is expected to do best of %d in calls like this one",
        chosen.model(),
        equal
            ? 1 + others.stream().filter(each -> each.estimate() == chosen.estimate()).count()
            : 1 + others.size());
  }

  @Override
  public void learn(ModelChoice choice, List<Attempted> attempts, Lessons lessons) {
    if (choice.candidates().isEmpty()) {
      return;
    }
    Set<String> candidates =
        choice.candidates().stream().map(Candidate::model).collect(Collectors.toSet());
    lessons.learn(
        POLICY,
        new Experience(
            bandit,
            choice.explores(),
            attempts.stream()
                .filter(each -> candidates.contains(each.model()))
                .map(each -> new Lesson(each.model(), choice.context(), reward(each)))
                .toList()));
  }

  private double reward(Attempted attempt) {
    if (!attempt.answered()) {
      return 0;
    }
    double dollars = attempt.cost().amount().doubleValue();
    double seconds = attempt.took().toNanos() / 1e9;
    return 1
        - weightOfCost * dollars / (dollars + USUAL_COST)
        - weightOfTime * seconds / (seconds + USUAL_SECONDS);
  }

  /** Collects what is chosen from, and what counts. */
  public static final class Builder {
    private @org.jspecify.annotations.Nullable Catalogue catalogue;
    private double exploration = 0.05;
    private double weightOfCost = 0.3;
    private double weightOfTime = 0.2;

    private Builder() {}

    /** The models to choose from; {@link Catalogue#standard} if not set. */
    public Builder catalogue(Catalogue models) {
      catalogue = models;
      return this;
    }

    /**
     * The most of an agent's choices that go to another model than the one that is expected to do
     * best, from 0 to 1; 0.05 if not set.
     */
    public Builder exploration(double share) {
      exploration = share;
      return this;
    }

    /**
     * What the worst cost and the longest time take off the worth of an answer, each from 0, both
     * together at most 1; 0.3 and 0.2 if not set. Half of it is lost at two cents, and at twenty
     * seconds.
     */
    public Builder weights(double cost, double time) {
      if (!(cost >= 0 && time >= 0 && cost + time <= 1)) {
        throw new IllegalArgumentException(
            "weights must not be negative nor above 1 together, got " + cost + ", " + time);
      }
      weightOfCost = cost;
      weightOfTime = time;
      return this;
    }

    /**
     * @throws IllegalArgumentException if the share of exploration is none
     */
    public CatalogueSelection build() {
      return new CatalogueSelection(this);
    }
  }
}
