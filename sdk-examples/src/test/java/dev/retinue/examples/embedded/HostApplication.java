package dev.retinue.examples.embedded;

import dev.retinue.definition.AgentDefinition;
import dev.retinue.run.Outcome;
import dev.retinue.runtime.Agent;
import dev.retinue.runtime.AgentRuntime;
import java.nio.file.Path;

/** A host as others write them: packed into a fat jar, or loaded by a class loader of its own. */
public final class HostApplication {
  private HostApplication() {}

  /** Arguments: a home and a folder of documents. Prints the answer. */
  public static void main(String[] arguments) throws Exception {
    System.out.println(answer(arguments[0], arguments[1]));
  }

  /** Builds a runtime, ingests, asks, and closes it. */
  public static String answer(String home, String documents) throws Exception {
    try (AgentRuntime runtime = AgentRuntime.builder().home(Path.of(home)).build()) {
      Agent agent =
          runtime.agent(
              AgentDefinition.builder("Guide").tools("calculator").knowledge(documents).build());
      Outcome outcome = agent.ask("How often does somebody working alone report by radio?");
      return outcome.text();
    }
  }
}
