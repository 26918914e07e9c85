package dev.retinue.journal.file;

/**
 * A place in a journal's files that is not what was written.
 *
 * @param file its name
 * @param from first byte of the place
 * @param to the byte after its last
 * @param what what is wrong there, and what follows from it
 */
public record Damage(String file, long from, long to, String what) {}
