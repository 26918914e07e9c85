package dev.retinue.llm.embedding;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.error.SetupException;
import dev.retinue.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link WordPieces} tokenizer: Hugging Face's {@code tokenizer.json}, or a vocabulary with
 * a piece in each line, whose {@code do_lower_case} is looked up in the {@code
 * tokenizer_config.json} beside it. Whatever would make other pieces than BERT's is refused.
 */
final class TokenizerFile {
  private final String where;

  private TokenizerFile(String where) {
    this.where = where;
  }

  /**
   * @throws SetupException if the file is missing, or is no WordPiece tokenizer
   */
  static WordPieces read(Path file) {
    var tokenizer = new TokenizerFile(file.toString());
    try {
      if (file.toString().endsWith(".txt")) {
        return tokenizer.ofLines(
            Files.readAllLines(file), file.resolveSibling("tokenizer_config.json"));
      }
      return tokenizer.ofJson(Files.readString(file));
    } catch (IOException e) {
      throw tokenizer.refused("cannot be read: " + e, e);
    }
  }

  static WordPieces read(String where, InputStream json) throws IOException {
    return new TokenizerFile(where).ofJson(new String(json.readAllBytes(), StandardCharsets.UTF_8));
  }

  private WordPieces ofLines(List<String> lines, Path settings) throws IOException {
    boolean lowercase =
        !Files.exists(settings)
            || tree(Files.readString(settings)).path("do_lower_case").asBoolean(true);
    Map<String, Integer> vocabulary = new HashMap<>();
    for (int id = 0; id < lines.size(); id++) {
      vocabulary.put(lines.get(id).strip(), id);
    }
    return pieces(vocabulary, "[UNK]", WordPieces.Reading.bert(lowercase));
  }

  private WordPieces ofJson(String json) {
    JsonNode root = tree(json);
    JsonNode model = root.path("model");
    // The first files of this format did not name the only model there was.
    expect("model", model.path("type").asText("WordPiece"), "WordPiece");
    JsonNode normalizer = root.path("normalizer");
    expect("normalizer", normalizer.path("type").asText("none"), "BertNormalizer");
    expect(
        "pre_tokenizer",
        root.path("pre_tokenizer").path("type").asText("none"),
        "BertPreTokenizer");
    expect("continuing_subword_prefix", model.path("continuing_subword_prefix").asText("##"), "##");
    Map<String, Integer> vocabulary = new HashMap<>();
    model
        .path("vocab")
        .properties()
        .forEach(each -> vocabulary.put(each.getKey(), each.getValue().asInt(-1)));
    root.path("added_tokens")
        .forEach(each -> vocabulary.put(each.path("content").asText(), each.path("id").asInt(-1)));
    boolean lowercase = normalizer.path("lowercase").asBoolean(true);
    return pieces(
        vocabulary,
        model.path("unk_token").asText("[UNK]"),
        new WordPieces.Reading(
            lowercase,
            normalizer.path("strip_accents").asBoolean(lowercase),
            normalizer.path("clean_text").asBoolean(true),
            normalizer.path("handle_chinese_chars").asBoolean(true),
            model.path("max_input_chars_per_word").asInt(100)));
  }

  private void expect(String what, String found, String wanted) {
    if (!found.equals(wanted)) {
      throw refused(
          "has a %s '%s'; supported is BERT's tokenizer (%s). For a model with another one, give a"
                  .formatted(what, found, wanted)
              + " langchain4j EmbeddingModel with Embeddings.of(..)",
          null);
    }
  }

  private WordPieces pieces(
      Map<String, Integer> vocabulary, String unknown, WordPieces.Reading reading) {
    for (String needed : List.of(unknown, WordPieces.START, WordPieces.END)) {
      if (!vocabulary.containsKey(needed)) {
        throw refused(
            "has no piece '%s' among its %d; BERT-style models need it"
                .formatted(needed, vocabulary.size()),
            null);
      }
    }
    vocabulary.forEach((piece, id) -> {
      if (id < 0 || id > 10_000_000) {
        throw refused("gives the piece '%s' the id %d".formatted(piece, id), null);
      }
    });
    return new WordPieces(vocabulary, unknown, reading);
  }

  private JsonNode tree(String json) {
    try {
      return Json.tree(json);
    } catch (IllegalArgumentException e) {
      throw refused("is not JSON: " + e.getMessage(), e);
    }
  }

  private SetupException refused(String why, @Nullable Throwable cause) {
    return new SetupException(where, "the tokenizer " + where + " " + why, cause);
  }
}
