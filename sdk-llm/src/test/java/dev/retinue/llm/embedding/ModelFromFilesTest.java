package dev.retinue.llm.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.retinue.embedding.Embeddings.Use;
import dev.retinue.error.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFromFilesTest {
  @TempDir private Path folder;
  private final TinyModel tiny = new TinyModel(1);

  private static float[] passage(OnnxModel model, String text) {
    try (OnnxEmbeddings embeddings = OnnxEmbeddings.open(model)) {
      return embeddings.embed(List.of(text), Use.PASSAGE).getFirst();
    }
  }

  private float[] expectedMean(String... tokens) {
    return TinyModel.unit(tiny.mean(TinyModel.ids(tokens), tokens.length));
  }

  @Test
  void theVectorIsTheMeanOfTheTokensUnlessToldOtherwise() throws IOException {
    OnnxModel model = TinyModel.write(folder, tiny.encoder());

    assertThat(passage(model, "The crane lifts forty tonnes"))
        .containsExactly(
            expectedMean("[CLS]", "the", "crane", "lift", "##s", "forty", "tonnes", "[SEP]"),
            within(1e-5f));
  }

  @Test
  void orThatOfTheFirstToken() throws IOException {
    OnnxModel model = TinyModel.write(folder, tiny.encoder()).withPooling(Pooling.CLS);

    assertThat(passage(model, "harbour"))
        .containsExactly(
            TinyModel.unit(tiny.vector(TinyModel.VOCABULARY.indexOf("[CLS]"), 0)), within(1e-5f));
  }

  @Test
  void aModelThatPoolsByItselfDoes() throws IOException {
    OnnxModel model = TinyModel.write(folder, tiny.pooling()).withPooling(Pooling.CLS);

    assertThat(passage(model, "harbour books"))
        .containsExactly(expectedMean("[CLS]", "harbour", "books", "[SEP]"), within(1e-5f));
  }

  @Test
  void aModelMayWantNarrowIntegers() throws IOException {
    OnnxModel model =
        TinyModel.write(folder, tiny.network(TinyOnnx.INT32, "anything").output("anything", 3));

    assertThat(passage(model, "books"))
        .containsExactly(expectedMean("[CLS]", "books", "[SEP]"), within(1e-5f));
  }

  @Test
  void aLongTextIsReadInWindowsCutBetweenWords() throws IOException {
    OnnxModel model = TinyModel.write(folder, tiny.encoder()).withWindow(8);

    try (OnnxEmbeddings embeddings = OnnxEmbeddings.open(model)) {
      float[] vector =
          embeddings
              .embed(List.of("the harbour crane books the lifts forty"), Use.PASSAGE)
              .getFirst();

      float[] first = expectedMean("[CLS]", "the", "harbour", "crane", "books", "the", "[SEP]");
      float[] second = expectedMean("[CLS]", "lift", "##s", "forty", "[SEP]");
      double[] sum = new double[TinyModel.WIDTH];
      Arrays.setAll(sum, i -> 5 * first[i] + 3 * second[i]);
      assertThat(vector).containsExactly(TinyModel.unit(sum), within(1e-5f));
      assertThat(embeddings.counts().windowed()).isEqualTo(1);
      assertThat(embeddings.counts().tokens()).isEqualTo(8);
    }
  }

  @Test
  void eachTokenHasAVectorButInstructionsAndMarksHaveNot() throws IOException {
    OnnxModel model =
        TinyModel.write(folder, tiny.encoder())
            .withInstructions(new Instructions("the harbour ", ""));

    try (OnnxEmbeddings embeddings = OnnxEmbeddings.open(model)) {
      float[][] vectors = embeddings.embedTokens(List.of("crane books", ""), Use.QUERY).getFirst();

      assertThat(vectors).hasDimensions(2, TinyModel.WIDTH);
      assertThat(vectors[0])
          .containsExactly(
              TinyModel.unit(tiny.vector(TinyModel.VOCABULARY.indexOf("crane"), 0)), within(1e-5f));
      assertThat(embeddings.embedTokens(List.of(""), Use.PASSAGE).getFirst()).isEmpty();
    }
  }

  @Test
  void theIdIsOfTheContentAndNotOfThePlace(@TempDir Path elsewhere) throws IOException {
    OnnxModel here = TinyModel.write(folder, tiny.encoder());
    OnnxModel there = TinyModel.write(elsewhere, tiny.encoder());

    assertThat(id(here)).matches("onnx:[0-9a-f]{16}").isEqualTo(id(there));
    assertThat(id(here))
        .isNotEqualTo(id(there.withPooling(Pooling.CLS)))
        .isNotEqualTo(id(there.withInstructions(new Instructions("query: ", ""))))
        .isNotEqualTo(id(TinyModel.write(elsewhere, tiny.pooling())));
  }

  private static String id(OnnxModel model) {
    try (OnnxEmbeddings embeddings = OnnxEmbeddings.open(model)) {
      assertThat(embeddings.dimensions()).isEqualTo(TinyModel.WIDTH);
      return embeddings.model();
    }
  }

  @Nested
  class TheFolder {
    @Test
    void tellsWindowPoolingAndInstructions() throws IOException {
      TinyModel.write(folder, tiny.encoder());
      Files.createDirectory(folder.resolve("1_Pooling"));
      Files.writeString(
          folder.resolve("1_Pooling/config.json"), "{\"pooling_mode_cls_token\": true}");
      Files.writeString(folder.resolve("config.json"), "{\"max_position_embeddings\": 512}");
      Files.writeString(folder.resolve("tokenizer_config.json"), "{\"model_max_length\": 1e30}");
      Files.writeString(folder.resolve("sentence_bert_config.json"), "{\"max_seq_length\": 256}");
      Files.writeString(
          folder.resolve("config_sentence_transformers.json"),
          "{\"prompts\": {\"query\": \"query: \", \"document\": \"passage: \"}}");

      OnnxModel model = OnnxModel.in(folder);

      assertThat(model.window()).isEqualTo(256);
      assertThat(model.pooling()).isEqualTo(Pooling.CLS);
      assertThat(model.instructions()).isEqualTo(new Instructions("query: ", "passage: "));
    }

    @Test
    void mustHaveWeights() {
      assertThatThrownBy(() -> OnnxModel.in(folder))
          .isInstanceOf(SetupException.class)
          .hasMessage(
              "the model folder %s has none of model.onnx, onnx/model.onnx, model_quantized.onnx,"
                      .formatted(folder)
                  + " onnx/model_quantized.onnx");
    }

    @Test
    void mustExist() {
      assertThatThrownBy(() -> OnnxModel.in(folder.resolve("absent")))
          .hasMessage(
              "the model folder %s does not exist or is not a folder"
                  .formatted(folder.resolve("absent")));
    }

    @Test
    void asksForAPoolingThatIsSupported() throws IOException {
      TinyModel.write(folder, tiny.encoder());
      Files.createDirectory(folder.resolve("1_Pooling"));
      Files.writeString(
          folder.resolve("1_Pooling/config.json"), "{\"pooling_mode_max_tokens\": true}");

      assertThatThrownBy(() -> OnnxModel.in(folder))
          .hasMessageContaining("asks in 1_Pooling/config.json for another pooling");
    }
  }

  @Nested
  class WhatCannotBeUsed {
    private void refused(OnnxModel model, String... parts) {
      assertThatThrownBy(() -> OnnxEmbeddings.open(model))
          .isInstanceOf(SetupException.class)
          .hasMessageContainingAll(parts);
    }

    @Test
    void acorruptFile() throws IOException {
      OnnxModel model = TinyModel.write(folder, tiny.encoder());
      byte[] whole = Files.readAllBytes(model.weights());
      Files.write(model.weights(), Arrays.copyOf(whole, whole.length / 2));

      refused(
          model,
          "the model '" + model.weights() + "' cannot be loaded: ",
          "is it a whole ONNX file?");
    }

    @Test
    void aMissingFile() throws IOException {
      OnnxModel model = TinyModel.write(folder, tiny.encoder());
      Files.delete(model.tokenizer());

      refused(model, "the model's file " + model.tokenizer() + " does not exist or is not a file");
    }

    @Test
    void aTokenizerWithMorePiecesThanTheModel() throws IOException {
      OnnxModel model = TinyModel.write(folder, tiny.encoder());
      Files.writeString(model.tokenizer(), String.join("\n", TinyModel.VOCABULARY) + "\nmore");

      refused(
          model,
          "tokenizer and weights of the model '" + model.weights() + "' do not match",
          "the tokenizer has 13 pieces, the model fails at the last of them");
    }

    @Test
    void aTokenizerWithFarFewerPiecesThanTheModel() throws IOException {
      OnnxModel model = TinyModel.write(folder, tiny.encoder());
      Files.write(
          model.weights(),
          new TinyOnnx()
              .input("input_ids", TinyOnnx.INT64)
              .constant("pieces", new float[200][3])
              .node("Gather", List.of("pieces", "input_ids"), "last_hidden_state")
              .output("last_hidden_state", 3)
              .bytes());

      refused(model, "the tokenizer has 12 pieces, the model knows at least 140");
    }

    @Test
    void aTokenizerWithoutMarks() throws IOException {
      OnnxModel model = TinyModel.write(folder, tiny.encoder());
      Files.writeString(model.tokenizer(), "[PAD]\n[UNK]\n[CLS]\ncrane");

      refused(model, "has no piece '[SEP]' among its 4; BERT-style models need it");
    }

    @Test
    void aTokenizerOfAnotherKind() throws IOException {
      OnnxModel model = TinyModel.write(folder, tiny.encoder());
      Path tokenizer = folder.resolve("tokenizer.json");
      Files.writeString(tokenizer, "{\"model\": {\"type\": \"Unigram\", \"vocab\": []}}");

      refused(
          new OnnxModel(model.weights(), tokenizer, 512, Pooling.MEAN, Instructions.NONE),
          "the tokenizer " + tokenizer + " has a model 'Unigram'",
          "supported is BERT's tokenizer (WordPiece)",
          "Embeddings.of(..)");
    }

    @Test
    void aTokenizerThatIsNoJson() throws IOException {
      OnnxModel model = TinyModel.write(folder, tiny.encoder());
      Path tokenizer = Files.writeString(folder.resolve("tokenizer.json"), "<html>");

      refused(OnnxModel.of(model.weights(), tokenizer), "the tokenizer " + tokenizer, "not JSON");
    }

    @Test
    void otherInputs() throws IOException {
      OnnxModel model =
          TinyModel.write(
              folder,
              new TinyOnnx()
                  .input("pixels", TinyOnnx.FLOAT)
                  .node("Identity", List.of("pixels"), "logits")
                  .output("logits", 2));

      refused(
          model,
          "wants the input 'pixels' (FLOAT)",
          "supported are the integers input_ids, attention_mask, token_type_ids, position_ids");
    }

    @Test
    void outputsThatAreNoVectors() throws IOException {
      refused(
          TinyModel.write(folder, tiny.network(TinyOnnx.INT64, "many").output("many", 4)),
          "has the outputs [many], and none of them is what is needed");
    }
  }
}
