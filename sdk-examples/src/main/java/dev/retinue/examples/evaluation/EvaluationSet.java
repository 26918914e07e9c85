package dev.retinue.examples.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Records and judged questions of a folder with {@code docs.jsonl} and {@code queries.jsonl}.
 *
 * @param documents by space
 * @param questions in the order of the file
 */
record EvaluationSet(Map<String, List<Document>> documents, List<Question> questions) {
  /** Like "1:56 pm on 8 May, 2023". */
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .appendPattern("h:mm a 'on' d MMMM, uuuu")
          .toFormatter(Locale.ENGLISH);

  /** Records without a time were all made then. */
  private static final ZonedDateTime EPOCH =
      ZonedDateTime.of(2000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  /**
   * One record.
   *
   * @param title empty if it has none; else the first line of the text
   * @param speaker empty if there are several or none is known
   */
  record Document(
      String id, String session, String speaker, String title, String text, ZonedDateTime at) {}

  /** One question, asked within its space. */
  record Question(
      String id, String space, String category, String text, Map<String, Double> relevant) {}

  static EvaluationSet read(Path folder) throws IOException {
    ObjectMapper json = new ObjectMapper();
    Map<String, List<Document>> documents = new LinkedHashMap<>();
    for (String line : lines(folder.resolve("docs.jsonl"))) {
      JsonNode node = json.readTree(line);
      documents
          .computeIfAbsent(text(node, "space"), space -> new ArrayList<>())
          .add(document(node));
    }
    List<Question> questions = new ArrayList<>();
    for (String line : lines(folder.resolve("queries.jsonl"))) {
      JsonNode node = json.readTree(line);
      Map<String, Double> relevant = new HashMap<>();
      node.path("rel")
          .properties()
          .forEach(entry -> relevant.put(entry.getKey(), entry.getValue().asDouble()));
      if (!relevant.isEmpty()) {
        questions.add(
            new Question(
                text(node, "id"),
                text(node, "space"),
                text(node, "cat"),
                text(node, "text"),
                relevant));
      }
    }
    return new EvaluationSet(documents, questions);
  }

  private static List<String> lines(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "no file " + file + "; give a folder with docs.jsonl and queries.jsonl");
    }
    return Files.readAllLines(file);
  }

  private static Document document(JsonNode node) {
    String title = text(node, "title");
    String text = text(node, "text");
    String id = text(node, "id");
    return new Document(
        id,
        node.hasNonNull("session") ? text(node, "session") : id,
        text(node, "speaker"),
        title,
        title.isBlank() ? text : title + "\n" + text,
        time(text(node, "ts"), id));
  }

  private static ZonedDateTime time(String text, String id) {
    try {
      return text.isBlank()
          ? EPOCH
          : LocalDateTime.parse(text.strip(), TIME).atZone(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "the time of record '"
              + id
              + "' must be like '1:56 pm on 8 May, 2023', got '"
              + text
              + "'",
          e);
    }
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText("");
  }
}
