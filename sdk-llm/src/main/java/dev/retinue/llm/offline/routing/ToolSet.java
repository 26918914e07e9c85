package dev.retinue.llm.offline.routing;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.retinue.llm.offline.text.Meaning;
import dev.retinue.llm.offline.text.Words;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tools that an agent has, prepared once: their profiles, how rare their words are, and their
 * vectors from the first request on that needs them. Thread-safe.
 */
final class ToolSet {
  private final List<ToolSpecification> specifications;
  private final List<Profile> profiles;
  private final Words.Weights weights;
  private final Map<Integer, Double> groups = new HashMap<>();
  private volatile @Nullable List<float[]> vectors;

  ToolSet(List<ToolSpecification> specifications) {
    this.specifications = List.copyOf(specifications);
    profiles = specifications.stream().map(Profile::of).toList();
    weights = new Words.Weights(profiles.stream().map(Profile::words).toList());
    weighGroups();
  }

  private void weighGroups() {
    for (Profile each : profiles) {
      Set<Integer> all = new HashSet<>(each.nameGroups());
      all.addAll(each.aboutGroups());
      all.forEach(group -> groups.merge(group, 1.0, Double::sum));
    }
    double count = profiles.size() + 10;
    groups.replaceAll((group, with) -> Math.log(1 + (count - with + 0.5) / (with + 0.5)));
  }

  /** How telling a group of the thesaurus is: the fewer tools it is about, the more. */
  double weight(int group) {
    return groups.getOrDefault(group, 0.0);
  }

  List<Profile> profiles() {
    return profiles;
  }

  Words.Weights weights() {
    return weights;
  }

  /** Whether it was made of these; the same objects come back with every step of a run. */
  boolean isOf(List<ToolSpecification> tools) {
    if (tools.size() != specifications.size()) {
      return false;
    }
    for (int i = 0; i < tools.size(); i++) {
      ToolSpecification known = specifications.get(i);
      if (!known.equals(tools.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** How near each tool is to the request, from 0 to 1; empty without embeddings. */
  Optional<double[]> nearness(String request, Meaning meaning) {
    List<float[]> known = vectors;
    if (known == null) {
      known = meaning.vectors(profiles.stream().map(Profile::summary).toList()).orElse(null);
      if (known == null) {
        return Optional.empty();
      }
      vectors = known; // made twice if two requests come first at once, with equal values
    }
    return meaning.nearnessTo(request, known);
  }
}
