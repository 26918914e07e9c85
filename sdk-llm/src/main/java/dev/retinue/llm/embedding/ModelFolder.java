package dev.retinue.llm.embedding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.retinue.error.SetupException;
import dev.retinue.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A model's folder as Hugging Face and sentence-transformers lay it out.
 *
 * @see <a href="https://www.sbert.net/docs/package_reference/sentence_transformer/models.html">the
 *     files of sentence-transformers</a>
 */
final class ModelFolder {
  private static final List<String> WEIGHTS =
      List.of("model.onnx", "onnx/model.onnx", "model_quantized.onnx", "onnx/model_quantized.onnx");
  private static final List<String> TOKENIZERS = List.of("tokenizer.json", "vocab.txt");
  private static final int USUAL_WINDOW = 512;

  private final Path folder;

  ModelFolder(Path folder) {
    this.folder = folder;
  }

  OnnxModel model() {
    if (!Files.isDirectory(folder)) {
      throw new SetupException(
          folder.toString(), "the model folder " + folder + " does not exist or is not a folder");
    }
    return new OnnxModel(
        present(WEIGHTS), present(TOKENIZERS), window(), pooling(), instructions());
  }

  private Path present(List<String> names) {
    return names.stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(() ->
            new SetupException(
                folder.toString(),
                "the model folder %s has none of %s".formatted(folder, String.join(", ", names))));
  }

  private int window() {
    return Stream.of(
            read("sentence_bert_config.json").path("max_seq_length"),
            read("tokenizer_config.json").path("model_max_length"),
            read("config.json").path("max_position_embeddings"))
        // an absent length is written as 1e30 by some tokenizers
        .filter(length -> length.isNumber() && length.doubleValue() < 1e6)
        .mapToInt(JsonNode::intValue)
        .min()
        .orElse(USUAL_WINDOW);
  }

  private Pooling pooling() {
    JsonNode modes = read("1_Pooling/config.json");
    if (modes.isMissingNode() || modes.path("pooling_mode_mean_tokens").asBoolean()) {
      return Pooling.MEAN;
    }
    if (modes.path("pooling_mode_cls_token").asBoolean()) {
      return Pooling.CLS;
    }
    throw new SetupException(
        folder.toString(),
        "the model in %s asks in 1_Pooling/config.json for another pooling than of the first token"
                .formatted(folder)
            + " (cls) or the mean; those are what is supported");
  }

  private Instructions instructions() {
    JsonNode prompts = read("config_sentence_transformers.json").path("prompts");
    return new Instructions(
        prompts.path("query").asText(""),
        prompts.path("document").asText(prompts.path("passage").asText("")));
  }

  private JsonNode read(String name) {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      return MissingNode.getInstance();
    }
    try {
      return Json.tree(Files.readString(file));
    } catch (IOException | IllegalArgumentException e) {
      throw new SetupException(
          file.toString(), "the model's file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
