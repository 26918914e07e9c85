package dev.retinue.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.retinue.budget.Money;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.ToolResult;
import dev.retinue.error.SetupException;
import dev.retinue.tool.Verification.Result;
import dev.retinue.tool.Verification.Verified;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a runtime has of tools, how a definition names them, and what a provider can do wrong. */
class ToolRegistryTest {
  private static final ClassLoader LOADER = ToolRegistryTest.class.getClassLoader();

  private record Known(String name, ToolCard card, @Nullable SelfTest test) implements Tool {
    Known(String name, ToolCard card) {
      this(name, card, null);
    }

    @Override
    public ToolSpecification specification() {
      return ToolSpecification.builder().name(name).description("does " + name).build();
    }

    @Override
    public ToolTraits traits() {
      if (name.equals("rash")) {
        return ToolTraits.touching(AccessClass.PUBLISH).withEffectClass(EffectClass.PURE);
      }
      return ToolTraits.READS.withTimeout(Duration.ofMillis(name.equals("slow") ? 50 : 60_000));
    }

    @Override
    public Optional<SelfTest> selfTest() {
      return Optional.ofNullable(test);
    }

    @Override
    public ToolResult call(ObjectNode arguments, ToolContext context) {
      return new ToolResult.Ok(name + " " + arguments);
    }
  }

  private static ToolRegistry of(Tool... tools) {
    return ToolRegistry.of(Map.of("the toolkit", offers(tools)), LOADER);
  }

  private static List<ToolOffer> offers(Tool... tools) {
    return List.of(tools).stream().<ToolOffer>map(ToolOffer.Available::new).toList();
  }

  private static ToolRegistry several() {
    Map<String, List<ToolOffer>> offers = new LinkedHashMap<>();
    offers.put(
        "web kit",
        offers(
            new Known("web_fetch", ToolCard.of("web")),
            new Known("feed_read", ToolCard.of("web.feeds").alias("rss", "atom"))));
    offers.put(
        "other kit",
        List.of(
            new ToolOffer.Available(new Known("webbing", ToolCard.of("webbing"))),
            new ToolOffer.Unavailable("ocr", "install tesseract", ToolCard.of("vision"))));
    return ToolRegistry.of(offers, LOADER);
  }

  private static List<String> named(ToolRegistry registry, String... references) {
    return List.copyOf(registry.named(List.of(references)).keySet());
  }

  @Test
  void aReferenceIsANameAnAliasACategoryAToolkitOrAll() {
    ToolRegistry registry = several();

    assertThat(named(registry, "web_fetch")).containsExactly("web_fetch");
    assertThat(named(registry, "atom")).containsExactly("feed_read");
    assertThat(named(registry, "web.*")).containsExactly("web_fetch", "feed_read");
    assertThat(named(registry, "web.feeds.*")).containsExactly("feed_read");
    assertThat(named(registry, "toolkit:other kit")).containsExactly("webbing");
    assertThat(named(registry, "*")).containsExactly("web_fetch", "feed_read", "webbing");
    assertThat(named(registry, "rss", "web.*", "webbing", "feed_read"))
        .containsExactly("feed_read", "web_fetch", "webbing");
  }

  @Test
  void whatAReferenceDoesNotFindIsToldWithWhatWasMeant() {
    ToolRegistry registry = several();

    assertThat(registry.problem("web_fetch")).isEmpty();
    assertThat(registry.problem("web.*")).isEmpty();
    assertThat(registry.problem("web_fetsch").orElseThrow())
        .contains("no tool 'web_fetsch'", "web_fetch");
    assertThat(registry.problem("wep.*").orElseThrow())
        .contains("no tool of the category 'wep'", "web");
    assertThat(registry.problem("toolkit:nothing at all").orElseThrow())
        .isEqualTo(
            "no toolkit 'nothing at all' on the class path or in the builder; known: other kit,"
                + " web kit");
    assertThat(registry.problem("ocr")).contains("tool 'ocr' is not available: install tesseract");
    assertThat(registry.problem("vision.*"))
        .contains("tool 'ocr' is not available: install tesseract");
  }

