package dev.retinue.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retinue.budget.Money;
import dev.retinue.definition.AgentProfile.AutonomyLevel;
import dev.retinue.label.Secrecy;
import dev.retinue.label.Trust;
import dev.retinue.testkit.Seeded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Writing any definition and reading it gives an equal one, in YAML and in JSON. */
class DefinitionRoundTripTest {
  private static final String CHARACTERS =
      "abcXYZ 0123456789-_:.,'\"#&*!|>%@`{}[]?\n\t\\/äß日本𝄞\u00a0\u0085\u2028\u2029";

  @Seeded
  void whatIsWrittenReadsBackEqual(RandomGenerator random) {
    for (int i = 0; i < 300; i++) {
      AgentDefinition definition = definition(random);

      assertThat(AgentDefinition.parse(definition.toYaml())).isEqualTo(definition);
      assertThat(AgentDefinition.parse(definition.toJson())).isEqualTo(definition);
    }
  }

  private static AgentDefinition definition(RandomGenerator random) {
    AgentDefinition.Builder builder =
        AgentDefinition.builder("N" + text(random))
            .id("id-" + random.nextInt(1000))
            .type("t" + text(random))
            .description(text(random))
            .instructions(text(random))
            .tenant(text(random))
            .autonomyLevel(pick(random, AutonomyLevel.values()))
            .memory(
                new MemoryDefinition(
                    pick(random, MemoryDefinition.Type.values()),
                    random.nextBoolean(),
                    random.nextBoolean()
                        ? MemoryCapacities.STANDARD
                        : new MemoryCapacities(
                            random.nextInt(99), 1 + random.nextInt(99), 2, 3, 4, 5, 6),
                    random.nextBoolean()
                        ? MemoryLifetimes.STANDARD
                        : new MemoryLifetimes(
                            Duration.ofMinutes(1 + random.nextInt(99)),
                            null,
                            Duration.ofDays(1 + random.nextInt(99)),
                            null,
                            null,
                            Duration.ofSeconds(1 + random.nextInt(99))),
                    new MemoryUpkeep(
                        random.nextBoolean(),
                        Duration.ofSeconds(1 + random.nextInt(999)),
                        Duration.ofHours(1 + random.nextInt(99)),
                        random.nextBoolean()
                            ? MemoryUpkeep.Extraction.RULES
                            : MemoryUpkeep.Extraction.MODEL)))
            .limits(
                new Limits(
                    1 + random.nextInt(100),
                    random.nextInt(100),
                    random.nextBoolean() ? null : 1 + random.nextLong(Long.MAX_VALUE - 1),
                    random.nextBoolean() ? null : new Money(random.nextLong(Long.MAX_VALUE)),
                    Duration.ofMillis(1 + random.nextInt(1_000_000_000)),
                    new LoopLimits(2 + random.nextInt(9), 0),
                    new DayLimits(
                        random.nextBoolean() ? null : random.nextLong(Long.MAX_VALUE),
                        null,
                        random.nextBoolean() ? null : 1 + random.nextLong(Long.MAX_VALUE - 1),
                        random.nextBoolean() ? null : Money.usd("0.1"),
                        random.nextBoolean() ? null : Duration.ofHours(2)),
                    new ShownToolLimits(1 + random.nextInt(50), 1 + random.nextInt(9_000))));
    for (int i = random.nextInt(4); i > 0; i--) {
      builder.llm(
          new ModelDefinition(
              "p" + random.nextInt(9),
              "m" + text(random),
              random.nextBoolean() ? null : random.nextInt(21) / 10.0,
              random.nextBoolean() ? null : 1 + random.nextInt(1000),
              text(random)));
    }
    if (random.nextBoolean()) {
      builder.llm(
          ModelDefinition.auto(
                  new ModelRequirements(
                      random.nextBoolean(),
                      random.nextBoolean(),
                      random.nextBoolean() ? null : 1 + random.nextInt(1000),
                      pick(random, ModelRequirements.Locality.values()),
                      random.nextBoolean() ? null : Money.usd("2.5"),
                      pick(random, ModelRequirements.Speed.values())))
              .withOptions(
                  new ModelOptions(
                      random.nextBoolean() ? null : pick(random, ModelOptions.Effort.values()),
                      random.nextBoolean() ? null : 1 + random.nextInt(1000),
                      random.nextBoolean() ? null : Duration.ofMinutes(random.nextInt(99)))));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      builder.tools("tool " + i + text(random));
    }
    boolean knowing = random.nextBoolean();
    builder.knowledge(
        new KnowledgeDefinition(knowing, text(random), knowing ? texts(random) : List.of()));
    for (String section : List.of("autonomy", "workflow", "team")) {
      if (random.nextBoolean()) {
        builder.section(section, map(random, 3));
      }
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      builder.permissions(permission(random, "rule " + i));
    }
    return builder.build();
  }

  private static Permission permission(RandomGenerator random, String name) {
    int verdict = random.nextInt(3);
    return new Permission(
        name,
        some(random, Permission.Access.values()),
        texts(random),
        List.of(),
        random.nextBoolean() ? null : text(random),
        random.nextBoolean() ? null : Trust.UNTRUSTED,
        random.nextBoolean() ? null : Secrecy.PRIVATE,
        texts(random),
        verdict == 0,
        verdict == 1 ? "since " + text(random) : null,
        verdict == 2 ? "really? " + text(random) : null);
  }

  private static <T> List<T> some(RandomGenerator random, T[] of) {
    return java.util.Arrays.stream(of).filter(each -> random.nextBoolean()).toList();
  }

  private static Map<String, Object> map(RandomGenerator random, int depth) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      map.put("k" + i + text(random), value(random, depth - 1));
    }
    return map;
  }

  private static Object value(RandomGenerator random, int depth) {
    return switch (random.nextInt(depth > 0 ? 6 : 4)) {
      case 0 -> text(random);
      case 1 -> random.nextBoolean();
      case 2 -> random.nextLong();
      case 3 -> random.nextInt(1_000_000) / 64.0;
      case 4 -> texts(random);
      default -> map(random, depth);
    };
  }

  private static List<String> texts(RandomGenerator random) {
    List<String> texts = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      texts.add(text(random));
    }
    return texts;
  }

  private static String text(RandomGenerator random) {
    int[] points = CHARACTERS.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return text.toString();
  }

  private static <T> T pick(RandomGenerator random, T[] values) {
    return values[random.nextInt(values.length)];
  }
}
