/**
 * What content may be trusted with: {@link dev.retinue.label.Label}, carried by what a run sees and
 * joined as it flows. Depends on nothing.
 */
@NullMarked
package dev.retinue.label;

import org.jspecify.annotations.NullMarked;
