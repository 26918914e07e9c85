/**
 * What an agent experienced and learned, as {@link dev.retinue.memory.MemoryRecord records}: the
 * SPI {@link dev.retinue.memory.Memory}, one per agent, a view of the journal. The implementation
 * on Lucene is in sdk-memory; a heap one for conversations is here.
 */
@NullMarked
package dev.retinue.memory;

import org.jspecify.annotations.NullMarked;