  @Test
  void aToolThatLacksSomethingIsListedWithTheCureAndWhatUsesItAsWell() {
    ToolRegistry registry =
        of(
            new Known("report", ToolCard.of("documents").needs(new Requirement.OtherTool("chart"))),
            new Known(
                "chart",
                ToolCard.of("documents")
                    .needs(
                        new Requirement.Key("none is looked for"),
                        new Requirement.Server("example.org"),
                        new Requirement.Library("org.example.Chart", "org.example:chart:1.0"))),
            new Known(
                "scan",
                ToolCard.of("documents")
                    .needs(new Requirement.Program("no-such-program", "apt-get install it"))),
            new Known("there", ToolCard.of("documents").needs(new Requirement.OtherTool("plain"))),
            new Known(
                "plain",
                ToolCard.of("documents")
                    .needs(
                        new Requirement.Library("dev.retinue.tool.Tool", "dev.retinue:sdk-core"))));

    assertThat(registry.available().keySet()).containsExactlyInAnyOrder("there", "plain");
    assertThat(registry.unavailable())
        .containsEntry("chart", "a library is not on the class path: add org.example:chart:1.0")
        .containsEntry("report", "it uses the tool 'chart', which is not available")
        .containsEntry(
            "scan", "the program 'no-such-program' is not on the path: apt-get install it");
    assertThat(registry.entries())
        .hasSize(5)
        .allSatisfy(entry -> assertThat(entry.toolkit()).isEqualTo("the toolkit"));
  }

  @Test
  void aToolThatIsNotMadeAsItMustBeIsListedAndHarmsNobody() {
    Tool throwing =
        new Tool() {
          @Override
          public ToolSpecification specification() {
            throw new NoClassDefFoundError("org/example/Missing");
          }

          @Override
          public ToolTraits traits() {
            return ToolTraits.READS;
          }

          @Override
          public ToolResult call(ObjectNode arguments, ToolContext context) {
            return new ToolResult.Ok("");
          }
        };
    ToolRegistry registry =
        of(
            throwing,
            new Known("white space", ToolCard.NONE),
            new Known("x".repeat(65), ToolCard.NONE),
            new Known("rash", ToolCard.NONE),
            new Known("fine", ToolCard.NONE));

    assertThat(registry.available()).containsOnlyKeys("fine");
    assertThat(registry.unavailable().values())
        .anyMatch(reason -> reason.contains("cannot say what it is: java.lang.NoClassDefFound"))
        .contains(
            "it declares PURE, and that it touches [PUBLISH]: what leaves the machine must not"
                + " simply happen again")
        .anyMatch(reason -> reason.startsWith("its name must be 1 to 64 letters"));
  }

  @Test
  void twoToolsOfOneNameAreRefusedAndSoIsAnAliasThatIsAName() {
    assertThatThrownBy(() -> of(new Known("a", ToolCard.NONE), new Known("a", ToolCard.NONE)))
        .isInstanceOf(SetupException.class)
        .hasMessageContaining("two tools are named 'a'");
    assertThatThrownBy(
            () -> of(new Known("a", ToolCard.NONE), new Known("b", ToolCard.NONE.alias("a"))))
        .isInstanceOf(SetupException.class)
        .hasMessage(
            "the alias 'a' of the tool 'b' is a name of the tool 'a' as well; leave out one of"
                + " them");
    assertThatThrownBy(() -> ToolCard.of("Web Tools"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("such as general.files, got 'Web Tools'");
    assertThat(ToolCard.NONE.cost()).isEqualTo(Money.ZERO);
  }

  @Test
  void selfTestsTellWhichToolsWorkHere() throws Exception {
    ToolRegistry registry =
        of(
            new Known("good", ToolCard.NONE, SelfTest.answers("{\"a\":1}", "good {\"a\":1}")),
            new Known("bad", ToolCard.NONE, SelfTest.answers("{}", "something else")),
            new Known(
                "writing",
                ToolCard.NONE,
                (tool, context) -> {
                  assertThat(context.files()).isEmptyDirectory();
                  Files.writeString(context.files().resolve("a.txt"), "written");
                }),
            new Known(
                "slow", ToolCard.NONE, (tool, context) -> Thread.sleep(Duration.ofMinutes(1))),
            new Known("silent", ToolCard.NONE),
            new Known("missing", ToolCard.NONE.needs(new Requirement.OtherTool("other"))));

    List<Verified> verified = Verification.of(registry);

    assertThat(verified)
        .extracting(Verified::tool, Verified::result)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("good", Result.PASSED),
            org.assertj.core.groups.Tuple.tuple("bad", Result.FAILED),
            org.assertj.core.groups.Tuple.tuple("writing", Result.PASSED),
            org.assertj.core.groups.Tuple.tuple("slow", Result.FAILED),
            org.assertj.core.groups.Tuple.tuple("silent", Result.NONE),
            org.assertj.core.groups.Tuple.tuple("missing", Result.UNAVAILABLE));
    assertThat(verified.get(1).problem())
        .contains("should give something with 'something else', and gave bad {}");
    assertThat(verified.get(3).problem()).isEqualTo("it took longer than PT0.05S");
  }
}
