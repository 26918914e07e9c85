package dev.retinue.llm.provider;

import dev.retinue.definition.ModelDefinition;
import dev.retinue.error.SetupException;
import dev.retinue.model.ModelProvider;

/** The key of a provider, found before a client is made. */
final class Key {
  private Key() {}

  /**
   * @param name the secret's conventional name
   * @throws SetupException if there is none
   */
  static String of(ModelDefinition definition, ModelProvider.Environment environment, String name) {
    return environment
        .secret(name)
        .filter(value -> !value.isBlank())
        .orElseThrow(() ->
            new SetupException(
                name,
                "model '"
                    + definition.reference()
                    + "' needs a key: set the environment variable "
                    + name
                    + " or call builder().secret(\""
                    + name
                    + "\", value)"));
  }
}
