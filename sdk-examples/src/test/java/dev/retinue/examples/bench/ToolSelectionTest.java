package dev.retinue.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.llm.embedding.OnnxEmbeddings;
import dev.retinue.tool.ranking.RankingWeights;
import dev.retinue.tool.ranking.ToolRanking;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The choice of tools, with the embeddings that a runtime has by itself. */
class ToolSelectionTest {
  /** 97.2 % where it was measured; quantised arithmetic differs a little between processors. */
  private static final double LEAST = 0.96;

  @Test
  void theRightToolIsAmongTheFirstEightOfNearlyAllTasksThatNobodyTunedFor() throws Exception {
    SelectionSet set = SelectionSet.read();
    int found = 0;
    try (OnnxEmbeddings embeddings = OnnxEmbeddings.bgeSmall();
        ToolRanking ranking = new ToolRanking(embeddings, RankingWeights.STANDARD)) {
      ranking.prepare(set.tools());
      assertThat(ranking.awaitMeanings(Duration.ofMinutes(5))).isTrue();
      for (SelectionSet.Task task : set.held()) {
        found +=
            ranking.select(task.text(), set.tools(), 8).stream().anyMatch(task.right()::contains)
                ? 1
                : 0;
      }
    }

    assertThat(set.held()).hasSizeGreaterThan(300);
    assertThat((double) found / set.held().size()).isGreaterThan(LEAST);
  }
}
