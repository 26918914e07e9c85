/**
 * Cuts a document into passages that an embedding model can take in whole and a reader can
 * understand alone. Entry type: {@link dev.retinue.chunk.Chunker}. Builds on {@code
 * dev.retinue.document} and nothing else.
 */
@NullMarked
package dev.retinue.chunk;

import org.jspecify.annotations.NullMarked;
