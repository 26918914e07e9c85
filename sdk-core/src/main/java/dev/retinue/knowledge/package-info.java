/**
 * What an agent was given to know: the SPI {@link dev.retinue.knowledge.Knowledge}, one per agent,
 * with passages and their citations. The implementation is in sdk-rag.
 */
@NullMarked
package dev.retinue.knowledge;

import org.jspecify.annotations.NullMarked;
