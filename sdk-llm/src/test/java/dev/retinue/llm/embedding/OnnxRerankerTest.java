package dev.retinue.llm.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.data.segment.TextSegment;
import dev.retinue.error.SetupException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxRerankerTest {
  @TempDir private Path folder;
  private final TinyModel tiny = new TinyModel(1);

  private OnnxModel model() throws IOException {
    return TinyModel.write(folder, tiny.reranker());
  }

  private double expected(int second, String... tokens) {
    return 1 / (1 + Math.exp(-tiny.logits(TinyModel.ids(tokens), second)[0]));
  }

  @Test
  void aScoreIsTheProbabilityOfTheModelsNumberForThePair() throws IOException {
    try (OnnxReranker reranker = OnnxReranker.open(model())) {
      List<Double> scores =
          reranker
              .scoreAll(
                  List.of(TextSegment.from("forty tonnes"), TextSegment.from("Books")),
                  "the crane lifts")
              .content();

      assertThat(scores)
          .satisfiesExactly(
              first ->
                  assertThat(first)
                      .isCloseTo(
                          expected(
                              6, "[CLS]", "the", "crane", "lift", "##s", "[SEP]", "forty", "tonnes",
                              "[SEP]"),
                          within(1e-6)),
              second ->
                  assertThat(second)
                      .isCloseTo(
                          expected(
                              6, "[CLS]", "the", "crane", "lift", "##s", "[SEP]", "books", "[SEP]"),
                          within(1e-6)));
    }
  }

  @Test
  void ofTwoNumbersTheSecondIsForYes() throws IOException {
    var two = new TinyModel(2);
    try (OnnxReranker reranker = OnnxReranker.open(TinyModel.write(folder, two.reranker()))) {
      double[] logits = two.logits(TinyModel.ids("[CLS]", "crane", "[SEP]", "books", "[SEP]"), 3);

      assertThat(reranker.score("books", "crane").content())
          .isCloseTo(
              Math.exp(logits[1]) / (Math.exp(logits[0]) + Math.exp(logits[1])), within(1e-6));
    }
  }

  @Test
  void aLongPassageHasTheScoreOfItsBestWindow() throws IOException {
    try (OnnxReranker reranker = OnnxReranker.open(model().withWindow(8))) {
      double whole = reranker.score("the the harbour crane books books forty", "crane").content();

      double first = reranker.score("the the harbour crane", "crane").content();
      double second = reranker.score("books books forty", "crane").content();
      assertThat(whole).isEqualTo(Math.max(first, second));
      assertThat(reranker.cutQuestions()).isZero();
    }
  }

  @Test
  void aLongQuestionIsCutAndThatIsTold() throws IOException {
    try (OnnxReranker reranker = OnnxReranker.open(model().withWindow(9))) {
      assertThat(reranker.score("books", "the harbour crane lifts forty tonnes").content())
          .isEqualTo(reranker.score("books", "the harbour crane").content());
      assertThat(reranker.cutQuestions()).isEqualTo(1);
    }
  }

  @Test
  void anEmptyPassageHasAScoreAndNoPassagesHaveNone() throws IOException {
    try (OnnxReranker reranker = OnnxReranker.open(model())) {
      assertThat(reranker.scoreAll(List.of(), "crane").content()).isEmpty();
      assertThat(reranker.score("?", "crane").content())
          .isCloseTo(expected(3, "[CLS]", "crane", "[SEP]", "[UNK]", "[SEP]"), within(1e-6));
    }
  }

  @Test
  void aModelOfVectorsIsRefused() throws IOException {
    OnnxModel encoder = TinyModel.write(folder, tiny.encoder());

    assertThatThrownBy(() -> OnnxReranker.open(encoder))
        .isInstanceOf(SetupException.class)
        .hasMessageContaining("has the outputs [last_hidden_state]")
        .hasMessageContaining("one number (or two) to rerank");
  }

  @Test
  void aModelOfManyNumbersIsRefused() throws IOException {
    OnnxModel pooled = TinyModel.write(folder, tiny.pooling());

    assertThatThrownBy(() -> OnnxReranker.open(pooled))
        .isInstanceOf(SetupException.class)
        .hasMessageContaining("gives 5 numbers for a pair of texts; a reranker gives one, or two");
  }

  @Test
  void anInterruptIsPassedOn() throws IOException {
    OnnxModel model = model();
    try (OnnxReranker reranker = OnnxReranker.open(model)) {
      Thread.currentThread().interrupt();

      assertThatThrownBy(() -> reranker.score("a", "b"))
          .isInstanceOf(CancellationException.class)
          .hasMessage("interrupted while '%s' read 1 texts".formatted(model.weights()));
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  @SuppressWarnings("MustBeClosedChecker")
  void itRefusesFurtherTextsWhenClosed() throws IOException {
    OnnxModel model = model();
    OnnxReranker reranker = OnnxReranker.open(model);
    reranker.close();
    reranker.close();

    assertThatThrownBy(() -> reranker.score("a", "b"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the model '%s' is closed; it is open as long as its runtime"
                .formatted(model.weights()));
  }
}
