/**
 * What became of runs: {@link dev.retinue.history.RunHistory}, read from the records of a run, the
 * files in which finished runs are kept, and {@link dev.retinue.history.TimeTravel}, which looks at
 * a run as it was and goes on from there differently. Knows the journal's records and nothing of
 * how runs are performed.
 */
@NullMarked
package dev.retinue.history;

import org.jspecify.annotations.NullMarked;
