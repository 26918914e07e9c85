/**
 * Ranks what is remembered for a question, over one {@link
 * dev.retinue.collection.LuceneCollection}. {@link dev.retinue.memory.recall.RecallFields} makes
 * the records, {@link dev.retinue.memory.recall.Recall} answers and explains each result. Measured
 * in docs/recall.md.
 */
@NullMarked
package dev.retinue.memory.recall;

import org.jspecify.annotations.NullMarked;
