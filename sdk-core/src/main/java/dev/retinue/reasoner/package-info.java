/**
 * How an agent thinks: {@link dev.retinue.reasoner.Reasoner}, plain deterministic control flow over
 * effects, one per agent type. Never touches a model, a tool, a store or a clock directly.
 */
@NullMarked
package dev.retinue.reasoner;

import org.jspecify.annotations.NullMarked;
