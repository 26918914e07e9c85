package dev.retinue.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.retinue.tool.ToolSelector;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link ToolSelector} promises. An implementation's test extends this. */
public abstract class ToolSelectorContract {
  private static final List<ToolSpecification> TOOLS =
      IntStream.range(0, 30)
          .mapToObj(i ->
              ToolSpecification.builder()
                  .name("tool_" + i)
                  .description("Does the thing number " + i)
                  .build())
          .toList();
  private static final List<String> NAMES = TOOLS.stream().map(ToolSpecification::name).toList();

  protected abstract ToolSelector selector();

  @Test
  void itChoosesNoMoreThanAskedForAndNoneTwice() {
    for (int limit : new int[] {1, 7, 30, 100}) {
      assertThat(selector().select("Do the thing", TOOLS, limit))
          .hasSizeLessThanOrEqualTo(limit)
          .doesNotHaveDuplicates()
          .isSubsetOf(NAMES);
    }
  }

  @Test
  void itLeavesOutNothingWhenAllFit() {
    assertThat(selector().select("Do the thing", TOOLS, 30))
        .containsExactlyInAnyOrderElementsOf(NAMES);
  }

  @Test
  void itChoosesTheSameForTheSame() {
    assertThat(selector().select("Do the thing number 3", TOOLS, 5))
        .isEqualTo(selector().select("Do the thing number 3", TOOLS, 5));
  }

  @Test
  void itTakesWhateverTheTaskIs() {
    assertThat(selector().select("", TOOLS, 3)).hasSizeLessThanOrEqualTo(3);
    assertThat(selector().select("anything", List.of(), 3)).isEmpty();
  }
}
