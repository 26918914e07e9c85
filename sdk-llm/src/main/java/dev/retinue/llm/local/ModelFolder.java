package dev.retinue.llm.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retinue.error.SetupException;
import dev.retinue.json.Json;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * A model as Hugging Face keeps it, read and checked but for the weights themselves.
 *
 * @param ends tokens that end an answer
 * @param sampling how the model's makers choose tokens
 */
record ModelFolder(
    Path path,
    Architecture architecture,
    BytePairs words,
    ChatTemplate template,
    Set<Integer> ends,
    Sampling sampling) {

  /**
   * @param reference {@code provider:model}, for messages
   * @throws SetupException if a file is missing, damaged, or of a kind that is not supported
   */
  static ModelFolder read(String reference, Path path) {
    if (!Files.isDirectory(path)) {
      throw new SetupException(
          path.toString(),
          "model '" + reference + "' needs the folder " + path + ", which is not there");
    }
    try {
      Architecture architecture = Architecture.of(required(path, "config.json"));
      Safetensors.read(path).check(architecture.weights());
      JsonNode settings = optional(path, "tokenizer_config.json");
      JsonNode generation = optional(path, "generation_config.json");
      BytePairs words = BytePairs.of(required(path, "tokenizer.json"));
      if (words.size() > architecture.vocabulary()) {
        throw new IllegalArgumentException(
            "tokenizer.json has tokens up to "
                + (words.size() - 1)
                + ", but the network's vocab_size is "
                + architecture.vocabulary()
                + "; they are of different models");
      }
      Set<Integer> ends = new HashSet<>();
      numbers(architecture.json().path("eos_token_id"), ends);
      numbers(generation.path("eos_token_id"), ends);
      words.added(ChatTemplate.mark(settings, "eos_token")).ifPresent(ends::add);
      return new ModelFolder(
          path,
          architecture,
          words,
          ChatTemplate.of(path, settings),
          Set.copyOf(ends),
          Sampling.of(generation));
    } catch (IllegalArgumentException e) {
      throw unusable(reference, path, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw unusable(reference, path, "it cannot be read: " + e, e);
    }
  }

  private static SetupException unusable(String reference, Path path, String why, Exception cause) {
    return new SetupException(
        path.toString(), "model '" + reference + "' in " + path + " cannot be used: " + why, cause);
  }

  private static ObjectNode required(Path folder, String name) throws IOException {
    if (!Files.isRegularFile(folder.resolve(name))) {
      throw new IllegalArgumentException("it has no " + name);
    }
    return json(folder, name);
  }

  private static ObjectNode optional(Path folder, String name) throws IOException {
    return Files.isRegularFile(folder.resolve(name))
        ? json(folder, name)
        : (ObjectNode) Json.tree("{}");
  }

  private static ObjectNode json(Path folder, String name) throws IOException {
    try {
      if (Json.tree(Files.readString(folder.resolve(name))) instanceof ObjectNode object) {
        return object;
      }
      throw new IllegalArgumentException("no object");
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw new IllegalArgumentException(name + " is not a JSON object: " + e.getMessage(), e);
    }
  }

  private static void numbers(JsonNode oneOrMore, Set<Integer> numbers) {
    if (oneOrMore.isInt()) {
      numbers.add(oneOrMore.intValue());
    }
    oneOrMore.forEach(each -> numbers.add(each.asInt()));
  }
}
