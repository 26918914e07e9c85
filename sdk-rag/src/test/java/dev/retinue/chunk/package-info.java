/** Chunking, seen from outside. */
@NullMarked
package dev.retinue.chunk;

import org.jspecify.annotations.NullMarked;
