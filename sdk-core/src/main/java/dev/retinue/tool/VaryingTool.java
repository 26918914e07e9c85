package dev.retinue.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A tool that does not touch the same with every call: to read a page is not to post a form. What
 * {@link #traits()} declares is the most that a call can do; a single one may be declared to do
 * less, and is permitted, journaled and settled after a crash by that. Timeout, attempts and
 * whether calls run together are those of the tool.
 */
public interface VaryingTool extends Tool {
  /**
   * What one call touches, and what may happen to it again after a crash. A function of the
   * arguments alone, and quick: it is asked more than once, also by the next process.
   *
   * @param arguments as the model gave them, unchecked
   */
  ToolTraits traits(ObjectNode arguments);
}
