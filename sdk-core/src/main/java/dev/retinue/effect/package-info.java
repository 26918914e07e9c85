/**
 * Everything an agent does to the world: the sealed family {@link dev.retinue.effect.Effect} with
 * its results, performed through {@link dev.retinue.effect.Effects}. Data only; the performing is
 * in the run package.
 */
@NullMarked
package dev.retinue.effect;

import org.jspecify.annotations.NullMarked;
