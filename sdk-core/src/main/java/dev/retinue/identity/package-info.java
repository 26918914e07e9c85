/**
 * Who acts, on whose behalf and where in a run: {@link dev.retinue.identity.RunScope}, {@link
 * dev.retinue.identity.Address} and {@link dev.retinue.identity.Principal}, carried by every
 * effect. Depends on nothing but errors.
 */
@NullMarked
package dev.retinue.identity;

import org.jspecify.annotations.NullMarked;
