package dev.retinue.llm.offline.routing;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.retinue.llm.offline.argument.Arguments;
import dev.retinue.llm.offline.argument.Carried;
import dev.retinue.llm.offline.argument.Filled;
import dev.retinue.llm.offline.text.Clues;
import dev.retinue.llm.offline.text.Found;
import dev.retinue.llm.offline.text.Meaning;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Chooses the tool that a request is for. A tool is called when it is likelier than none; when two
 * are about equally likely, it says so rather than guess. Deterministic; thread-safe.
 */
public final class Router {
  /** The first must be this many times likelier than the second. */
  private static final double AHEAD = 1.25;

  /** That there are steps at all speaks for a tool in each. */
  private static final double FIRST_STEP = 0.4;

  private static final double LATER_STEP = 0.25;

  /**
   * A tool set is some hundred kilobytes; an agent has one, or one a run when tools are selected.
   */
  private static final int KEPT = 16;

  private final Meaning meaning;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<ToolSet> known = new ArrayDeque<>();

  public Router(Meaning meaning) {
    this.meaning = meaning;
  }

  /** What the request asks of the tools. */
  public Decision decide(Clues request, List<ToolSpecification> tools) {
    if (tools.isEmpty()) {
      return new Decision.None(0, List.of());
    }
    ToolSet set = prepared(tools);
    Evidence evidence = evidence(request, set);
    double[] likely = scorer(evidence).probabilities(evidence.ofTools(), evidence.ofNone());
    int first = first(evidence, likely, tools.size());
    int second = best(likely, tools.size(), first);
    double none = likely[tools.size()];
    double sure = likely[first] / (likely[first] + none);
    if (evidence.isCertain(first)) {
      return decision(set, evidence, first, Math.max(sure, 0.99), true);
    }
    if (none >= likely[first]) {
      return new Decision.None(sure, search(set, evidence, likely, none));
    }
    if (second >= 0 && likely[first] < AHEAD * likely[second] && likely[second] > none) {
      return new Decision.Either(
          set.profiles().get(first).specification().name(),
          set.profiles().get(second).specification().name(),
          sure);
    }
    return decision(set, evidence, first, sure, false);
  }

  /** What the request gives for one tool that is settled already. */
  Decision decideOn(Clues request, ToolSpecification tool, Carried carried) {
    Profile profile = Profile.of(tool);
    return decision(profile, new Arguments(request).fill(profile.parameters(), carried), 1, false);
  }

  /**
   * The call of one tool by a request and what was said when its open parameters were asked for.
   *
   * @param both the request and the answer
   * @param answer the answer alone, which may be the value itself
   */
  public Optional<Decision.Call> complete(Clues both, Clues answer, ToolSpecification tool) {
    Decision decision = decideOn(both, tool, Carried.of(List.of(answer.text()), true));
    return decision instanceof Decision.Call call ? Optional.of(call) : Optional.empty();
  }

  /**
   * The tool that a step of a request is likeliest for, if it is for one at all.
   *
   * @param before the types of file that the steps before it name; empty for the first step, which
   *     cannot wait for a result
   */
  Optional<ToolSpecification> likeliest(
      Clues step, List<ToolSpecification> tools, Optional<Set<String>> before) {
    ToolSet set = prepared(tools);
    Evidence evidence = new Evidence(step, set, before, set.nearness(step.inWords(), meaning));
    double[] likely = scorer(evidence).probabilities(evidence.ofTools(), evidence.ofNone());
    int first = first(evidence, likely, tools.size());
    double sure = likely[first] / (likely[first] + likely[tools.size()]);
    boolean later = before.isPresent();
    boolean ready = later || evidence.filled(first).isComplete();
    return ready && sure >= (later ? LATER_STEP : FIRST_STEP)
        ? Optional.of(tools.get(first))
        : Optional.empty();
  }

  /** Whether a tool would take a value of the request as it stands. */
  boolean uses(Clues request, ToolSpecification tool, Found value) {
    Filled filled = new Arguments(request).fill(Profile.of(tool).parameters());
    return filled.holds(value.value());
  }

  /** Whether the tool that the request is likeliest for would take a value of it as it stands. */
  boolean takes(Clues request, List<ToolSpecification> tools, Found value) {
    Evidence evidence = evidence(request, prepared(tools));
    double[] likely = scorer(evidence).probabilities(evidence.ofTools(), evidence.ofNone());
    return evidence.filled(first(evidence, likely, tools.size())).holds(value.value());
  }

  Evidence evidence(Clues request, ToolSet set) {
    return new Evidence(request, set, Optional.empty(), set.nearness(request.inWords(), meaning));
  }

  private Scorer scorer(Evidence evidence) {
    return evidence.byMeaning() ? Scorer.WITH_MEANING : Scorer.BY_WORDS;
  }

  private static Decision decision(
      ToolSet set, Evidence evidence, int index, double sure, boolean certain) {
    return decision(set.profiles().get(index), evidence.filled(index), sure, certain);
  }

  private static Decision decision(Profile tool, Filled filled, double sure, boolean certain) {
    String name = tool.specification().name();
    if (filled.isComplete()) {
      return new Decision.Call(name, filled.arguments().toString(), sure, certain);
    }
    List<String> described = new ArrayList<>();
    for (String missing : filled.missing()) {
      tool.parameters().described(missing).ifPresent(described::add);
    }
    return new Decision.Lacking(name, filled.missing(), described, sure);
  }

  private static List<Decision.Call> search(
      ToolSet set, Evidence evidence, double[] likely, double none) {
    int first = best(likely, likely.length - 1, -1);
    Profile tool = set.profiles().get(first);
    Filled filled = evidence.filled(first);
    return tool.searches() && filled.isComplete()
        ? List.of(
            new Decision.Call(
                tool.specification().name(),
                filled.arguments().toString(),
                likely[first] / (likely[first] + none),
                false))
        : List.of();
  }

  /** The likeliest, of those that the request has the very form of if there are any. */
  private static int first(Evidence evidence, double[] likely, int tools) {
    int first = -1;
    for (int i = 0; i < tools; i++) {
      if (evidence.isCertain(i) && (first < 0 || likely[i] > likely[first])) {
        first = i;
      }
    }
    return first < 0 ? best(likely, tools, -1) : first;
  }

  private static int best(double[] likely, int tools, int except) {
    int best = -1;
    for (int i = 0; i < tools; i++) {
      if (i != except && (best < 0 || likely[i] > likely[best])) {
        best = i;
      }
    }
    return best;
  }

  ToolSet prepared(List<ToolSpecification> tools) {
    lock.lock();
    try {
      Optional<ToolSet> same = known.stream().filter(set -> set.isOf(tools)).findFirst();
      if (same.isPresent()) {
        return same.get();
      }
      ToolSet fresh = new ToolSet(tools);
      known.addFirst(fresh);
      if (known.size() > KEPT) {
        known.removeLast();
      }
      return fresh;
    } finally {
      lock.unlock();
    }
  }
}
