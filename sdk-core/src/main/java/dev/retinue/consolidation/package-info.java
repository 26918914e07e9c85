/**
 * What a memory becomes with time: how a record {@link dev.retinue.consolidation.Standing stands}
 * in it, and what a {@link dev.retinue.consolidation.Consolidation} changes, in a form that can be
 * undone. A {@link dev.retinue.consolidation.ConsolidatingMemory} proposes and applies it; between
 * the two it is an effect of a run of the system.
 */
@NullMarked
package dev.retinue.consolidation;

import org.jspecify.annotations.NullMarked;
