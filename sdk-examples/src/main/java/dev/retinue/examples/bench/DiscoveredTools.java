package dev.retinue.examples.bench;

import dev.retinue.runtime.AgentRuntime;
import dev.retinue.runtime.Phase;

/** Builds a runtime, and says how long its tools took to be found and checked, and how many. */
public final class DiscoveredTools {
  private DiscoveredTools() {}

  public static void main(String[] arguments) {
    try (AgentRuntime runtime = AgentRuntime.builder().model(new AddingModel()).build()) {
      long nanos =
          runtime.startup().stream()
              .filter(report -> report.phase() == Phase.STORES_AND_TOOLS)
              .mapToLong(report -> report.took().toNanos())
              .sum();
      System.out.println(runtime.tools().entries().size() + " " + nanos);
    }
  }
}
