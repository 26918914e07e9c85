package dev.retinue.llm.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.embedding.Embeddings;
import dev.retinue.llm.embedding.OnnxEmbeddingsProvider;
import dev.retinue.llm.offline.answer.Phrases;
import dev.retinue.reasoner.PromptSections;
import dev.retinue.reasoner.PromptSections.PassageText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Questions about the five documents of the quickstart, each with the six passages that the
 * knowledge base returned for it: all 42 passages stand in observatory-passages.txt as they were
 * cut from PDF, DOCX, Markdown, text and HTML. Rules and thresholds were tuned on the quickstart's
 * questions and on the half marked so; the half held out was written before and measured
 * afterwards, and what it misses is left as it is.
 */
class DocumentQuestionsTest {
  private record Example(String half, String question, List<String> keys, List<Integer> passages) {}

  private record Score(int right, int silent, List<String> misses) {}

  private final List<PassageText> passages = passages();
  private final List<Example> examples = examples();

  @Test
  void onTheHalfThatItWasTunedOnItAnswersAndAbstains() {
    try (Embeddings embeddings = new OnnxEmbeddingsProvider().open()) {
      Score score = score(embeddings, "tuned");

      assertThat(score.right()).as("of 10; missed %s", score.misses()).isGreaterThanOrEqualTo(9);
      assertThat(score.silent()).as("of 4; missed %s", score.misses()).isEqualTo(4);
    }
  }

  @Test
  void onTheHalfHeldOutItDoesNearlyAsWell() {
    try (Embeddings embeddings = new OnnxEmbeddingsProvider().open()) {
      Score score = score(embeddings, "held out");

      assertThat(score.right()).as("of 10; missed %s", score.misses()).isGreaterThanOrEqualTo(7);
      assertThat(score.silent()).as("of 4; missed %s", score.misses()).isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void itAnswersTheQuickstart() {
    try (Embeddings embeddings = new OnnxEmbeddingsProvider().open()) {
      assertThat(score(embeddings, "quickstart").misses()).isEmpty();
    }
  }

  private Score score(Embeddings embeddings, String half) {
    Extractive model = Fixtures.model(embeddings);
    int right = 0;
    int silent = 0;
    List<String> misses = new ArrayList<>();
    for (Example each : examples) {
      if (!each.half().equals(half)) {
        continue;
      }
      List<PassageText> given = each.passages().stream().map(id -> passages.get(id - 1)).toList();
      String answer =
          Fixtures.answer(model, new PromptSections(given, List.of(), each.question()).render());
      if (each.keys().isEmpty() && answer.equals(Phrases.CANNOT)) {
        silent++;
      } else if (!each.keys().isEmpty() && each.keys().stream().allMatch(answer::contains)) {
        right++;
      } else {
        misses.add(each.question() + " -> " + answer);
      }
    }
    return new Score(right, silent, misses);
  }

  private static List<PassageText> passages() {
    return Stream.of(resource("observatory-passages.txt").split("(?m)^=== \\d+ \\| ", -1))
        .skip(1)
        .map(part -> part.split("\n", 2))
        .map(part -> new PassageText(part[0], part[1].strip()))
        .toList();
  }

  private static List<Example> examples() {
    return resource("observatory-questions.txt")
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(" \\| ", -1))
        .map(part -> new Example(part[0], part[1], keys(part[2]), ids(part[3])))
        .toList();
  }

  private static List<String> keys(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("; ", -1));
  }

  private static List<Integer> ids(String text) {
    return Stream.of(text.split(" ", -1)).map(Integer::valueOf).toList();
  }

  private static String resource(String name) {
    try (InputStream stream = DocumentQuestionsTest.class.getResourceAsStream(name)) {
      assertThat(stream).as(name).isNotNull();
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError("cannot read " + name, e);
    }
  }
}
