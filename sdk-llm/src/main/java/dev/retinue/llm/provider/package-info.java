/**
 * Providers of language models over the network, through langchain4j's clients: {@code openai} and
 * {@code ollama}. Opening makes a client and no connection; retries of the clients are off. Their
 * exceptions pass through as they are, to be named by {@link dev.retinue.model.Models}.
 */
@NullMarked
package dev.retinue.llm.provider;

import org.jspecify.annotations.NullMarked;
