/**
 * The write-ahead log of everything in flight: {@link dev.retinue.journal.Journal}, its records,
 * and the contract {@link dev.retinue.journal.JournalView} by which stores are views of it.
 */
@NullMarked
package dev.retinue.journal;

import org.jspecify.annotations.NullMarked;
