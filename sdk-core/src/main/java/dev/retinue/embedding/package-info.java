/**
 * Text to vectors: {@link dev.retinue.embedding.Embeddings}, found through {@link
 * dev.retinue.embedding.EmbeddingsProvider}. Optional: without it retrieval is by full text.
 */
@NullMarked
package dev.retinue.embedding;

import org.jspecify.annotations.NullMarked;
