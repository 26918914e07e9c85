package dev.retinue.tool.ranking;

import dev.retinue.embedding.Embeddings;
import dev.retinue.tool.ToolSelector;
import dev.retinue.tool.ToolSelectorProvider;
import org.jspecify.annotations.Nullable;

/**
 * Chooses tools by what they say of themselves: name, description, parameters with their fixed
 * values, and, if the specification's metadata has a list of texts {@code examples}, tasks that
 * they are for. Tasks in German, French and Spanish are glossed word by word. Thread-safe.
 */
public final class ToolRankingProvider implements ToolSelectorProvider {
  @Override
  public String name() {
    return "ranking";
  }

  @Override
  public ToolSelector open(@Nullable Embeddings embeddings) {
    return new ToolRanking(embeddings, RankingWeights.STANDARD);
  }
}
