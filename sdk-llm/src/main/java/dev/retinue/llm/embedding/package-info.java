/**
 * Models of the BERT family computed in this process by onnxruntime, without a network: sentence
 * embeddings ({@link dev.retinue.llm.embedding.OnnxEmbeddings}, contributed to a runtime by {@link
 * dev.retinue.llm.embedding.OnnxEmbeddingsProvider}) and reranking ({@link
 * dev.retinue.llm.embedding.OnnxReranker}). onnxruntime and the default model are optional
 * dependencies; without them a message says which artifact to add.
 */
@NullMarked
package dev.retinue.llm.embedding;

import org.jspecify.annotations.NullMarked;
