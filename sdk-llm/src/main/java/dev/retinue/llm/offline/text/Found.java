package dev.retinue.llm.offline.text;

/**
 * A value and where it stands in the text.
 *
 * @param value in the form that a tool wants: a number without separators, a date as ISO
 * @param start index of its first character
 * @param end index behind its last
 */
public record Found(String value, int start, int end) {}
