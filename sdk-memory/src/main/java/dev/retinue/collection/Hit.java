package dev.retinue.collection;

import java.util.OptionalDouble;

/**
 * An entry that was found, and why. The two raw scores let a caller explain the order, or abstain
 * when neither is good.
 *
 * @param score what the hits are ordered by, greatest first, equals by id: BM25, cosine, or for
 *     {@link Ranking.ByBoth} a number from 0 to 1 that compares hits of one search only
 * @param textScore BM25 of the words asked, 0 if the entry has none of them; empty if no words were
 *     asked
 * @param vectorScore cosine of the vectors, -1 to 1; empty if no vector was asked or the entry has
 *     none
 */
public record Hit(
    Entry entry, double score, OptionalDouble textScore, OptionalDouble vectorScore) {}
