package dev.retinue.llm.provider;

import dev.retinue.definition.ModelDefinition;
import dev.retinue.error.SetupException;

/** A client that is not on the class path. */
final class Missing {
  private Missing() {}

  static SetupException artifact(ModelDefinition definition, String artifact, Throwable cause) {
    return new SetupException(
        artifact,
        "model '"
            + definition.reference()
            + "' needs dev.langchain4j:"
            + artifact
            + " on the class path: add it, in the version that retinue-parent manages",
        cause);
  }
}
