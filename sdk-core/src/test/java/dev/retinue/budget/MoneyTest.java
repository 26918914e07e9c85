package dev.retinue.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retinue.testkit.Seeded;
import java.math.BigDecimal;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class MoneyTest {
  @Test
  void itIsWrittenInDollarsAndReadBack() {
    assertThat(Money.usd("0.1").plus(Money.usd("0.2"))).hasToString("0.30 USD");
    assertThat(Money.usd("1e-12").toString()).isEqualTo("0.000000000001 USD");
    assertThat(Money.parse(" 12.5 usd")).isEqualTo(Money.usd("12.50"));
    assertThat(Money.ZERO).hasToString("0.00 USD");
  }

  @Seeded
  void readingWhatIsWrittenGivesTheSame(RandomGenerator random) {
    for (int i = 0; i < 1_000; i++) {
      Money money = new Money(random.nextLong(Long.MAX_VALUE) >>> random.nextInt(63));
      assertThat(Money.parse(money.toString())).isEqualTo(money);
      assertThat(money.amount().movePointRight(12))
          .isEqualByComparingTo(BigDecimal.valueOf(money.picodollars()));
    }
  }

  @Test
  void whatIsNoAmountIsRefused() {
    assertThatThrownBy(() -> Money.usd("much"))
        .hasMessage("an amount of US dollars is written as in 0.25, got 'much'");
    assertThatThrownBy(() -> Money.usd("-1")).hasMessageContaining("must not be negative");
    assertThatThrownBy(() -> Money.usd("10000000")).hasMessageContaining("below 9 million");
    assertThatThrownBy(() -> Money.usd("0.0000000000001")).hasMessageContaining("12 decimals");
  }

  @Test
  void sumsStopGrowingRatherThanTurnNegative() {
    assertThat(Money.UNLIMITED.plus(Money.usd("1"))).isEqualTo(Money.UNLIMITED);
  }
}
