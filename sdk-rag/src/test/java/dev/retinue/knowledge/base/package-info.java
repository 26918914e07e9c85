/** The knowledge base, seen through the interfaces of {@code dev.retinue.knowledge}. */
@NullMarked
package dev.retinue.knowledge.base;

import org.jspecify.annotations.NullMarked;
