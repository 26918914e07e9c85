package dev.retinue.llm.embedding;

/**
 * What in-process embeddings have done since they were opened.
 *
 * @param texts texts asked for, in all
 * @param cacheHits of them, those whose vector was in the cache
 * @param windowed texts longer than the model's window, whose vector is an average over windows
 * @param tokens word pieces that the model has read
 * @param cachedBytes weight of the cache now: four bytes for each number of a vector, and 160 for
 *     each vector
 */
public record EmbeddingCounts(
    long texts, long cacheHits, long windowed, long tokens, long cachedBytes) {}
