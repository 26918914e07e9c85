package dev.retinue.llm.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.retinue.error.SetupException;
import dev.retinue.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a folder is told when the model is opened. */
class ModelFolderTest {
  @TempDir private Path folder;
  private final TinyLlama network = new TinyLlama(1);

  @BeforeEach
  void aModel() throws IOException {
    network.write(folder);
  }

  private void isRefused(String... words) {
    assertThatThrownBy(() -> ModelFolder.read("jlama:tiny", folder))
        .isInstanceOf(SetupException.class)
        .hasMessageStartingWith("model 'jlama:tiny' in " + folder + " cannot be used: ")
        .hasMessageContainingAll(words);
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    Path missing = folder.resolve("missing");

    assertThatThrownBy(() -> ModelFolder.read("jlama:tiny", missing))
        .isInstanceOf(SetupException.class)
        .hasMessage("model 'jlama:tiny' needs the folder " + missing + ", which is not there");
  }

  @ParameterizedTest
  @CsvSource({"config.json", "tokenizer.json", "model.safetensors"})
  void aMissingFileIsNamed(String name) throws IOException {
    Files.delete(folder.resolve(name));

    isRefused("it has no " + name);
  }

  @ParameterizedTest
  @CsvSource({"config.json", "tokenizer.json", "tokenizer_config.json"})
  void aFileThatIsNoJsonIsNamed(String name) throws IOException {
    Files.writeString(folder.resolve(name), "{ not JSON");

    isRefused(name + " is not a JSON object");
  }

