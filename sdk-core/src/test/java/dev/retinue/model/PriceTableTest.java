package dev.retinue.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.budget.Money;
import dev.retinue.json.RecordedForm;
import dev.retinue.testkit.Seeded;
import java.math.BigDecimal;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PriceTableTest {
  private final PriceTable standard = PriceTable.standard();

  @Test
  void wellKnownModelsHaveTheirListPrice() {
    assertThat(standard.of("openai:gpt-4o-mini")).contains(ModelPrice.usd("0.15", "0.075", "0.60"));
    assertThat(standard.of("anthropic:claude-sonnet-4-5"))
        .contains(ModelPrice.usd("3", "0.30", "15").withWritten(Money.usd("3.75")));
    assertThat(standard.of("google:gemini-2.5-flash"))
        .contains(ModelPrice.usd("0.30", "0.03", "2.50"));
    assertThat(standard.of("mistral:mistral-medium-2508"))
        .contains(ModelPrice.usd("0.4", "0.4", "2"));
    assertThat(standard.asOf()).matches("\\d{4}-\\d{2}");
  }

  @Test
  void whatIsCachedNowHasItsPrice() {
    ModelPrice price = ModelPrice.usd("1", "0.1", "5").withWritten(Money.usd("1.25"));

    assertThat(price.of(new Tokens(1_000_000, 0, 200_000, 400_000))).isEqualTo(Money.usd("0.92"));
    assertThat(ModelPrice.usd("1", "0.1", "5").of(new Tokens(1_000_000, 0, 0, 400_000)))
        .isEqualTo(Money.usd("1"));
  }

  @Test
  void tokensOfBeforeAreReadAsSuchOfNoCaching() {
    assertThat(RecordedForm.read("{\"input\":3,\"output\":2,\"cached\":1}", Tokens.class))
        .isEqualTo(new Tokens(3, 2, 1));
  }

  @Test
  void aDatedVersionCostsWhatItsModelCosts() {
    assertThat(standard.of("openai:gpt-4o-2024-08-06")).isEqualTo(standard.of("openai:gpt-4o"));
    assertThat(standard.of("anthropic:claude-opus-4-5-20251101"))
        .isEqualTo(standard.of("anthropic:claude-opus-4-5"))
        .isPresent();
    assertThat(standard.of("anthropic:claude-opus-4-20250514"))
        .isEqualTo(standard.of("anthropic:claude-opus-4"))
        .isPresent();
  }

  @Test
  void modelsOfOnesOwnMachineAreFree() {
    assertThat(standard.of("ollama:llama3.2:3b")).contains(ModelPrice.FREE);
    assertThat(standard.of("offline:extractive")).contains(ModelPrice.FREE);
  }

  @Test
  void aModelThatOnlyBeginsLikeAnotherIsNotKnown() {
    assertThat(standard.of("openai:gpt-4o-mini-of-tomorrow")).isEmpty();
    assertThat(standard.of("host:model")).isEmpty();
  }

  @Test
  void theHostsPriceComesFirstAndTheLongestPatternFits() {
    PriceTable mine =
        standard
            .with("openai:gpt-4o", ModelPrice.usd("1", "1", "1"))
            .with("local:*", ModelPrice.FREE)
            .with("local:big*", ModelPrice.usd("2", "2", "2"));

    assertThat(mine.of("openai:gpt-4o")).contains(ModelPrice.usd("1", "1", "1"));
    assertThat(mine.of("local:small")).contains(ModelPrice.FREE);
    assertThat(mine.of("local:bigger")).contains(ModelPrice.usd("2", "2", "2"));
  }

  @Test
  void anotherCurrencyIsRefused() {
    assertThatThrownBy(() ->
            PriceTable.parse(
                "{\"asOf\":\"2026\",\"currency\":\"EUR\",\"source\":\"\",\"models\":[]}"))
        .hasMessage("prices are counted in USD, got 'EUR'; convert them");
  }

  @Test
  void cachedTokensHaveTheirOwnPrice() {
    ModelPrice price = ModelPrice.usd("2.50", "1.25", "10");

    assertThat(price.of(new Tokens(1_000, 100, 400)))
        .isEqualTo(Money.usd("0.003")); // 600 x 2.50 + 400 x 1.25 + 100 x 10, of a million
  }

  @Seeded
  void costsAreExact(RandomGenerator random) {
    for (int i = 0; i < 1_000; i++) {
      String input = BigDecimal.valueOf(random.nextInt(100_000_000), 6).toPlainString();
      String cached = BigDecimal.valueOf(random.nextInt(100_000_000), 6).toPlainString();
      String output = BigDecimal.valueOf(random.nextInt(100_000_000), 6).toPlainString();
      long read = random.nextInt(1_000_000);
      Tokens tokens = new Tokens(read + random.nextInt(1_000_000), random.nextInt(100_000), read);

      BigDecimal expected =
          new BigDecimal(input)
              .multiply(BigDecimal.valueOf(tokens.input() - read))
              .add(new BigDecimal(cached).multiply(BigDecimal.valueOf(read)))
              .add(new BigDecimal(output).multiply(BigDecimal.valueOf(tokens.output())))
              .movePointLeft(6);
      assertThat(ModelPrice.usd(input, cached, output).of(tokens).amount())
          .isEqualByComparingTo(expected);
    }
  }
}
