package dev.retinue.llm.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tjake.jlama.model.AbstractModel;
import com.github.tjake.jlama.model.llama.LlamaConfig;
import com.github.tjake.jlama.model.llama.LlamaModel;
import com.github.tjake.jlama.model.mistral.MistralConfig;
import com.github.tjake.jlama.model.mistral.MistralModel;
import com.github.tjake.jlama.model.qwen2.Qwen2Config;
import com.github.tjake.jlama.model.qwen2.Qwen2Model;
import com.github.tjake.jlama.safetensors.Config;
import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.safetensors.SafeTensorSupport;
import com.github.tjake.jlama.safetensors.WeightLoader;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.KvBufferCache;
import com.github.tjake.jlama.util.JsonSupport;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A network loaded by Jlama, the only class that knows the engine. Its tokenizer, templates and
 * loop of generation are not used; see docs/models.md. Confined to one thread at a time, since
 * Jlama's attention keeps state between calls.
 */
@SuppressWarnings("rawtypes") // a tensor's parameters are of a module that is not compiled against
final class JlamaNetwork implements AutoCloseable {
  private final AbstractModel model;
  private final WeightLoader weights;
  private final KvBufferCache memory;

  private JlamaNetwork(AbstractModel model, WeightLoader weights) {
    this.model = model;
    this.weights = weights;
    this.memory = new KvBufferCache(model);
  }

  /**
   * Maps the weights into memory.
   *
   * @param context the most tokens of a sequence
   */
  static JlamaNetwork load(ModelFolder folder, int context) throws IOException {
    Architecture architecture = folder.architecture();
    // Jlama turns head h as if it stood 2h positions later, all of a group alike: the attention is
    // the same, but its table must reach so far.
    int positions = context + 2 * architecture.keyValueHeads();
    Config config = config(architecture, positions);
    config.ropeFreqs.ifPresent(table -> architecture.rotation().fill(table, positions));
    WeightLoader weights = SafeTensorSupport.loadWeights(folder.path().toFile());
    DType stored = weights.getModelDType();
    // Sums of 16-bit weights stay in 32 bits: named so, Jlama does not round the activations.
    Optional<DType> kept = stored == DType.BF16 ? Optional.of(stored) : Optional.empty();
    DType activations = stored == DType.Q4 ? DType.I8 : DType.F32;
    var model =
        switch (architecture.family()) {
          case LLAMA -> new LlamaModel(config, weights, null, DType.F32, activations, kept);
          case MISTRAL -> new MistralModel(config, weights, null, DType.F32, activations, kept);
          case QWEN2 -> new Qwen2Model(config, weights, null, DType.F32, activations, kept);
        };
    return new JlamaNetwork(model, weights);
  }

  private static Config config(Architecture architecture, int positions) throws IOException {
    ObjectNode json = architecture.json().deepCopy();
    json.put("max_position_embeddings", positions);
    json.put("rope_theta", architecture.rotation().theta());
    json.put("bos_token_id", 0);
    json.put("eos_token_id", 0);
    json.remove("rope_scaling");
    Class<? extends Config> form =
        switch (architecture.family()) {
          case LLAMA -> LlamaConfig.class;
          case MISTRAL -> MistralConfig.class;
          case QWEN2 -> Qwen2Config.class;
        };
    return JsonSupport.om.treeToValue(json, form);
  }

  /** Begins a text; to be closed. */
  Sequence begin() {
    return new Sequence(memory.getEphemeralKvBuffer());
  }

  /** A text so far, as the network remembers it. */
  final class Sequence implements AutoCloseable {
    private final KvBufferCache.KvBuffer keysAndValues;
    private int[] tokens = new int[0];
    private int length;

    private Sequence(KvBufferCache.KvBuffer keysAndValues) {
      this.keysAndValues = keysAndValues;
    }

    /**
     * Forgets all but the beginning that another text shares, and not its last token, after which
     * one is asked for. Returns how many tokens are left.
     */
    int keep(int[] other) {
      int shared = 0;
      while (shared < Math.min(length, other.length - 1) && tokens[shared] == other[shared]) {
        shared++;
      }
      length = shared;
      return shared;
    }

    /** Appends tokens without asking what follows. */
    void append(int[] more) {
      forward(more).close();
    }

    /** Appends tokens and tells how likely each of the vocabulary is to follow, as logits. */
    float[] next(int... more) {
      Config config = model.getConfig();
      try (AbstractTensor states = forward(more);
          AbstractTensor logits = model.makeDenseTensor(1, config.vocabularySize)) {
        // At temperature 0 the logits are left as they are.
        model.sample(states.slice(more.length - 1), 0, 0, logits);
        float[] all = new float[config.vocabularySize];
        for (int i = 0; i < all.length; i++) {
          all[i] = logits.get(0, i);
        }
        return all;
      }
    }

    private AbstractTensor forward(int[] more) {
      AbstractTensor states = model.batchForward(more, length, keysAndValues);
      tokens = Arrays.copyOf(tokens, Math.max(tokens.length, length + more.length));
      System.arraycopy(more, 0, tokens, length, more.length);
      length += more.length;
      return states;
    }

    @Override
    public void close() {
      keysAndValues.close();
    }
  }

  /** Closes the files; the mappings go with the garbage. */
  @Override
  public void close() throws IOException {
    model.close();
    memory.close();
    try {
      weights.close();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("Jlama did not close its weights", e);
    }
  }
}
