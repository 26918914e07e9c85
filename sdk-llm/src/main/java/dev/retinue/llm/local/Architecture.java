package dev.retinue.llm.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The shape of a network, from its {@code config.json}.
 *
 * @param json the whole configuration
 * @param positions the most tokens that the model was made for
 */
record Architecture(
    ObjectNode json,
    Family family,
    int hidden,
    int intermediate,
    int layers,
    int heads,
    int keyValueHeads,
    int vocabulary,
    int positions,
    Rotation rotation) {
  /**
   * Numbers that the engine multiplies at once on the widest machines; it has no code for rests.
   */
  private static final int LANES = 16;

  enum Family {
    LLAMA,
    MISTRAL,
    QWEN2
  }

  /** A tensor that the network needs. */
  record Weight(String name, List<Integer> shape) {}

  /**
   * @throws IllegalArgumentException if a setting is missing, or says something that the engine
   *     would compute wrongly
   */
  static Architecture of(ObjectNode json) {
    String type = json.path("model_type").asText("");
    Family family =
        switch (type) {
          case "llama" -> Family.LLAMA;
          case "mistral" -> Family.MISTRAL;
          case "qwen2" -> Family.QWEN2;
          default ->
              throw new IllegalArgumentException(
                  "model_type '" + type + "' is not supported; llama, mistral and qwen2 are");
        };
    refuse(json, "hidden_act", "silu");
    refuse(json, "attention_bias", "false");
    refuse(json, "mlp_bias", "false");
    refuse(json, "use_sliding_window", "false");
    if (json.hasNonNull("quantization_config")) {
      throw new IllegalArgumentException(
          "weights quantised by '"
              + json.path("quantization_config").path("quant_method").asText("?")
              + "' are not supported; take the model in BF16, F16 or F32, or in Jlama's own Q4");
    }
    int hidden = number(json, "hidden_size");
    int heads = number(json, "num_attention_heads");
    int keyValueHeads =
        json.hasNonNull("num_key_value_heads") ? number(json, "num_key_value_heads") : heads;
    if (heads % keyValueHeads != 0 || hidden % heads != 0) {
      throw new IllegalArgumentException(
          heads + " heads share neither " + keyValueHeads + " key heads nor a size of " + hidden);
    }
    int headSize = json.hasNonNull("head_dim") ? number(json, "head_dim") : hidden / heads;
    if (headSize * heads != hidden) {
      throw new IllegalArgumentException(
          "head_dim " + headSize + " is not hidden_size / num_attention_heads = " + hidden / heads);
    }
    int intermediate = number(json, "intermediate_size");
    if (headSize % LANES != 0 || intermediate % LANES != 0) {
      throw new IllegalArgumentException(
          "the sizes of heads and of intermediate_size must be multiples of "
              + LANES
              + " for this engine, got "
              + headSize
              + " and "
              + intermediate);
    }
    int positions = number(json, "max_position_embeddings");
    if (family == Family.MISTRAL && json.hasNonNull("sliding_window")) {
      // Within its window, attention that slides is attention to all.
      positions = Math.min(positions, number(json, "sliding_window"));
    }
    ObjectNode complete = json.deepCopy().put("num_key_value_heads", keyValueHeads);
    return new Architecture(
        complete,
        family,
        hidden,
        intermediate,
        number(json, "num_hidden_layers"),
        heads,
        keyValueHeads,
        number(json, "vocab_size"),
        positions,
        Rotation.of(json, headSize));
  }

  private static int number(JsonNode json, String name) {
    JsonNode value = json.path(name);
    if (!value.isInt() || value.intValue() < 1) {
      throw new IllegalArgumentException(
          name + " must be a positive number, got " + (value.isMissingNode() ? "none" : value));
    }
    return value.intValue();
  }

  private static void refuse(JsonNode json, String name, String unless) {
    String value = json.path(name).asText(unless);
    if (!value.equals(unless) && json.hasNonNull(name)) {
      throw new IllegalArgumentException(
          name + " '" + value + "' is not supported; only '" + unless + "' is");
    }
  }

  /** What the weights must hold. */
  List<Weight> weights() {
    List<Weight> weights = new ArrayList<>();
    int keys = hidden / heads * keyValueHeads;
    weights.add(new Weight("model.embed_tokens.weight", List.of(vocabulary, hidden)));
    for (int layer = 0; layer < layers; layer++) {
      String at = "model.layers." + layer + ".";
      weights.add(new Weight(at + "input_layernorm.weight", List.of(hidden)));
      weights.add(new Weight(at + "self_attn.q_proj.weight", List.of(hidden, hidden)));
      weights.add(new Weight(at + "self_attn.k_proj.weight", List.of(keys, hidden)));
      weights.add(new Weight(at + "self_attn.v_proj.weight", List.of(keys, hidden)));
      weights.add(new Weight(at + "self_attn.o_proj.weight", List.of(hidden, hidden)));
      if (family == Family.QWEN2) {
        weights.add(new Weight(at + "self_attn.q_proj.bias", List.of(hidden)));
        weights.add(new Weight(at + "self_attn.k_proj.bias", List.of(keys)));
        weights.add(new Weight(at + "self_attn.v_proj.bias", List.of(keys)));
      }
      weights.add(new Weight(at + "post_attention_layernorm.weight", List.of(hidden)));
      weights.add(new Weight(at + "mlp.gate_proj.weight", List.of(intermediate, hidden)));
      weights.add(new Weight(at + "mlp.up_proj.weight", List.of(intermediate, hidden)));
      weights.add(new Weight(at + "mlp.down_proj.weight", List.of(hidden, intermediate)));
    }
    weights.add(new Weight("model.norm.weight", List.of(hidden)));
    if (!json.path("tie_word_embeddings").asBoolean()) {
      weights.add(new Weight("lm_head.weight", List.of(vocabulary, hidden)));
    }
    return weights;
  }
}
