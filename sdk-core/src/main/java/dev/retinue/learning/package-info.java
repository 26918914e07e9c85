/**
 * Choosing by outcome: a {@link dev.retinue.learning.Bandit} is data in and data out, {@link
 * dev.retinue.learning.Learning} is what a runtime has learned, a view of its journal. Whoever
 * chooses (among models, tools, plans) is given {@link dev.retinue.learning.Lessons}.
 */
@NullMarked
package dev.retinue.learning;

import org.jspecify.annotations.NullMarked;
