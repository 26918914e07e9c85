/**
 * Quality of retrieval, measured on judged questions: {@link
 * dev.retinue.examples.evaluation.MemoryEvaluation}, started by bin/memory-eval. {@link
 * dev.retinue.examples.evaluation.Judged} has the measures.
 */
@NullMarked
package dev.retinue.examples.evaluation;

import org.jspecify.annotations.NullMarked;
