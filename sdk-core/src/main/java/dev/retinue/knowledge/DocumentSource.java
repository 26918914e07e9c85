package dev.retinue.knowledge;

/**
 * A document that could be read.
 *
 * @param location absolute path of the file
 * @param bytes its size when it was found
 */
public record DocumentSource(String location, long bytes) {}
