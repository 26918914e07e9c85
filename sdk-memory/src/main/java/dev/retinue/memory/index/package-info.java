/**
 * Memory on Lucene: turns are kept, searched by words and meaning, and there again after a restart.
 * The runtime finds {@link dev.retinue.memory.index.LuceneMemoryProvider} by {@link
 * java.util.ServiceLoader}; a host has nothing to call here. Stands on {@code
 * dev.retinue.collection}.
 */
@NullMarked
package dev.retinue.memory.index;

import org.jspecify.annotations.NullMarked;
