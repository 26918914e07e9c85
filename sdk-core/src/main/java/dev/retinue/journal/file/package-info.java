/**
 * The journal on disk: {@link dev.retinue.journal.file.FileJournal}, a write-ahead log in segments
 * with group commit, recovery, retention and repair, over the {@link
 * dev.retinue.journal.file.Storage} that it is given. Depends on journal, identity, error and
 * health.
 */
@NullMarked
package dev.retinue.journal.file;

import org.jspecify.annotations.NullMarked;
