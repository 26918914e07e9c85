/**
 * Sentence embeddings computed in this process by onnxruntime, without a network; contributed as
 * {@link dev.retinue.llm.embedding.OnnxEmbeddingsProvider}. The model and the runtime are optional
 * dependencies; without them the provider says which artifact to add.
 */
@NullMarked
package dev.retinue.llm.embedding;

import org.jspecify.annotations.NullMarked;
