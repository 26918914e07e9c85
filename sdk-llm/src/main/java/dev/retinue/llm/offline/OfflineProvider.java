package dev.retinue.llm.offline;

import dev.retinue.definition.ModelDefinition;
import dev.retinue.llm.offline.text.Meaning;
import dev.retinue.model.LanguageModel;
import dev.retinue.model.ModelProvider;

/**
 * {@code offline:extractive}, the model of a runtime that was given none: deterministic, in this
 * process, on the caller's thread. With embeddings it compares meanings, without them words alone.
 * Any name after the colon means the same model. Thread-safe.
 */
public final class OfflineProvider implements ModelProvider {
  @Override
  public String name() {
    return "offline";
  }

  @Override
  public LanguageModel open(ModelDefinition definition, Environment environment) {
    var extractive = new Extractive(new Meaning(environment::embeddings));
    return new LanguageModel(
        definition.reference(),
        new ExtractiveChatModel(extractive),
        new ExtractiveStreamingModel(extractive));
  }
}
