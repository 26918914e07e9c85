/**
 * Answers by quoting: passages, what was said before, and what tools returned; puts answers into
 * the form that was asked for. Depends on {@code argument} and {@code text}.
 */
@NullMarked
package dev.retinue.llm.offline.answer;

import org.jspecify.annotations.NullMarked;
