/**
 * Knowledge as passages of documents in a Lucene collection of the agent's own. Entry type: {@link
 * dev.retinue.knowledge.base.KnowledgeBaseProvider}, found by {@code ServiceLoader}. Uses {@code
 * dev.retinue.document}, {@code dev.retinue.chunk} and {@code dev.retinue.collection}; hosts see it
 * only through {@code dev.retinue.knowledge}.
 */
@NullMarked
package dev.retinue.knowledge.base;

import org.jspecify.annotations.NullMarked;
