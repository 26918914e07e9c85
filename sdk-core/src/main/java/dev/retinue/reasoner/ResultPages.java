package dev.retinue.reasoner;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.effect.ToolResult;
import dev.retinue.json.SchemaCheck;
import dev.retinue.json.SchemaCheck.Checked;
import dev.retinue.tool.ToolTraits;
import java.util.ArrayList;
import java.util.List;

/**
 * What tools returned, as a model is told it. A result that is longer than its tool's limit is told
 * in pages: the first ends with a cursor, by which the model reads on with {@code read_result},
 * which it is shown from then on. The whole is recorded with the call, so that reading on costs no
 * other call, and a run that is replayed tells the same. Confined to one run.
 */
public final class ResultPages {
  /** The tool by which a model reads on, unless the agent has one of its own by this name. */
  public static final String READER = "read_result";

  /** A page ends with a line, if one ends within this part of it. */
  private static final int LAST_PART = 8;

  private static final ToolSpecification SPECIFICATION =
      ToolSpecification.builder()
          .name(READER)
          .description(
              "Reads on in a long result of a tool, where it was cut. Use it only if what you need may be in the rest.")
          .parameters(
              JsonObjectSchema.builder()
                  .addStringProperty("cursor", "As the end of the part before says: '1:32000'")
                  .required("cursor")
                  .build())
          .build();

  private final Task task;
  private final List<LongResult> longResults = new ArrayList<>();

  private record LongResult(String text, int limit) {}

  /** The pages of a run that has called no tool yet. */
  public ResultPages(Task task) {
    this.task = task;
  }

  /** What the model is told of a result: all, or its first page. */
  public String told(String tool, ToolResult result) {
    String text = result.text();
    int limit = task.resultLimits().getOrDefault(tool, ToolTraits.USUAL_RESULT);
    if (text.length() <= limit || isReader(tool)) {
      return text;
    }
    if (task.resultLimits().containsKey(READER)) {
      return beginning(text, limit);
    }
    longResults.add(new LongResult(text, limit));
    return page(longResults.size(), 0);
  }

  /** A text, or as much of it as may be told, and how much that is. */
  public static String beginning(String text, int limit) {
    if (text.length() <= limit) {
      return text;
    }
    int end = between(text, limit);
    return text.substring(0, end)
        + "\n\n[the first "
        + end
        + " of "
        + text.length()
        + " characters]";
  }

  /** These tools, and the one for reading on if there is something to read. */
  public List<ToolSpecification> with(List<ToolSpecification> tools) {
    if (longResults.isEmpty()) {
      return tools;
    }
    List<ToolSpecification> all = new ArrayList<>(tools);
    all.add(SPECIFICATION);
    return all;
  }

  /** Whether a call of this name is for {@link #read}. */
  public boolean isReader(String name) {
    return !longResults.isEmpty() && name.equals(READER);
  }

  /** The page at the cursor that the model gives. */
  public ToolResult read(String arguments) {
    return switch (SchemaCheck.check(arguments, SPECIFICATION.parameters())) {
      case Checked.Wrong wrong ->
          new ToolResult.Failed(
              "MALFORMED_ARGUMENTS", "tool '" + READER + "': " + wrong.problems());
      case Checked.Fits(ObjectNode json) -> at(json.path("cursor").asText().strip());
    };
  }

  private ToolResult at(String cursor) {
    int colon = cursor.indexOf(':');
    try {
      int number = Integer.parseInt(cursor, 0, Math.max(0, colon), 10);
      int from = Integer.parseInt(cursor, colon + 1, cursor.length(), 10);
      LongResult result = longResults.get(number - 1);
      if (from >= 0 && from < result.text().length()) {
        return new ToolResult.Ok(page(number, from));
      }
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      // As good as one that is out of the text.
    }
    return new ToolResult.Failed(
        "UNKNOWN_CURSOR",
        "there is nothing at the cursor '"
            + cursor
            + "'; use one that stands at the end of a part, such as '1:"
            + end(longResults.getFirst(), 0)
            + "'");
  }

  private String page(int number, int from) {
    LongResult result = longResults.get(number - 1);
    int start = between(result.text(), from);
    int end = end(result, start);
    String part = result.text().substring(start, end);
    int all = result.text().length();
    return end == all
        ? part
        : part
            + "\n\n[characters "
            + start
            + " to "
            + end
            + " of "
            + all
            + "; go on with "
            + READER
            + " and the cursor '"
            + number
            + ":"
            + end
            + "']";
  }

  /** After the last line that ends near the end of a page, else between two characters. */
  private static int end(LongResult result, int start) {
    String text = result.text();
    int most = start + result.limit();
    if (most >= text.length()) {
      return text.length();
    }
    int line = text.lastIndexOf('\n', most - 1) + 1;
    return line > most - result.limit() / LAST_PART ? line : between(text, most);
  }

  /** Here, or one before if here is the middle of a character. */
  private static int between(String text, int index) {
    boolean middle =
        index > 0
            && index < text.length()
            && Character.isLowSurrogate(text.charAt(index))
            && Character.isHighSurrogate(text.charAt(index - 1));
    return middle ? index - 1 : index;
  }
}
