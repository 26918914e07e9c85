/**
 * The recorded form of things: {@link dev.retinue.json.Json} turns results into text for the
 * journal and back, so that live and replayed results are equal. Depends on Jackson and
 * langchain4j's messages only.
 */
@NullMarked
package dev.retinue.json;

import org.jspecify.annotations.NullMarked;
