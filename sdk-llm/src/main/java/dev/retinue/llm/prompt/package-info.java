/**
 * The size of prompts: {@link dev.retinue.llm.prompt.TokenEstimate} tells it without a tokenizer,
 * {@link dev.retinue.llm.prompt.ContextWindow} makes a conversation fit a model's context.
 */
@NullMarked
package dev.retinue.llm.prompt;

import org.jspecify.annotations.NullMarked;
