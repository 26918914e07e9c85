/**
 * Chooses the tool that a request is for, or none, or says between which it cannot decide. Entered
 * by {@link dev.retinue.llm.offline.routing.Router}; depends on {@code argument} and {@code text}.
 */
@NullMarked
package dev.retinue.llm.offline.routing;

import org.jspecify.annotations.NullMarked;
