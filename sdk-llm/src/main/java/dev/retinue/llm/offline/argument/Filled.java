package dev.retinue.llm.offline.argument;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * What a text gives for a tool's parameters.
 *
 * @param arguments those that were found, each valid for its parameter
 * @param missing names of the required ones that were not
 * @param pending how many of these no result of a tool can give: a choice, a date
 * @param required how many are required
 * @param evidence how much the values speak for this tool, from 0: a path, an address or an
 *     expression is found where nothing else would do, a name or a date anywhere
 * @param typed how many values were used that are more than words
 * @param taken how many values of the text were used
 * @param fit how well the required parameters of a type are served
 */
public record Filled(
    ObjectNode arguments,
    List<String> missing,
    int pending,
    int required,
    double evidence,
    int typed,
    int taken,
    Fit fit) {
  /**
   * How the types that a tool requires agree with what the text holds.
   *
   * @param wanted required parameters that want a value of a type: a path, an address, a symbol
   * @param met of these, how many a value in the text serves
   * @param spoken missing ones that the text speaks of without a value: "the file"
   */
  public record Fit(int wanted, int met, int spoken) {}

  /** Evidence from which the values alone say what the tool is for. */
  public static final double STRONG = 0.3;

  public Filled {
    missing = List.copyOf(missing);
  }

  /** Whether some parameter, or an item of one, is this very text. */
  public boolean holds(String text) {
    return arguments.properties().stream()
        .map(Map.Entry::getValue)
        .anyMatch(value ->
            value.asText().equals(text)
                || StreamSupport.stream(value.spliterator(), false)
                    .anyMatch(item -> item.asText().equals(text)));
  }

  public boolean isComplete() {
    return missing.isEmpty();
  }
}
