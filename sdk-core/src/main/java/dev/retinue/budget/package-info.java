/**
 * What a run may spend: {@link dev.retinue.budget.Budget}, reserved before it is spent, in a tree
 * whose children draw on their parents.
 */
@NullMarked
package dev.retinue.budget;

import org.jspecify.annotations.NullMarked;
