/**
 * Decides what becomes of records with time: what they are worth, what they repeat or contradict,
 * which facts and instructions they hold, and where they go. {@link
 * dev.retinue.memory.review.Review} is the entry; it changes nothing, and knows a memory only as
 * {@link dev.retinue.memory.review.Holdings}.
 */
@NullMarked
package dev.retinue.memory.review;

import org.jspecify.annotations.NullMarked;
