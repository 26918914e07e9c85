/**
 * Ranks an agent's tools for a task, by full text and, where there are embeddings, by meaning;
 * found through {@link dev.retinue.tool.ToolSelectorProvider}. Entry: {@link
 * dev.retinue.tool.ranking.ToolRankingProvider}. Uses the collection's English analysis.
 */
@NullMarked
package dev.retinue.tool.ranking;

import org.jspecify.annotations.NullMarked;
