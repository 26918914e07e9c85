/**
 * Models that run in this process, from files in Hugging Face's form: {@code jlama:<folder>}.
 * Entered by {@link dev.retinue.llm.local.JlamaProvider}. The engine is behind {@code
 * JlamaNetwork}; checking files, words, templates and the choice of tokens are here.
 */
@NullMarked
package dev.retinue.llm.local;

import org.jspecify.annotations.NullMarked;
