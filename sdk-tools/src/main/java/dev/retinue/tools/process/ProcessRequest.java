package dev.retinue.tools.process;

import java.util.List;
import java.util.Map;

/**
 * A program to start. Immutable.
 *
 * @param command the program and its arguments, each as it is: no shell reads them
 * @param confinement what it can reach
 * @param environment what it has beside {@code PATH}, {@code HOME}, {@code LANG} and {@code
 *     TMPDIR}; in a sandbox others on the machine can see it, so no secrets
 * @param input what it reads; a live process reads what its owner writes instead
 * @param limits what it may take
 */
public record ProcessRequest(
    List<String> command,
    Confinement confinement,
    Map<String, String> environment,
    String input,
    ProcessLimits limits) {
  public ProcessRequest {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    if (command.isEmpty() || command.getFirst().isEmpty()) {
      throw new IllegalArgumentException("the command must name a program, got " + command);
    }
  }

  /** Without more in the environment, without input, within the usual limits. */
  public static ProcessRequest of(Confinement confinement, String... command) {
    return new ProcessRequest(List.of(command), confinement, Map.of(), "", ProcessLimits.usual());
  }

  public ProcessRequest withEnvironment(Map<String, String> variables) {
    return new ProcessRequest(command, confinement, variables, input, limits);
  }

  public ProcessRequest withInput(String text) {
    return new ProcessRequest(command, confinement, environment, text, limits);
  }

  public ProcessRequest withLimits(ProcessLimits others) {
    return new ProcessRequest(command, confinement, environment, input, others);
  }
}
