/**
 * Text to vectors: {@link dev.retinue.embedding.Embeddings}, found through {@link
 * dev.retinue.embedding.EmbeddingsProvider} unless the host gives its own to the runtime's builder.
 * Optional: without it retrieval is by full text.
 */
@NullMarked
package dev.retinue.embedding;

import org.jspecify.annotations.NullMarked;
