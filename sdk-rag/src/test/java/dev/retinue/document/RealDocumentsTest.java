package dev.retinue.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.chunk.Chunk;
import dev.retinue.chunk.Chunker;
import dev.retinue.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a folder of documents from the wild, many of them damaged on purpose. Runs where the system
 * property {@code retinue.data} names a folder with a sub-folder {@code documents}.
 */
class RealDocumentsTest {
  private static final Logger log = LoggerFactory.getLogger(RealDocumentsTest.class);
  private static final Duration LONG = Duration.ofSeconds(20);

  private static List<Path> files = List.of();

  @BeforeAll
  static void findFiles() throws IOException {
    String data = System.getProperty("retinue.data");
    assumeThat(data).as("system property retinue.data (a folder of documents)").isNotNull();
    try (Stream<Path> walk = Files.walk(Path.of(String.valueOf(data), "documents"))) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void everyFileIsReadOrRefusedWithAReasonInGoodTime() throws InterruptedException {
    Map<String, Integer> outcomes = new TreeMap<>();
    List<String> slow = new ArrayList<>();
    DocumentReader reader = new DocumentReader();
    Chunker chunker = Chunker.standard();
    for (Path file : files) {
      long start = System.nanoTime();
      String outcome = "read";
      try {
        Document document = reader.read(file);
        List<Chunk> chunks = chunker.chunk(document);
        assertThat(chunks).as(file.toString()).isNotEmpty();
      } catch (UnreadableDocumentException e) {
        assertThat(e).hasMessageStartingWith("cannot read " + file + ": ");
        outcome = e.reason().toString();
        log.info("{}", e.getMessage());
      }
      String name = file.getFileName().toString();
      outcomes.merge(name.substring(name.lastIndexOf('.') + 1) + " " + outcome, 1, Integer::sum);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      if (took.compareTo(LONG) > 0) {
        slow.add(file + " " + took);
      }
    }
    outcomes.forEach((outcome, count) -> log.info("{}: {}", outcome, count));
    assertThat(slow).isEmpty();
  }

  @Test
  void mostWordsThatShouldAppearDo() throws Exception {
    List<Double> recalls = new ArrayList<>();
    DocumentReader reader = new DocumentReader();
    for (Path expected : files) {
      String name = expected.getFileName().toString();
      if (!name.matches(".*\\.(docx|html|md)\\.expected\\.md")) {
        continue;
      }
      Path file = expected.resolveSibling(name.replace(".expected.md", ""));
      String text = "";
      try {
        text = reader.read(file).text();
      } catch (UnreadableDocumentException e) {
        log.warn("{}", e.getMessage());
      }
      double recall = recall(words(Files.readString(expected)), words(text));
      log.info("recall {} {}", "%.3f".formatted(recall), name);
      recalls.add(recall);
    }
    recalls.sort(null);
    assertThat(recalls).hasSizeGreaterThan(30);
    log.info("median recall {}", recalls.get(recalls.size() / 2));
    assertThat(recalls.get(recalls.size() / 2)).isGreaterThan(0.97);
  }

  /** What Markitdown's own tests ask of their files, as far as it is text. */
  @Test
  void whatMustAppearDoes() throws Exception {
    Path vectors =
        files.stream()
            .filter(file -> file.endsWith("markitdown-vectors.json"))
            .findFirst()
            .orElse(Path.of(""));
    assumeThat(vectors).as("markitdown-vectors.json").isRegularFile();
    DocumentReader reader = new DocumentReader();
    int checked = 0;
    List<String> missing = new ArrayList<>();
    for (JsonNode test : Json.tree(Files.readString(vectors)).path("cases")) {
      Path file = vectors.resolveSibling(test.path("filename").asText());
      if (!Files.exists(file) || !reader.isDocumentName(file)) {
        continue;
      }
      String text = plain(reader.read(file).markdown());
      for (JsonNode wanted : test.path("must_include")) {
        if (!wanted.asText().startsWith("data:image")) {
          String words = plain(wanted.asText()).replaceFirst("^Subject ", ""); // it is the title
          if (!text.contains(words)) {
            missing.add(file.getFileName() + ": " + words);
          }
          checked++;
        }
      }
      for (JsonNode unwanted : test.path("must_not_include")) {
        assertThat(text).as(file.toString()).doesNotContain(plain(unwanted.asText()));
        checked++;
      }
    }
    log.info("{} strings of Markitdown's", checked);
    assertThat(missing)
        .as("all but a heading that Markitdown writes itself")
        .containsExactly("test_outlook_msg.msg: Content");
    assertThat(checked).isGreaterThan(40);
  }

  /** Words and figures alone: what marks headings and links is a matter of taste. */
  private static String plain(String markdown) {
    return markdown.replaceAll("\\]\\([^)]*\\)", "]").replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
  }

  private static double recall(Map<String, Integer> expected, Map<String, Integer> actual) {
    int wanted = 0;
    int found = 0;
    for (Map.Entry<String, Integer> word : expected.entrySet()) {
      wanted += word.getValue();
      found += Math.min(word.getValue(), actual.getOrDefault(word.getKey(), 0));
    }
    return wanted == 0 ? 1 : (double) found / wanted;
  }

  private static Map<String, Integer> words(String text) {
    String plain =
        text.replaceAll("<!--.*?-->", " ")
            .replaceAll("\\]\\([^)]*\\)", "]") // link targets
            .replaceAll("\\\\(?=[_*#])", "")
            .toLowerCase(Locale.ROOT);
    Map<String, Integer> counts = new HashMap<>();
    Pattern.compile("[\\p{L}\\p{N}]+")
        .matcher(plain)
        .results()
        .forEach(word -> counts.merge(word.group(), 1, Integer::sum));
    return counts;
  }
}
