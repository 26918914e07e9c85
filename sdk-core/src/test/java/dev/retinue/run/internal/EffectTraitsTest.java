package dev.retinue.run.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.Effect;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.ToolResult;
import dev.retinue.tool.ToolContext;
import dev.retinue.tool.ToolTraits;
import dev.retinue.tool.VaryingTool;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EffectTraitsTest {
  private final EffectTraits traits = new EffectTraits("r", Map.of("post", new Post()));

  @Test
  void aCallTouchesWhatItsToolSaysOfItsArguments() {
    Effect.CallTool draft = new Effect.CallTool("post", "{\"draft\": true}");
    assertThat(traits.access(draft)).containsExactly(AccessClass.READ);
    assertThat(traits.effectClass(draft, true)).isEqualTo(EffectClass.PURE);

    Effect.CallTool post = new Effect.CallTool("post", "{\"draft\": false}");
    assertThat(traits.access(post)).containsExactly(AccessClass.PUBLISH);
    assertThat(traits.effectClass(post, true)).isEqualTo(EffectClass.UNSAFE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[true]", "{\"draft\": tru", "draft"})
  void ofWhatIsNoObjectItMayDoAll(String arguments) {
    Effect.CallTool call = new Effect.CallTool("post", arguments);
    assertThat(traits.access(call)).containsExactly(AccessClass.PUBLISH);
    assertThat(traits.effectClass(call, false)).isEqualTo(EffectClass.UNSAFE);
  }

  private static final class Post implements VaryingTool {
    @Override
    public ToolSpecification specification() {
      return ToolSpecification.builder().name("post").description("Posts or drafts.").build();
    }

    @Override
    public ToolTraits traits() {
      return ToolTraits.touching(AccessClass.PUBLISH);
    }

    @Override
    public ToolTraits traits(ObjectNode arguments) {
      return arguments.path("draft").asBoolean() ? ToolTraits.READS : traits();
    }

    @Override
    public ToolResult call(ObjectNode arguments, ToolContext context) {
      return new ToolResult.Ok("posted");
    }
  }
}
