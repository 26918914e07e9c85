package dev.retinue.definition;

import dev.retinue.error.RetinueException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A definition is not of the right shape, or names what does not exist. All mistakes are reported
 * at once.
 */
public final class DefinitionException extends RetinueException {
  private static final long serialVersionUID = 1L;
  private final String source;
  private final transient List<Problem> problems;

  public DefinitionException(String source, List<Problem> problems) {
    super(
        problems.stream().map(problem -> problem.in(source)).collect(Collectors.joining("\n")),
        null);
    this.source = source;
    this.problems = List.copyOf(problems);
  }

  /** The file, or a word for where the definition came from. */
  public String source() {
    return source;
  }

  public List<Problem> problems() {
    return problems;
  }

  /**
   * One mistake.
   *
   * @param line from 1; 0 if the definition was not read from text
   * @param column from 1; 0 if the definition was not read from text
   * @param path where in the definition: {@code rag.sources[1]}
   * @param message what is wrong and what to do
   */
  public record Problem(int line, int column, String path, String message) {
    String in(String source) {
      String place = line == 0 ? source : source + ":" + line + ":" + column;
      return place + ": " + (path.isEmpty() ? "" : path + ": ") + message;
    }
  }
}
