package dev.retinue.definition;

import dev.retinue.definition.DefinitionException.Problem;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads definitions, collecting every mistake before it gives up. */
final class DefinitionReader {
  private DefinitionReader() {}

  static AgentDefinition read(Path file) throws IOException {
    String source = String.valueOf(file.getFileName());
    // In UTF-8 a character has at most four bytes: what is longer is not worth reading.
    if (Files.size(file) > 4L * SourceNode.MOST_CHARACTERS) {
      throw new DefinitionException(
          source, List.of(new Problem(1, 1, "", SourceNode.tooLong(Files.size(file) / 4))));
    }
    try {
      return parse(source, Files.readString(file));
    } catch (MalformedInputException e) {
      throw new DefinitionException(
          source, List.of(new Problem(1, 1, "", "the file is not UTF-8 text; save it as UTF-8")));
    }
  }

  static AgentDefinition parse(String source, String text) {
    List<Problem> problems = new ArrayList<>();
    AgentDefinition definition =
        new RecordBinder(problems)
            .bindRecord(SourceNode.parse(source, text), AgentDefinition.class, "");
    if (definition == null || !problems.isEmpty()) {
      throw new DefinitionException(source, problems);
    }
    return definition;
  }
}
