package dev.retinue.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retinue.effect.ToolResult;
import dev.retinue.json.Json;
import java.nio.file.Files;

/**
 * Shows that a tool works on this machine, with what the machine has: it reaches nothing outside of
 * it, and writes nowhere but in the folder of its context. Takes at most some seconds.
 */
@FunctionalInterface
public interface SelfTest {
  /**
   * Uses the tool.
   *
   * @param context with an empty folder, the time, and nothing else
   * @throws Exception if it does not work, with what happened
   */
  void run(Tool tool, ToolContext context) throws Exception;

  /**
   * The same with a file in the folder.
   *
   * @param name of the file
   * @param content of the file
   */
  static SelfTest withFile(String name, String content, SelfTest test) {
    return (tool, context) -> {
      Files.writeString(context.files().resolve(name), content);
      test.run(tool, context);
    };
  }

  /**
   * One call whose result holds a text.
   *
   * @param arguments JSON
   */
  static SelfTest answers(String arguments, String expected) {
    return (tool, context) -> {
      ToolResult answer = tool.call((ObjectNode) Json.tree(arguments), context);
      String result = answer.text();
      if (!(answer instanceof ToolResult.Ok) || !result.contains(expected)) {
        throw new IllegalStateException(
            arguments + " should give something with '" + expected + "', and gave " + result);
      }
    };
  }
}
