package dev.retinue.llm.offline.routing;

import java.util.List;

/** What the router makes of a request. */
public sealed interface Decision {
  /**
   * How sure it is that a tool is meant rather than none, from 0 to 1.
   *
   * @see Router
   */
  double sure();

  /**
   * One tool, with all that it needs.
   *
   * @param arguments as JSON
   * @param certain whether the request has the very form that the tool is for
   */
  record Call(String tool, String arguments, double sure, boolean certain) implements Decision {}

  /**
   * One tool, for which the request does not say all.
   *
   * @param missing names of the required parameters that stay open
   * @param described the same as a person would be asked for them
   */
  record Lacking(String tool, List<String> missing, List<String> described, double sure)
      implements Decision {}

  /** Two tools, of which either may be meant. */
  record Either(String first, String second, double sure) implements Decision {}

  /**
   * No tool.
   *
   * @param search the call of a tool that answers any question, for one that nothing else answers
   */
  record None(double sure, List<Call> search) implements Decision {}
}