  static Stream<Arguments> settings() {
    return Stream.of(
        arguments("model_type", "gpt_oss", "model_type 'gpt_oss' is not supported; llama, mistral"),
        arguments("hidden_act", "gelu", "hidden_act 'gelu' is not supported; only 'silu' is"),
        arguments("attention_bias", true, "attention_bias 'true' is not supported"),
        arguments("hidden_size", "64", "hidden_size must be a positive number, got \"64\""),
        arguments("head_dim", 32, "head_dim 32 is not hidden_size / num_attention_heads = 16"),
        arguments(
            "num_attention_heads", 8, "must be multiples of 16 for this engine, got 8 and 96"),
        arguments("num_key_value_heads", 3, "4 heads share neither 3 key heads"),
        arguments("vocab_size", 100, "tensor 'model.embed_tokens.weight' has the shape [288, 64]"),
        arguments("rope_scaling", Map.of("rope_type", "yarn"), "rope_scaling 'yarn' is not known"),
        arguments(
            "quantization_config",
            Map.of("quant_method", "gptq"),
            "weights quantised by 'gptq' are not supported"));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aSettingThatWouldBeComputedWronglyIsRefused(String name, Object value, String message)
      throws IOException {
    Map<String, Object> config = network.config();
    config.put(name, value);
    Files.writeString(folder.resolve("config.json"), Json.write(config));

    isRefused(message);
  }

  @Test
  void weightsThatWereCutAreNoticed() throws IOException {
    byte[] whole = network.safetensors();
    Files.write(folder.resolve("model.safetensors"), Arrays.copyOf(whole, whole.length - 4));
    isRefused("model.safetensors is damaged: tensor 'lm_head.weight' ends at byte", "it was cut");

    Files.write(folder.resolve("model.safetensors"), Arrays.copyOf(whole, 500));
    isRefused("model.safetensors is damaged: it ends within its head; fetch it again");

    Files.write(folder.resolve("model.safetensors"), new byte[0]);
    isRefused("model.safetensors is damaged: it ends within its head");
  }

  @Test
  void aHeadThatIsNoneIsNoticed() throws IOException {
    Files.write(
        folder.resolve("model.safetensors"),
        "<!DOCTYPE html>....".getBytes(StandardCharsets.UTF_8));
    isRefused("model.safetensors is damaged: its head is said to be of");

    Files.write(folder.resolve("model.safetensors"), file("{ broken", 0));
    isRefused("model.safetensors is damaged: its head is not JSON");
  }

  @Test
  void aTensorThatIsMissingOrOfAnotherTypeIsNamed() throws IOException {
    Files.write(
        folder.resolve("model.safetensors"),
        new TinyLlama(1).without("model.norm.weight").safetensors());
    isRefused("its weights lack the tensor 'model.norm.weight'");

    Files.write(
        folder.resolve("model.safetensors"),
        file("{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[4],\"data_offsets\":[0,4]}}", 4));
    isRefused("tensor 'a' in model.safetensors is of type 'F8_E4M3', which is not supported");

    Files.write(
        folder.resolve("model.safetensors"),
        file("{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,4]}}", 4));
    isRefused("tensor 'a' of shape [4] does not fill 0 to 4");
  }

  private static byte[] file(String head, int data) {
    byte[] bytes = head.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + bytes.length + data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(bytes.length)
        .put(bytes)
        .array();
  }

  @Test
  void aPartThatAnIndexNamesMustBeThere() throws IOException {
    Files.writeString(
        folder.resolve("model.safetensors.index.json"),
        Json.write(Map.of("weight_map", Map.of("lm_head.weight", "model-00002.safetensors"))));

    isRefused("it has no model-00002.safetensors, which holds weights");
  }

  @Test
  void weightsInPartsAreOneModel() throws IOException {
    ModelFolder whole = ModelFolder.read("jlama:tiny", folder);
    Files.move(folder.resolve("model.safetensors"), folder.resolve("model-00001.safetensors"));
    Map<String, String> parts = new HashMap<>();
    whole
        .architecture()
        .weights()
        .forEach(weight -> parts.put(weight.name(), "model-00001.safetensors"));
    Files.writeString(
        folder.resolve("model.safetensors.index.json"),
        Json.write(Map.of("metadata", Map.of(), "weight_map", parts)));

    try (JlamaNetwork loaded =
            JlamaNetwork.load(ModelFolder.read("jlama:tiny", folder), TinyLlama.CONTEXT);
        JlamaNetwork.Sequence text = loaded.begin()) {
      assertThat(text.next(1, 2, 3)).hasSize(TinyWords.SIZE);
    }
  }

  @Test
  void aTokenizerOfAnotherKindOrModelIsRefused() throws IOException {
    Files.writeString(
        folder.resolve("tokenizer.json"),
        "{\"model\": {\"type\": \"Unigram\", \"vocab\": [[\"a\", 0]]}}");
    isRefused("tokenizer.json's model 'Unigram' is not supported; BPE is");

    Files.writeString(
        folder.resolve("tokenizer.json"),
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 300}}}");
    isRefused("tokenizer.json has tokens up to 300, but the network's vocab_size is 288");

    Files.writeString(
        folder.resolve("tokenizer.json"),
        "{\"model\": {\"vocab\": {\"a\": 0}, \"merges\": [\"a b\"]}}");
    isRefused("tokenizer.json merges \"a b\", which its vocabulary does not have");
  }

  @Test
  void aModelWithoutAUsableTemplateIsRefused() throws IOException {
    network.write(folder, network.config(), "{% if %}");
    isRefused("its chat template cannot be rendered: ");

    Files.writeString(folder.resolve("tokenizer_config.json"), "{}");
    isRefused("it has no chat template, neither chat_template.jinja nor chat_template in");
  }

  @Test
  void endsAndSamplingAreReadFromWhereverTheyAre() throws IOException {
    Files.writeString(
        folder.resolve("generation_config.json"),
        "{\"eos_token_id\": [5, 6], \"do_sample\": true, \"temperature\": 0.6, \"top_p\": 0.9}");

    ModelFolder read = ModelFolder.read("jlama:tiny", folder);

    assertThat(read.ends()).isEqualTo(Set.of(5, 6, TinyWords.END));
    assertThat(read.sampling()).isEqualTo(new Sampling(0.6, 0, 0.9));
  }
}
