/**
 * Fills a tool's parameters from a text, by their types, names and descriptions. Entered by {@link
 * dev.retinue.llm.offline.argument.Arguments}; depends on {@code text} only.
 */
@NullMarked
package dev.retinue.llm.offline.argument;

import org.jspecify.annotations.NullMarked;
