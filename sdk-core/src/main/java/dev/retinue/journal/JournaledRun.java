package dev.retinue.journal;

/**
 * A run that a journal holds.
 *
 * @param start its first record
 * @param ended whether its last record is there
 */
public record JournaledRun(JournalRecord.RunStarted start, boolean ended) {}
