package dev.retinue.knowledge;

/**
 * A piece of a document that was found.
 *
 * @param id stable for the same content of the same document
 * @param text the passage as it stands in the document
 * @param citation where it stands
 * @param score how well it matches, in [0, 1]; comparable within one search
 */
public record Passage(String id, String text, Citation citation, double score) {}
