/**
 * Providers of language models over the network, through langchain4j's clients: {@code openai},
 * {@code anthropic}, {@code google} and {@code ollama}. Opening makes a client and no connection;
 * retries of the clients are off. All speak through {@link dev.retinue.llm.provider.Exchange}, so
 * that what goes wrong is a {@link dev.retinue.model.ModelException} with the provider's words.
 */
@NullMarked
package dev.retinue.llm.provider;

import org.jspecify.annotations.NullMarked;
