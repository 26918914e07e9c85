package dev.retinue.tools.general;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.tool.ToolOffer;
import dev.retinue.tool.ToolProvider;
import dev.retinue.tool.ToolRegistry;
import dev.retinue.tool.Verification;
import dev.retinue.tool.Verification.Result;
import dev.retinue.tool.Verification.Verified;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** Every tool of the catalogue stands in a category, and shows that it works. */
class SelfTestsTest {
  private static ToolRegistry all() {
    Map<String, List<ToolOffer>> offers = new LinkedHashMap<>();
    ServiceLoader.load(ToolProvider.class)
        .forEach(provider -> offers.put(provider.name(), provider.tools()));
    return ToolRegistry.of(offers, SelfTestsTest.class.getClassLoader());
  }

  @Test
  void eachIsInACategory() {
    assertThat(all().entries())
        .allSatisfy(entry -> assertThat(entry.card().category()).isNotEqualTo("other"));
  }

  @Test
  void eachThatIsAvailablePassesItsOwn() throws Exception {
    List<Verified> verified = Verification.of(all());

    assertThat(verified).hasSizeGreaterThanOrEqualTo(11);
    assertThat(verified)
        .filteredOn(each -> each.result() != Result.UNAVAILABLE)
        .allSatisfy(each -> assertThat(each.result()).as(each.toString()).isEqualTo(Result.PASSED));
  }
}
